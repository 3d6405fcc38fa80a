#include "daemon/partner_table.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "daemon/csv.hpp"
#include "daemon/init.hpp"
#include "daemon/settings_parts.hpp"
#include "engine/partners.hpp"
#include "rules/folded.hpp"

namespace goodword::daemon {
namespace {

using base::Json;
using base::Problem;
using model::Partner;

/// How the text of a cell becomes a value.
enum class Form { text, small, words, needs, places, yes_no, number };

struct Column {
  std::string_view name, pointer;
  Form form;
  std::string_view synonyms = {};  ///< folded, separated by |
};

// Names are those of partners.schema.json; what stands inside another object has the object's name before it.
constexpr std::array columns = {
    Column{"id", "/id", Form::text, "short name|kuerzel"},
    Column{"kind", "/kind", Form::small, "type|art"},
    Column{"name", "/name", Form::text, "firm|company|organisation|organization|partner|firma"},
    Column{"former", "/former", Form::yes_no, "former competitor|once a competitor"},
    Column{"person", "/person", Form::text, "contact person|full name|ansprechpartner"},
    Column{"email", "/email", Form::text, "e-mail|mail|email address|e-mail-adresse"},
    Column{"phone", "/phone", Form::text, "telephone|tel|mobile|telefon"},
    Column{"owner", "/owner", Form::text, "seller|contact owner|betreuer"},
    Column{"services", "/services", Form::needs, "service|offers|leistungen"},
    Column{"strengths", "/strengths", Form::needs, "strong in|staerken"},
    Column{"weaknesses", "/weaknesses", Form::needs, "weak in|schwaechen"},
    Column{"industries", "/industries", Form::words, "industry|branchen|branche"},
    Column{"wants", "/wants", Form::needs, "wanted|wuensche"},
    Column{"does_not_want", "/does_not_want", Form::needs, "dont want|doesnt want|unwanted"},
    Column{"affinity", "/affinity", Form::needs, "affinities"},
    Column{"opens_for_us", "/opens_for_us", Form::words, "opens"},
    Column{"we_open", "/we_open", Form::words, "we open for it"},
    Column{"languages", "/languages", Form::small, "language|sprachen"},
    Column{"places", "/places", Form::places, "place|city|town|orte|ort"},
    Column{"remote", "/remote", Form::yes_no, "works remotely|at a distance"},
    Column{"nearness", "/nearness", Form::text, "notes on nearness"},
    Column{"company_size_least", "/company_size/least", Form::number, "smallest company|min staff"},
    Column{"company_size_most", "/company_size/most", Form::number, "largest company|max staff"},
    Column{"deal_size_least", "/deal_size/least", Form::number, "smallest deal|min deal"},
    Column{"deal_size_most", "/deal_size/most", Form::number, "largest deal|max deal"},
    Column{"room", "/room/places", Form::number, "room for|capacity"},
    Column{"room_until", "/room/until", Form::text, "until"},
    Column{"trusted", "/trusted", Form::yes_no, "vouched for|vertraut"},
    Column{"paused", "/paused", Form::yes_no},
    Column{"excludes", "/excludes", Form::words, "not to be shown"},
    Column{"proof", "/proof", Form::text},
    Column{"terms", "/terms", Form::text, "commission|fee"},
    Column{"finished", "/finished", Form::number, "referrals that ended"},
    Column{"served_well", "/served_well", Form::number},
    Column{"last_contact", "/last_contact", Form::text, "last spoke"},
    Column{"crm", "/mark/crm", Form::text},
    Column{"crm_company", "/mark/company", Form::text, "company id"},
    Column{"crm_contact", "/mark/contact", Form::text, "crm id|contact id|record id"}};

/// A heading made comparable: "E-Mail", "e_mail" and "e mail" are one.
std::string plain(std::string_view heading) {
  std::string text = rules::folded(base::trim(heading));
  std::ranges::replace_if(
      text, [](char c) { return c == '_' || c == '-'; }, ' ');
  return text;
}

bool is_called(const Column& column, const std::string& heading) {
  if (plain(column.name) == heading) return true;
  const auto synonyms = base::split(column.synonyms, '|');
  return std::ranges::any_of(synonyms, [&](const auto& one) { return !one.empty() && plain(one) == heading; });
}

const Column* column_called(std::string_view heading) {
  const auto found =
      std::ranges::find_if(columns, [&, text = plain(heading)](const Column& one) { return is_called(one, text); });
  return found == columns.end() ? nullptr : &*found;
}

std::vector<std::string> items_of(std::string_view cell) {
  std::vector<std::string> items;
  for (const auto& item : base::split(cell, ';')) {
    if (const auto word = base::trim(item); !word.empty()) items.emplace_back(word);
  }
  return items;
}

/// A service may be named as people call it.
std::string service_named(const std::vector<model::Service>& services, const std::string& word) {
  const auto wanted = plain(word);
  for (const auto& service : services) {
    if (plain(service.id) == wanted) return service.id;
    for (const auto& [language, names] : service.names) {
      if (std::ranges::any_of(names, [&](const auto& name) { return plain(name) == wanted; })) return service.id;
    }
  }
  return word;
}

/// "Ripon", "Ripon, GB" or "Ripon, GB, 54.1361, -1.5238".
Json place_in(const std::string& text) {
  const auto parts = base::split(text, ',');
  const auto part = [&](std::size_t i) { return i < parts.size() ? std::string(base::trim(parts[i])) : std::string(); };
  Json place = Json::object({{"city", Json(part(0))}});
  if (parts.size() > 1) place.set("country", Json(part(1)));
  if (parts.size() > 2) place.set("latitude", Json::number(part(2)));
  if (parts.size() > 3) place.set("longitude", Json::number(part(3)));
  if (parts.size() > 4) place.set("the rest", Json(part(4)));
  return place;
}

Json truth_in(const std::string& cell) {
  constexpr std::array<std::string_view, 5> yes = {"yes", "true", "1", "x", "ja"};
  constexpr std::array<std::string_view, 4> no = {"no", "false", "0", "nein"};
  const std::string word = plain(cell);
  if (std::ranges::count(yes, word) > 0) return Json(true);
  return std::ranges::count(no, word) > 0 ? Json(false) : Json(cell);
}

template <class Made>
Json list_of(const std::string& cell, Made made) {
  Json list = Json::array();
  for (const auto& item : items_of(cell)) list.push(made(item));
  return list;
}

/// A form's own fault is left to the schema, which says what it expected, with the value.
Json value_in(Form form, const std::string& cell, const std::vector<model::Service>& services) {
  switch (form) {
    case Form::text: return Json(cell);
    case Form::number: return Json::number(cell);
    case Form::yes_no: return truth_in(cell);
    case Form::small: return list_of(cell, [](const auto& item) { return Json(base::lower(item)); });
    case Form::words: return list_of(cell, [](const auto& item) { return Json(item); });
    case Form::needs: return list_of(cell, [&](const auto& item) { return Json(service_named(services, item)); });
    case Form::places: return list_of(cell, place_in);
  }
  return {};
}

/// "/room/places" is at most two names deep.
void put(Json& partner, std::string_view pointer, Json value) {
  const auto parts = base::split(pointer.substr(1), '/');
  if (parts.size() == 1) {
    partner.set(parts[0], std::move(value));
    return;
  }
  if (!partner.has(parts[0])) partner.set(parts[0], Json::object());
  partner.find(parts[0])->set(parts[1], std::move(value));
}

void take(Json& partner, std::string_view pointer) {
  const auto parts = base::split(pointer.substr(1), '/');
  Json* owner = parts.size() == 1 ? &partner : partner.find(parts[0]);
  if (owner == nullptr) return;
  owner->erase(parts.back());
  if (owner != &partner && owner->members().empty()) partner.erase(parts[0]);
}

void set_lines(Json& json, int line) {
  json.set_line(line);
  for (auto& item : json.items()) set_lines(item, line);
  for (auto& [key, value] : json.members()) set_lines(value, line);
}

/// What the program writes of a partner, and what a person would: the same, whatever stands for nothing.
Json canonical(const Json& partner) { return model::to_json(model::partner_from_json(partner)); }

std::vector<std::string> differing(const Json& before, const Json& after) {
  std::vector<std::string> names;
  const auto differs = [&](const Json& a, const Json& b) {
    for (const auto& [key, value] : a.members()) {
      const Json* other = b.find(key);
      if ((other == nullptr || !(*other == value)) && !std::ranges::count(names, key)) names.push_back(key);
    }
  };
  differs(before, after);
  differs(after, before);
  return names;
}

/// "/partners/3/room/until" is in the column room_until.
std::string place_to_show(std::string_view pointer) {
  constexpr std::string_view front = "/partners/";
  if (!pointer.starts_with(front)) return "";
  const auto inner = pointer.find('/', front.size());
  if (inner == std::string_view::npos) return "";
  pointer.remove_prefix(inner);
  const Column* best = nullptr;
  for (const auto& column : columns) {
    const bool inside = pointer == column.pointer || pointer.starts_with(std::string(column.pointer) + "/") ||
                        std::string(column.pointer).starts_with(std::string(pointer) + "/");
    if (inside && (best == nullptr || column.pointer.size() > best->pointer.size())) best = &column;
  }
  return best == nullptr ? std::string() : "column " + std::string(best->name);
}

std::vector<Problem> checked(const Settings& settings, const SettingsFile& file) {
  SettingsReader reader(settings.config_folder, settings.share_folder);
  reader.check(file, "partners");
  check_partners(reader, settings, file);
  return std::move(reader.problems());
}

class TableReader {
 public:
  TableReader(const Settings& settings, const std::vector<Partner>& stored, const std::string& file)
      : settings_(settings), stored_(stored), file_(file) {}

  PartnerImport read(std::string_view text, OtherColumns others) {
    const auto rows = read_csv(text);
    if (!rows) return {{}, {}, {{file_, rows.error().line, "", rows.error().why, rows.error().advice}}};
    if (rows->empty()) {
      problem(0, "", "the table is empty", "its first row names the columns");
      return std::move(made_);
    }
    read_heading(rows->front(), others);
    if (!made_.problems.empty()) return std::move(made_);
    for (std::size_t i = 1; i < rows->size(); ++i) read_row((*rows)[i]);
    check_all();
    if (made_.problems.empty()) keep_all();
    return std::move(made_);
  }

 private:
  void problem(int line, const std::string& place, std::string message, std::string advice = "") {
    made_.problems.push_back({file_, line, place, std::move(message), std::move(advice)});
  }

  void read_heading(const CsvRow& heading, OtherColumns others) {
    std::vector<std::string> known;
    for (const auto& column : columns) known.emplace_back(column.name);
    for (const auto& cell : heading.cells) {
      const Column* column = column_called(cell);
      if (column != nullptr && std::ranges::count(wanted_, column)) {
        problem(heading.line, "column " + cell, "\"" + std::string(column->name) + "\" is there twice",
                "take one of them out");
      } else if (column == nullptr && others == OtherColumns::refuse) {
        const auto near = base::nearest(base::lower(base::trim(cell)), known);
        problem(heading.line, "column " + cell, "no field of a partner has this name",
                near.empty() ? "rename it (goodword help partners import names the columns), or pass it over: "
                               "--other-columns"
                             : "did you mean \"" + near + "\"?");
      } else if (column == nullptr) {
        made_.other_columns.push_back(cell);
      }
      wanted_.push_back(column);
    }
    if (!std::ranges::count(wanted_, column_called("name")) && !std::ranges::count(wanted_, column_called("id")))
      problem(heading.line, "", "there is no column \"name\" and no column \"id\"", "one of them says who it is");
  }

  std::string cell_of(const CsvRow& row, std::string_view name) const {
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      if (wanted_[i] != nullptr && wanted_[i]->name == name) return std::string(base::trim(row.cells[i]));
    }
    return {};
  }

  void read_row(const CsvRow& row) {
    const std::string name = cell_of(row, "name");
    std::string id = cell_of(row, "id");
    if (id.empty()) id = id_from(rules::folded(name), "");
    if (id.empty()) return problem(row.line, "column name", "nothing says who this is", "give it a name or an id");
    const Partner* before = model::partner_by_id(stored_, id);
    const Partner* stated = model::partner_by_id(settings_.partners, id);
    if (stated != nullptr) before = stated;
    Json partner = before == nullptr ? Json::object({{"kind", "ally"}}) : model::to_json(*before);
    partner.set("id", Json(id));
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      if (wanted_[i] != nullptr && wanted_[i]->name != "id") put_cell(partner, *wanted_[i], row.cells[i]);
    }
    set_lines(partner, row.line);
    if (stated != nullptr && !(canonical(partner) == model::to_json(*stated)))
      problem(row.line, "", "\"" + id + "\" stands in partners.json, which a table does not change",
              "change it there, or take the row out");
    all_.push(std::move(partner));
  }

  void put_cell(Json& partner, const Column& column, const std::string& cell) {
    const std::string text(base::trim(cell));
    if (text.empty() && column.name == "kind") return;  // every partner has one; a new one is an ally
    if (text.empty()) return take(partner, column.pointer);
    Json value = value_in(column.form, text, settings_.services);
    if (column.name == "kind") value = Json(base::lower(text));
    put(partner, column.pointer, std::move(value));
  }

  void check_all() {
    SettingsFile file{file_, file_, Json::object({{"partners", all_}})};
    for (auto& one : checked(settings_, file)) {
      one.pointer = place_to_show(one.pointer);
      made_.problems.push_back(std::move(one));
    }
    std::ranges::stable_sort(made_.problems, {}, &Problem::line);
  }

  void keep_all() {
    for (const auto& json : all_.items()) {
      ImportedPartner one{ImportedPartner::What::added, model::partner_from_json(json), {}};
      one.partner.origin = "import";
      const Partner* before = model::partner_by_id(stored_, one.partner.id);
      if (model::partner_by_id(settings_.partners, one.partner.id) != nullptr)
        one.what = ImportedPartner::What::same;
      else if (before != nullptr) {
        one.fields = differing(model::to_json(*before), canonical(json));
        one.what = one.fields.empty() ? ImportedPartner::What::same : ImportedPartner::What::changed;
      }
      made_.partners.push_back(std::move(one));
    }
  }

  const Settings& settings_;
  const std::vector<Partner>& stored_;
  std::string file_;
  std::vector<const Column*> wanted_;  ///< by place; nullptr: passed over
  Json all_ = Json::array();
  PartnerImport made_;
};

}  // namespace

PartnerImport read_partner_table(const Settings& settings, const std::vector<Partner>& stored, std::string_view text,
                                 const std::string& file, OtherColumns others) {
  return TableReader(settings, stored, file).read(text, others);
}

std::vector<Problem> partner_problems(const Settings& settings, const Json& partner, const std::string& file) {
  auto problems = checked(settings, {file, file, Json::object({{"partners", Json::array({partner})}})});
  for (auto& one : problems)
    one.pointer = place_to_show(one.pointer).empty() ? "" : place_to_show(one.pointer).substr(7);
  return problems;
}

std::string partner_columns() {
  std::vector<std::string> names;
  for (const auto& column : columns) {
    auto synonyms = base::split(column.synonyms, '|');
    names.push_back(std::string(column.name) +
                    (column.synonyms.empty() ? "" : " (" + base::join(synonyms, ", ") + ")"));
  }
  return base::join(names, ", ");
}

}  // namespace goodword::daemon
