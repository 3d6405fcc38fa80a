#include "daemon/secrets.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/text.hpp"

namespace goodword::daemon {
namespace {

namespace fs = std::filesystem;
using base::Result;

constexpr std::size_t most_bytes = 64u << 10;  // a key in PEM form takes 4 KiB

struct Descriptor {
  int number = -1;
  ~Descriptor() {
    if (number >= 0) close(number);
  }
};

tl::unexpected<base::Error> missing(std::string detail) { return base::failure("secret.missing", std::move(detail)); }

}  // namespace

Result<std::string> secret_text(const fs::path& path, Openness openness) {
  const std::string shown = base::escape_line(path.string());
  // Not blocking: a pipe with nobody at its other end would hold us up for ever.
  const Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (file.number < 0) return missing(shown + ": " + std::strerror(errno));
  struct stat about {};
  // The open file is asked, not its name, so that nobody can exchange it in between.
  if (fstat(file.number, &about) != 0 || !S_ISREG(about.st_mode)) return missing(shown + " is not a file");
  if (openness == Openness::owner_only && (about.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return missing(shown + " is open to others than its owner; close it: chmod 600 " + shown);
  std::string text(most_bytes + 1, '\0');
  std::size_t size = 0;
  for (ssize_t got = 0; size < text.size(); size += static_cast<std::size_t>(got)) {
    got = read(file.number, text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR)
      got = 0;
    else if (got < 0)
      return missing(shown + ": " + std::strerror(errno));
    else if (got == 0)
      break;
  }
  if (size > most_bytes) return missing(shown + " is larger than " + std::to_string(most_bytes) + " bytes");
  text.resize(size);
  return text;
}

Result<std::string> ReferencedSecrets::reveal(const ports::SecretRef& ref) {
  const std::string first = ref.value.empty() ? "" : ref.value.front();
  auto value = ref.source == "credential"    ? credential(first)
               : ref.source == "file"        ? file(first)
               : ref.source == "command"     ? output_of(ref.value)
               : ref.source == "environment" ? variable(first)
                                             : missing("no such source of secrets: " + base::escape_line(ref.source));
  if (!value)
    return tl::unexpected(base::while_doing(std::move(value.error()), "revealing the secret \"" + ref.name + "\""));
  if (value->ends_with('\n')) value->pop_back();
  if (value->ends_with('\r')) value->pop_back();
  if (value->empty()) return missing("the secret \"" + ref.name + "\" is empty");
  return value;
}

Result<std::string> ReferencedSecrets::credential(const std::string& name) const {
  const std::string folder = environment_.get("CREDENTIALS_DIRECTORY");
  if (folder.empty())
    return missing(
        "there are no credentials: only systemd gives them (LoadCredential= in the unit), as to the service");
  if (name.empty() || name.find('/') != std::string::npos || name == "..") return missing("no name for a credential");
  // systemd keeps the folder to the service; the files' own rights are its business.
  return secret_text(fs::path(folder) / name, Openness::as_it_is);
}

Result<std::string> ReferencedSecrets::file(const std::string& name) const {
  return secret_text(config_folder_ / name, Openness::owner_only);
}

Result<std::string> ReferencedSecrets::variable(const std::string& name) const {
  const std::string value = environment_.get(name);
  if (value.empty()) return missing("the environment variable " + base::escape_line(name) + " is not set");
  return value;
}

}  // namespace goodword::daemon
