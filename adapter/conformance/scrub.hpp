// Answers of a real CRM as a sample may hold them: what is secret or personal becomes invented, what the connector file
// needs in order to work stays.
//
// Everything is replaced unless there is a reason to keep it: a word of the connector file itself, a time, a truth, a
// short number, an id that says nothing. What a value is, the fields' classes and types tell, and where a file maps
// nothing, its name. Of headers only those stay that the file looks at, and a few that say nothing of anybody. Pure.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "conformance/invented.hpp"
#include "model/kinds.hpp"
#include "ports/http_client.hpp"

namespace goodword::conformance {

class Scrubber {
 public:
  /// `crm` is the operator's file, or null. `words` are kept beside those of the connector file: our own tags.
  Scrubber(const base::Json& connector, const base::Json& crm, const std::vector<std::string>& words);

  /// As "response" of a sample.
  base::Json answer(const ports::HttpResponse& response);
  /// The operator's file as "crm" of a sample: settings and changes, hosts and names of accounts replaced.
  const base::Json& crm() const { return crm_; }
  /// An id as the scrubbed answers have it.
  std::string id(const std::string& id) const;
  /// Real values that were replaced.
  const Invented& invented() const { return invented_; }

 private:
  struct Known {
    model::Type type = model::Type::text;
    model::FieldClass cls = model::FieldClass::business;
    std::string field;
  };

  void learn_fields(const base::Json& connector);
  void learn_field(const Known& known, const base::Json& field);
  void learn_place(const Known& known, std::string_view pointer);
  const Known* known(const std::string& name) const;
  void learn_words(const base::Json& json);
  void learn_names(const base::Json& json);
  void learn_crm(const base::Json& connector, const base::Json& crm);
  base::Json setting(const std::string& name, const base::Json& given, const base::Json& connector);
  base::Json with_our_hosts(const base::Json& json);

  base::Json value(const base::Json& json, const std::string& name);
  base::Json object(const base::Json& json, const std::string& name);
  std::string key(const std::string& name);
  std::string text(const std::string& text, const std::string& name);
  std::optional<std::string> composed(const std::string& text, const std::string& name);
  std::string by_known(const std::string& text, const Known& known, const std::string& name);
  std::string by_name(const std::string& text, const std::string& name);
  base::Json number(const base::Json& json, const std::string& name);
  std::string digits(const std::string& text, const std::string& name);
  std::string address(const std::string& url);
  std::string path(std::string_view path);
  std::string part_of_address(const std::string& part);
  std::string prose(const std::string& text);
  base::Json headers(const ports::HttpResponse& response);

  Invented invented_;
  std::map<std::string, Known, std::less<>> fields_;  ///< by the last name in the vendor's record, or the last two
  std::set<std::string, std::less<>> words_;          ///< that the file compares values with
  std::set<std::string, std::less<>> names_;          ///< members, headers and parts of addresses in it
  std::vector<base::Json> looked_for_;  ///< {"has": …} and {"match": …}: what the file looks for in texts
  std::map<std::string, std::string, std::less<>> hosts_;  ///< ours, and what stands for them
  std::set<std::string, std::less<>> headers_;             ///< that the file picks, in small letters
  base::Json crm_;
};

}  // namespace goodword::conformance
