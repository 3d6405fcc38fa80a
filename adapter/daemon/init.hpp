// The first settings files: what `goodword init` and `goodword crm add` write. Files are values until write_new puts
// them on the disk; it never replaces a file. The command line asks the questions.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "daemon/settings.hpp"

namespace goodword::daemon {

/// A file that is to be made, with its path inside the config folder.
struct NewFile {
  std::filesystem::path path;
  std::string text;
  unsigned mode = 0640;
  std::filesystem::path like = {};  ///< whoever owns this gets it, where root writes: the service reads its secrets
};

/// What is asked at the beginning. The defaults make files that load; the operator edits them later.
struct InitAnswers {
  std::string firm_name = "Our firm";
  std::string trade = "consulting";
  std::string city = "";
  std::string country = "";
  std::string currency = "EUR";
  std::string language = "en";
  std::vector<std::string> services = {"Consulting"};  ///< names; ids are made from them
  std::vector<std::string> sellers = {"The owner"};    ///< names
};

/// goodword.json, firm.json, services.json and partners.json, each key explained by a comment.
std::vector<NewFile> first_files(const InitAnswers& answers, const std::filesystem::path& share_folder);

/// Makes all files, or none. Errors: settings.exists (names the files), settings.invalid (cannot be written).
base::Result<void> write_new(const std::filesystem::path& config_folder, const std::vector<NewFile>& files);

/// Puts a file in the place of another, whole or not at all, with the rights the other had. Errors: settings.invalid.
base::Result<void> replace_file(const std::filesystem::path& path, const std::string& text);

/// What is known about a new CRM. Secrets are references: "file:PATH", "credential:NAME", "environment:NAME",
/// "command:PROGRAM ARGUMENT …".
struct CrmAnswers {
  std::string name;
  std::string login;  ///< empty: the connector's first
  std::map<std::string, std::string> settings;
  std::map<std::string, std::string> secrets;
  std::map<std::string, std::string> typed = {};  ///< secrets themselves: each gets a file of its own
  base::Json change = {};                         ///< over the connector; null: none
};

/// A setting or secret that nobody has given yet.
struct CrmQuestion {
  std::string name;
  std::string type;  ///< text, number, boolean, choice, url, secret
  std::string say;
  std::vector<std::string> choices;
  std::optional<std::string> otherwise = {};  ///< what holds without an answer, as text

  friend bool operator==(const CrmQuestion&, const CrmQuestion&) = default;
};
enum class Asked { needed, all };
/// Those without which nothing works, or also those that have a default; of the chosen login alone.
std::vector<CrmQuestion> crm_questions(const base::Json& connector, const CrmAnswers& answers,
                                       Asked which = Asked::needed);
/// The login that holds: the chosen one, or the connector's first.
std::string login_of(const base::Json& connector, const CrmAnswers& answers);

/// What a text should be to be a value of a setting, as "a number"; empty: it is one.
std::string setting_fault(const base::Json& about, const std::string& given);
/// "file:PATH" as {"file": "PATH"}. Errors: usage, never with the text, which may be the secret itself.
base::Result<base::Json> secret_reference(const std::string& name, const std::string& given);

/// Whether what is known so far fits the connector. Errors: usage; never with a secret's text.
base::Result<void> check_answers(const base::Json& connector, const CrmAnswers& answers);

/// crms/NAME.json, plan-only. Errors: usage, for a name, setting or secret that does not fit; never with a secret's
/// text.
base::Result<NewFile> crm_file(const base::Json& connector, const CrmAnswers& answers,
                               const std::filesystem::path& share_folder);

/// secrets/NAME.KEY for each secret that was typed, readable by its owner alone. `store_folder`: whose owner that is.
std::vector<NewFile> secret_files(const CrmAnswers& answers, const std::filesystem::path& store_folder);

/// The text of a CRM file with another "apply", comments and all else as they were. Errors: settings.invalid.
base::Result<std::string> with_apply_mode(std::string text, ApplyMode mode);

/// "Bookkeeping & tax" as an id: "bookkeeping-tax"; `otherwise` where nothing is left.
std::string id_from(std::string_view name, std::string_view otherwise);

}  // namespace goodword::daemon
