#include "rules/stated.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.hpp"

namespace goodword::rules {
namespace {

using model::ReferralState;

std::optional<bool> truth_of(std::string_view text) {
  const std::string low = base::lower(base::trim(text));
  if (low == "yes" || low == "true" || low == "ja") return true;
  if (low == "no" || low == "false" || low == "nein") return false;
  return std::nullopt;
}

std::optional<FactValue> text_value(std::string_view text) {
  const std::string plain(base::trim(text));
  if (plain.empty() || base::lower(plain) == "unknown") return std::nullopt;
  return plain;
}

std::optional<FactValue> number_value(std::string_view text) {
  std::string_view plain = base::trim(text);
  if (plain.ends_with('%')) plain = base::trim(plain.substr(0, plain.size() - 1));
  double number = 0;
  const auto read = std::from_chars(plain.data(), plain.data() + plain.size(), number);
  if (read.ec != std::errc() || read.ptr != plain.data() + plain.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

class Stating {
 public:
  Stating(const StatedSources& sources, Facts& facts) : sources_(sources), facts_(facts) {}

  void state_all() {
    from_answers();
    from_fields(sources_.dossier.contact);
    if (sources_.dossier.company) from_fields(*sources_.dossier.company);
    from_tags();
    for (const auto& [name, json] : sources_.firm.facts) {
      const FactRow* row = fact_row(name);
      if (row != nullptr) put(*row, value_of(*row, json), {}, "firm.json", std::nullopt);
    }
    from_need();
  }

 private:
  void put(const FactRow& row, std::optional<FactValue> value, const model::Ref& record, std::string_view field,
           std::optional<base::Instant> at) {
    if (value) facts_.try_emplace(std::string(row.name), Fact{std::move(*value), record, std::string(field), at});
  }

  void from_answers() {
    std::map<const FactRow*, const model::PersonAnswer*> newest;
    for (const auto& answer : sources_.answers) {
      const FactRow* row = askable_fact(answer.about);
      if (row == nullptr) continue;
      auto& held = newest[row];
      if (held == nullptr || held->at <= answer.at) held = &answer;
    }
    for (const auto& [row, answer] : newest) {
      facts_.erase(std::string(row->name));  // what a person says stands over what the CRM holds
      put(*row, value_in(*row, answer->value), answer->contact, "answer", answer->at);
    }
  }

  void from_fields(const model::Record& record) {
    for (const auto& [field, fact] : sources_.firm.fact_fields) {
      const FactRow* row = fact_row(fact);
      const auto* held = record.custom_value(field);
      if (row == nullptr || held == nullptr) continue;
      const model::Ref ref{sources_.dossier.crm, record.kind, record.id()};
      if (const auto* text = std::get_if<std::string>(&held->value)) put(*row, value_in(*row, *text), ref, field, {});
      if (const auto* number = std::get_if<double>(&held->value))
        put(*row, value_of(*row, base::Json(*number)), ref, field, {});
      if (const auto* truth = std::get_if<bool>(&held->value))
        put(*row, value_of(*row, base::Json(*truth)), ref, field, {});
    }
  }

  void from_tags() {
    const auto& contact = sources_.dossier.contact;
    const auto& tags = contact.texts(model::contact::tags);
    for (const auto& [tag, fact] : sources_.firm.fact_tags) {
      const FactRow* row = fact_row(fact);
      if (row == nullptr || row->type != FactType::truth || std::ranges::find(tags, tag) == tags.end()) continue;
      put(*row, true, sources_.dossier.ref(), "tags", std::nullopt);
    }
  }

  /// The class of the wanted service, or of the nearest wider one that has any.
  void from_need() {
    const model::Service* service = model::service_by_id(sources_.services, sources_.service);
    for (std::size_t steps = 0; service != nullptr && steps <= sources_.services.size(); ++steps) {
      if (!service->law_class.empty())
        return put(*fact_row("service_class"), text_value(service->law_class), {}, "services.json", std::nullopt);
      service = model::service_by_id(sources_.services, service->parent);
    }
  }

  const StatedSources& sources_;
  Facts& facts_;
};

/// How far a referral came: whether the prospect, and whether the partner, said yes to it.
struct Yeses {
  bool prospect = false, partner = false;
};
Yeses yeses_in(ReferralState state) {
  const auto phase = model::phase_of(state);
  if (phase == model::ReferralPhase::work || phase == model::ReferralPhase::thanks) return {true, true};
  switch (state) {
    case ReferralState::prospect_accepted:
    case ReferralState::offered_partner:
    case ReferralState::needs_info: return {true, false};
    case ReferralState::partner_accepted:
    case ReferralState::lost:
    case ReferralState::no_fit:
    case ReferralState::duplicate:
    case ReferralState::invalid: return {true, true};
    default: return {};
  }
}

}  // namespace

std::optional<FactValue> value_of(const FactRow& row, const base::Json& json) {
  if (json.is_string()) return value_in(row, json.text());
  if (row.type == FactType::truth && json.is_boolean()) return json.boolean();
  if (row.type == FactType::number && json.is_number()) return json.real().value_or(0);
  if (row.type == FactType::list && json.is_array()) {
    std::vector<std::string> texts;
    for (const auto& item : json.items()) texts.push_back(item.text());
    return texts;
  }
  return std::nullopt;
}

std::optional<FactValue> value_in(const FactRow& row, std::string_view text) {
  switch (row.type) {
    case FactType::text: return text_value(text);
    case FactType::number: return number_value(text);
    case FactType::list: return std::nullopt;
    case FactType::truth:
      if (const auto truth = truth_of(text)) return *truth;
      return std::nullopt;
  }
  return std::nullopt;
}

const FactRow* askable_fact(std::string_view name) {
  const FactRow* row = fact_row(name);
  return row != nullptr && (row->of == FactOf::company || row->of == FactOf::person) ? row : nullptr;
}

void add_stated(const StatedSources& sources, Facts& facts) { Stating(sources, facts).state_all(); }

Facts partner_facts(const model::Partner& partner, std::span<const model::Referral> referrals, base::Date today) {
  Facts made;
  const auto put = [&](std::string_view name, FactValue value) {
    made.try_emplace(std::string(name), Fact{std::move(value), {}, "partners.json", {}});
  };
  put("partner_kind", std::string(model::to_text(partner.kind)));
  if (!partner.terms.empty()) {
    put("partner_terms", partner.terms);
    put("partner_agreement", true);
  }
  const auto in_force = [&](const model::Arrangement& one) { return model::is_in_force(one, today); };
  if (std::ranges::any_of(partner.arrangements, in_force)) put("partner_agreement", true);
  Yeses yeses;
  for (const auto& referral : referrals) {
    if (referral.partner == partner.id) yeses = yeses_in(referral.state);  // the newest, for they are in order
  }
  put("prospect_consent", yeses.prospect);
  put("partner_consent", yeses.partner);
  for (const auto& [name, json] : partner.facts) {
    const FactRow* row = fact_row(name);
    if (row == nullptr) continue;
    if (auto value = value_of(*row, json)) put(name, std::move(*value));
  }
  return made;
}

Facts no_partner_facts() {
  Facts made;
  made.emplace("partner_kind", Fact{std::string("none"), {}, "", {}});
  return made;
}

}  // namespace goodword::rules
