#include <algorithm>
#include <array>

#include "rules/facts.hpp"

namespace goodword::rules {
namespace {

using enum FactType;
using enum FactOf;

constexpr bool recorded = true;
constexpr unsigned stated = 0;  // by people and files, in no record of the CRM

constexpr std::array rows = {
    FactRow{"active_days", number, of_activities, "days since the last activity that counts"},
    FactRow{"city", text, of_contact | of_company, "city of the contact, otherwise of its company"},
    FactRow{"close_in_days", number, of_opportunity,
            "days until the opportunity's closing date; negative: it has passed"},
    FactRow{"company_name", text, of_company, "name of the company"},
    FactRow{"company_size", number, of_company, "employees"},
    FactRow{"contact_stage", text, of_contact, "stage or status of the contact"},
    FactRow{"country", text, of_contact | of_company, "country of the contact, otherwise of its company"},
    FactRow{"deal_size", number, of_opportunity, "amount of the open opportunity, in the firm's currency"},
    FactRow{"industry", text, of_company, "industry of the company"},
    FactRow{"language", text, of_contact, "language of the contact"},
    FactRow{"meetings", number, of_activities, "meetings so far"},
    FactRow{"no_mail", truth, of_contact, "the person wishes no mail", crm, recorded},
    FactRow{"opportunity_age_days", number, of_opportunity, "days since the open opportunity was made"},
    FactRow{"opportunity_idle_days", number, of_opportunity, "days since the open opportunity was changed"},
    FactRow{"opportunity_name", text, of_opportunity, "name of the open opportunity"},
    FactRow{"probability", number, of_opportunity, "the CRM's own probability, in percent"},
    FactRow{"seniority", number, of_contact, "level of the contact's title, highest 4"},
    FactRow{"seniority_fell", number, of_activities,
            "levels between the most senior we were in touch with on this deal and the most senior we still are"},
    FactRow{"stage", text, of_opportunity, "stage of the open opportunity, as the CRM calls it"},
    FactRow{"stage_kind", text, of_opportunity, "new, discovery, proposal or negotiation, by the stage's name"},
    FactRow{"tags", list, of_contact, "tags of the contact"},
    FactRow{"title", text, of_contact, "title of the contact"},
    FactRow{"touches", number, of_activities, "mails, calls, meetings and notes so far"},
    FactRow{"wanted", truth, of_contact | of_company | of_opportunity, "all that is known fits whom firm.json wants"},
    // What no CRM has a field for: stated in firm.json or partners.json, by a mapped field or tag, or by a person.
    FactRow{"firm_audits_issuers", truth, stated, "whether we audit any issuer under the rules of the SEC", firm},
    FactRow{"firm_audits_public_interest", truth, stated, "whether we audit any public-interest entity of the EU",
            firm},
    FactRow{"audits_company", truth, stated, "whether we audit this company or its group", company},
    FactRow{"issuer", truth, stated, "whether the company is an issuer under the rules of the SEC", company},
    FactRow{"public_interest_entity", truth, stated, "whether the company is a public-interest entity of the EU",
            company},
    FactRow{"service_class", text, stated, "which class the wanted service is of (\"class\" in services.json)",
            company},
    FactRow{"audit_committee_approved", truth, stated, "whether its audit committee approved the service beforehand",
            company},
    FactRow{"amount_share", number, stated,
            "how many percent of what the issuer pays us this year are for non-audit services", company},
    FactRow{"small_service_conditions", truth, stated, "whether the other conditions for small services hold", company},
    FactRow{"non_audit_fee_share", number, stated,
            "how many percent of the mean audit fee of three years the non-audit fees are", company},
    FactRow{"federal_health_payer", truth, stated, "whether a federal health care program pays for it", company},
    FactRow{"settlement_service", truth, stated, "whether it is a settlement service of a federally related mortgage",
            company},
    FactRow{"client_agreed_fee", truth, stated, "whether the client agreed in writing to how the fee is divided",
            company},
    FactRow{"limit_do_not_refer", truth, stated, "whether a contract or promise says: do not refer them", company,
            recorded},
    FactRow{"limit_nda", truth, stated, "whether we promised them to keep things secret", company, recorded},
    FactRow{"nda_covers_introduction", truth, stated, "whether that promise covers naming them to a partner", company},
    FactRow{"limit_exclusive", truth, stated, "whether somebody was promised exclusivity that touches them", company,
            recorded},
    FactRow{"exclusive_covers_need", truth, stated, "whether that exclusivity covers this need", company},
    FactRow{"objected", truth, stated, "whether the person objected to their data being used", person, recorded},
    FactRow{"erasure_requested", truth, stated, "whether the person asked for their data to be deleted", person,
            recorded},
    FactRow{"consent_withdrawn", truth, stated, "whether the person took their yes back", person, recorded},
    FactRow{"data_from_others", truth, stated, "whether we have their data from somebody else", person, recorded},
    FactRow{"source_told", truth, stated, "whether the person was told where we have their data from", person},
    FactRow{"individual_subscriber", truth, stated, "whether they read mail as a private person or sole trader", person,
            recorded},
    FactRow{"mail_consent", truth, stated, "whether they agreed to be written to by mail", person},
    FactRow{"recruiting_candidate", truth, stated, "whether the person is looking for a post", person},
    FactRow{"prospect_consent", truth, stated, "whether the person agreed to be introduced to this partner", person,
            recorded},
    FactRow{"partner_consent", truth, stated, "whether the partner agreed to take them", partner, recorded},
    FactRow{"partner_kind", text, stated, "none, colleague, ally or competitor", partner},
    FactRow{"partner_terms", text, stated, "what we earn from the partner, in words", partner},
    FactRow{"partner_agreement", truth, stated, "whether anything at all is agreed with the partner", partner,
            recorded},
    FactRow{"agreement_client_prices", truth, stated, "whether we agreed with it on prices to clients", partner},
    FactRow{"agreement_exclusive", truth, stated, "whether we agreed to refer to nobody else, or it to nobody else",
            partner},
    FactRow{"agreement_divides_customers", truth, stated, "whether we agreed with it on who serves whom", partner},
    FactRow{"partner_barred_from", text, stated,
            "what a rule bars the partner from, in words: \"tax for those it audits\"", partner},
    FactRow{"partner_is_lawyer", truth, stated, "whether the partner is a lawyer", partner},
    FactRow{"joint_responsibility", truth, stated, "whether both lawyers answer for the work, or share the fee by it",
            partner},
    FactRow{"reciprocal_referrals", truth, stated, "whether each agreed to send clients to the other", partner,
            recorded},
    FactRow{"reciprocity_told", truth, stated, "whether clients are told of that agreement", partner},
    FactRow{"gift_value", number, stated, "what the gifts between us this calendar year are worth, in US dollars",
            partner, recorded},
    FactRow{"both_brokers", truth, stated, "whether both are real-estate brokers and act as such", partner},
    FactRow{"services_performed", truth, stated, "whether what is paid is only for work really done", partner},
    FactRow{"promoter_ineligible", truth, stated, "whether who recommends is an ineligible person of rule 206(4)-1",
            partner},
    FactRow{"promoter_compensation", number, stated, "what who recommends gets in twelve months, in US dollars",
            partner},
    FactRow{"promoter_agreement", truth, stated, "whether there is a written agreement about recommending", partner},
    FactRow{"promoter_disclosure", truth, stated, "whether client, pay and conflicts are disclosed with the word",
            partner},
};

}  // namespace

std::span<const FactRow> fact_table() { return rows; }

const FactRow* fact_row(std::string_view name) {
  const auto found = std::ranges::find(rows, name, &FactRow::name);
  return found == rows.end() ? nullptr : &*found;
}

std::string_view to_text(FactType type) {
  constexpr std::array<std::string_view, 4> names = {"number", "text", "list", "truth"};
  return names[static_cast<std::size_t>(type)];
}

std::string_view form_of(FactType type) {
  constexpr std::array<std::string_view, 4> forms = {"a number", "a text", "a list of texts", "yes or no"};
  return forms[static_cast<std::size_t>(type)];
}

}  // namespace goodword::rules
