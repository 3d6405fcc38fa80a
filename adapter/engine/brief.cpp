#include "engine/brief.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "engine/reading.hpp"
#include "rules/assess.hpp"

namespace goodword::engine {
namespace {

using base::Result;

constexpr std::size_t most_said = 160;       ///< characters of what a partner said
constexpr std::size_t most_impression = 90;  ///< characters of one impression
constexpr std::size_t most_impressions = 2;
constexpr std::size_t most_signs = 4;

bool is_seller(const model::Firm& firm, const std::string& id) {
  return std::ranges::count(firm.sellers, id, &model::Seller::id) > 0;
}

/// The newest few, typed in or written in a note line.
std::string impressions_of(const BriefInput& input) {
  const auto& circle = input.circle;
  const auto& dossier = input.dossier;
  auto answers = dossier.answers;
  const auto desk = rules::read_desk(circle.book, circle.firm, circle.services, dossier, input.policy.tag_prefix + ":");
  std::ranges::move(rules::answers_on_desk(circle.book, desk, dossier.ref()), std::back_inserter(answers));
  std::erase_if(answers, [](const auto& answer) { return answer.about != "impression"; });
  std::ranges::stable_sort(answers, std::greater(), &model::PersonAnswer::at);
  std::vector<std::string> said;
  for (const auto& answer : answers) {
    if (said.size() == most_impressions) break;
    const auto words = std::string(base::trim(answer.value + " " + answer.source));
    said.push_back(base::shorten(words, most_impression) +
                   (is_seller(circle.firm, answer.by) ? " (" + answer.by + ")" : ""));
  }
  return base::join(said, "; ");
}

std::string signs_of(const model::Dossier& dossier, model::SignState state) {
  std::vector<std::string> names;
  if (!dossier.decision) return "";
  for (const auto& sign : dossier.decision->signs) {
    if (sign.state == state && names.size() < most_signs) names.push_back(sign.name);
  }
  return base::join(names, ", ");
}

std::string service_of(const BriefInput& input, const model::Received* received) {
  std::string need = received != nullptr ? received->need : "";
  if (need.empty() && input.dossier.decision) need = input.dossier.decision->need.service;
  return need.empty() ? "" : model::service_name(input.circle.services, need, input.language);
}

std::string seller_name(const model::Firm& firm, const std::string& seller) {
  const auto found = std::ranges::find(firm.sellers, seller, &model::Seller::id);
  return found == firm.sellers.end() ? seller : found->name;
}

Words nobody_sent() {
  return {{"partner", ""}, {"person", ""}, {"person_given", ""}, {"since", ""}, {"quote", ""}, {"by_day", ""}};
}

/// Who sent them, when, what was said, and by when to thank.
Words sender_words(const BriefInput& input, const model::Received& received) {
  const auto* partner = model::partner_by_id(input.circle.partners, received.partner);
  const auto name = partner != nullptr ? partner->name : received.partner;
  const auto person = partner != nullptr ? partner->person : "";
  return {{"partner", name},
          {"person", person},
          {"person_given", partner != nullptr ? given_name(*partner) : name},
          {"since", letter_day(base::date_of(received.at), input.language)},
          {"quote", base::shorten(received.said, most_said)},
          {"by_day", letter_day(acknowledge_by(received, input.policy), input.language)}};
}

}  // namespace

std::string first_contact(const model::Firm& firm, const std::string& owner) {
  const auto hands = model::hands_of(firm, owner);
  return hands.prospector.empty() ? hands.seller : hands.prospector;
}

Result<std::string> who_meets(ports::Store& store, const model::Firm& firm, const model::Dossier& dossier) {
  const auto sellers = sellers_by_user(store, dossier.crm, firm);
  if (!sellers) return tl::unexpected(sellers.error());
  const auto found = sellers->find(dossier.contact.text(model::contact::owner));
  return found == sellers->end() ? std::string() : first_contact(firm, found->second);
}

const model::Received* newest_received(const model::Dossier& dossier) {
  return dossier.received.empty() ? nullptr : &dossier.received.back();
}

base::Date acknowledge_by(const model::Received& received, const Policy& policy) {
  return base::working_days_after(base::date_of(received.at), policy.acknowledge_days);
}

Result<Titled> brief_letter(const BriefInput& input, const Letters& letters) {
  const auto& dossier = input.dossier;
  const auto* received = newest_received(dossier);
  Words words = received != nullptr ? sender_words(input, *received) : nobody_sent();
  words.insert({{"given_full", model::display_name(dossier.contact)},
                {"company", dossier.company ? dossier.company->text(model::company::name) : ""},
                {"service", service_of(input, received)},
                {"impressions", impressions_of(input)},
                {"seen", signs_of(dossier, model::SignState::seen)},
                {"ruled_out", signs_of(dossier, model::SignState::ruled_out)},
                {"question", dossier.decision && dossier.decision->question ? dossier.decision->question->text : ""},
                {"seller", seller_name(input.circle.firm, input.seller)}});
  const auto text = render_letter(letters, input.language, "brief", words);
  if (!text) return tl::unexpected(text.error());
  return split_title(*text);
}

}  // namespace goodword::engine
