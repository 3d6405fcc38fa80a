#include "daemon/init.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/text.hpp"

namespace goodword::daemon {
namespace {

namespace fs = std::filesystem;
using base::Json;

std::string json_text(std::string_view text) { return base::write_json(Json(text)); }

std::string schema_line(const fs::path& share, std::string_view name) {
  return "  \"$schema\": " + json_text((share / "schemas" / (std::string(name) + ".schema.json")).string()) + ",\n";
}

std::string texts_json(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const auto& text : texts) list.push(Json(text));
  return base::write_json(list);
}

std::string group_of(const Option& option) { return std::string(option.key.substr(0, option.key.find('.'))); }

/// Each option with its default, commented out: what is not said keeps following the program's defaults.
std::string options_text(const fs::path& share) {
  std::string text =
      "// How Goodword runs. Each line that is commented out shows the default; take the // away to change it.\n"
      "// Comments and trailing commas are allowed. What holds, and from where: goodword config show --origin\n{\n" +
      schema_line(share, "goodword");
  std::string group;
  const Json schema = options_schema();
  for (const Option& option : option_table()) {
    if (group_of(option) != group) {
      if (!group.empty()) text += "  },\n";
      group = group_of(option);
      text += "  \"" + group + "\": {\n";
    }
    const auto parts = base::split(option.key, '.');
    const Json* about = schema.at("/properties/" + parts[0] + "/properties/" + parts[1]);
    const Json* fallback = about->find("default");
    text += "    // \"" + parts[1] + "\": " + (fallback != nullptr ? base::write_json(*fallback) : "…") + ", // " +
            about->text_or("description", "") + "\n";
  }
  return text + "  },\n}\n";
}

std::string firm_text(const InitAnswers& answers, const std::vector<std::string>& service_ids, const fs::path& share) {
  std::string place;
  if (!answers.city.empty()) {
    place = "  \"place\": {\"city\": " + json_text(answers.city);
    if (!answers.country.empty()) place += ", \"country\": " + json_text(answers.country);
    place += "}, // latitude and longitude, if given, let nearness be computed\n";
  }
  std::string sellers;
  for (std::size_t i = 0; i < answers.sellers.size(); ++i) {
    const std::string id = id_from(answers.sellers[i], "seller-" + std::to_string(i + 1));
    sellers +=
        "    {\"id\": " + json_text(id) + ", \"name\": " + json_text(answers.sellers[i]) +
        ", \"weekly_hours\": 19}, // \"users\": {\"CRM\": \"the user's id there\"} gives tasks to the right person\n";
  }
  return "// The firm: what it offers, to whom, and how many hours there are for selling.\n{\n" +
         schema_line(share, "firm") + "  \"name\": " + json_text(answers.firm_name) + ", // as letters show it\n" +
         "  \"trade\": " + json_text(answers.trade) + ", // rule packs ask for it\n" + place +
         "  \"currency\": " + json_text(answers.currency) + ", // ISO 4217\n" +
         "  \"margin\": 0.4, // share of a deal's size that is earned\n"
         "  \"hour_cost\": 0, // what an hour of selling costs the firm\n"
         "  \"buy_share\": 0.2, // of ten prospects, two buy: holds until enough deals are closed to learn from\n"
         "  \"services\": " +
         texts_json(service_ids) + ", // ids of services.json\n" +
         "  \"industries\": [], // wanted ones; empty: all\n"
         "  \"countries\": [], // served ones, such as \"GB\"; empty: all\n"
         "  \"languages\": " +
         texts_json({answers.language}) + ",\n" +
         "  // \"deal_size\": {\"least\": 1000, \"most\": 50000}, // above \"most\" is too large for us now\n"
         "  // \"company_size\": {\"least\": 5, \"most\": 250}, // employees\n"
         "  \"sellers\": [\n" +
         sellers + "  ],\n}\n";
}

std::string services_text(const InitAnswers& answers, const std::vector<std::string>& ids, const fs::path& share) {
  std::string text =
      "// The one vocabulary of services that the firm, its partners and prospects' needs share.\n"
      "// Add what partners offer as well: a need that has no service here cannot be matched.\n"
      "// names: by language; the first is shown, the others are looked for in mails and notes.\n{\n" +
      schema_line(share, "services") + "  \"services\": [\n";
  for (std::size_t i = 0; i < ids.size(); ++i) {
    text += "    {\"id\": " + json_text(ids[i]) + ", \"names\": {" + json_text(answers.language) + ": " +
            texts_json({answers.services[i]}) + "}},\n";
  }
  return text +
         "    // {\"id\": \"copywriting\", \"parent\": \"marketing\", \"names\": {\"en\": [\"copywriting\", \"web "
         "texts\"]}},\n  ],\n}\n";
}

std::string partners_text(const fs::path& share) {
  return "// The circle: colleagues, firms of other trades, and competitors that prospects can be introduced to.\n"
         "// A partner is proposed only with a record of referrals (finished, served_well) or if \"trusted\" is "
         "true.\n{\n" +
         schema_line(share, "partners") +
         "  \"partners\": [\n"
         "    // {\n"
         "    //   \"id\": \"example\", \"kind\": \"ally\", // colleague: same firm; ally: another trade; competitor: "
         "same trade\n"
         "    //   \"name\": \"Example Copy\", \"person\": \"Eve Example\", \"email\": \"eve@example.com\",\n"
         "    //   \"services\": [\"copywriting\"], \"industries\": [\"food\"], \"languages\": [\"en\"],\n"
         "    //   \"places\": [{\"city\": \"York\", \"country\": \"GB\"}], \"remote\": true,\n"
         "    //   \"room\": {\"places\": 2, \"until\": \"2030-01-31\"}, // introductions it can take until that day\n"
         "    //   \"trusted\": true, // you vouch for it\n"
         "    //   \"proof\": \"has rewritten three food firms' sites\", // one true sentence for a letter\n"
         "    // },\n  ],\n}\n";
}

std::vector<std::string> ids_of(const std::vector<std::string>& names) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    std::string id = id_from(names[i], "service-" + number);
    if (std::ranges::count(ids, id)) id += "-" + number;
    ids.push_back(std::move(id));
  }
  return ids;
}

/// Root writes for the service; anybody else for themselves. 0, or errno.
int give_away(int file, const fs::path& like) {
  struct stat about {};
  if (like.empty() || geteuid() != 0 || stat(like.c_str(), &about) != 0) return 0;
  return fchown(file, about.st_uid, static_cast<gid_t>(-1)) == 0 ? 0 : errno;
}

/// Writes beside the place and links into it: whole or not at all, and never over a file that appeared meanwhile.
int make_file(const fs::path& path, const NewFile& file) {
  const fs::path draft = path.parent_path() / ("." + path.filename().string() + ".new");
  unlink(draft.c_str());
  const int out = open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, file.mode);
  if (out < 0) return errno;
  int fault = give_away(out, file.like);
  std::string_view left = file.text;
  while (fault == 0 && !left.empty()) {
    const ssize_t written = write(out, left.data(), left.size());
    if (written >= 0)
      left.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EINTR)
      fault = errno;
  }
  if (fault == 0 && fsync(out) != 0) fault = errno;
  close(out);
  if (fault == 0 && link(draft.c_str(), path.c_str()) != 0) fault = errno;
  unlink(draft.c_str());
  return fault;
}

}  // namespace

std::string id_from(std::string_view name, std::string_view otherwise) {
  std::string id;
  for (const char letter : base::lower(name)) {
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
    if (plain)
      id += letter;
    else if (!id.empty() && id.back() != '-')
      id += '-';
  }
  id = id.substr(0, 40);
  while (id.ends_with('-')) id.pop_back();
  return id.empty() ? std::string(otherwise) : id;
}

std::vector<NewFile> first_files(const InitAnswers& answers, const fs::path& share_folder) {
  const auto ids = ids_of(answers.services);
  return {{"goodword.json", options_text(share_folder)},
          {"firm.json", firm_text(answers, ids, share_folder)},
          {"services.json", services_text(answers, ids, share_folder)},
          {"partners.json", partners_text(share_folder)}};
}

base::Result<void> write_new(const fs::path& config_folder, const std::vector<NewFile>& files) {
  std::vector<std::string> there;
  std::error_code fault;
  for (const auto& file : files) {
    if (fs::exists(fs::symlink_status(config_folder / file.path, fault)))
      there.push_back((config_folder / file.path).string());
  }
  if (!there.empty()) return base::failure("settings.exists", base::join(there, ", ") + " would be replaced");
  std::vector<fs::path> made;
  for (const auto& file : files) {
    const fs::path path = config_folder / file.path;
    fs::create_directories(path.parent_path(), fault);
    if (const int wrong = make_file(path, file); wrong != 0) {
      for (const auto& one : made) unlink(one.c_str());
      return base::failure(wrong == EEXIST ? "settings.exists" : "settings.invalid",
                           path.string() + " cannot be written: " + std::strerror(wrong));
    }
    made.push_back(path);
  }
  return {};
}

base::Result<void> replace_file(const fs::path& path, const std::string& text) {
  const fs::path draft = path.parent_path() / ("." + path.filename().string() + ".replacing");
  std::error_code fault;
  fs::remove(draft, fault);
  int wrong = make_file(draft, {draft.filename(), text});
  if (wrong == 0) {
    if (const auto old = fs::status(path, fault); fs::exists(old)) fs::permissions(draft, old.permissions(), fault);
    wrong = rename(draft.c_str(), path.c_str()) == 0 ? 0 : errno;
  }
  if (wrong == 0) return {};
  return base::failure("settings.invalid", path.string() + " cannot be written: " + std::strerror(wrong));
}

}  // namespace goodword::daemon
