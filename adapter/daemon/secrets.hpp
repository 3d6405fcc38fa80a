// ports::Secrets: values of secrets, read anew each time from where the CRM file says they are. Nothing is kept,
// nothing is logged, and no message holds a value. Callable from several threads.
#pragma once

#include <chrono>
#include <filesystem>

#include "daemon/environment.hpp"
#include "ports/secrets.hpp"

namespace goodword::daemon {

class ReferencedSecrets : public ports::Secrets {
 public:
  /// Relative file names begin at `config_folder`.
  ReferencedSecrets(const Environment& environment, std::filesystem::path config_folder)
      : environment_(environment), config_folder_(std::move(config_folder)) {}

  base::Result<std::string> reveal(const ports::SecretRef& ref) override;

 private:
  base::Result<std::string> credential(const std::string& name) const;
  base::Result<std::string> file(const std::string& name) const;
  base::Result<std::string> variable(const std::string& name) const;

  Environment environment_;
  std::filesystem::path config_folder_;
};

enum class Openness { owner_only, as_it_is };
/// What a small file holds. Errors: secret.missing, naming it; also where it is open to others than its owner.
base::Result<std::string> secret_text(const std::filesystem::path& path, Openness openness);

/// Runs a program, without a shell, and returns what it writes; its complaints are thrown away, since they may hold
/// secrets. Errors: secret.missing when it cannot be started, fails, says nothing, too much, or takes too long.
base::Result<std::string> output_of(const std::vector<std::string>& command,
                                    std::chrono::milliseconds patience = std::chrono::seconds(10));

}  // namespace goodword::daemon
