// Where secrets come from: a reference in a file, a value only at the moment of use. Values never reach a log or the
// store.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"

namespace goodword::ports {

/// {"credential": name} | {"file": path} | {"command": [...]} | {"environment": name}
struct SecretRef {
  std::string name;    ///< of the setting it fills: "token"
  std::string source;  ///< credential, file, command, environment
  std::vector<std::string> value;
};

class Secrets {
 public:
  virtual ~Secrets() = default;
  /// Errors: secret.missing, naming the reference, never the value. One trailing newline is taken away.
  virtual base::Result<std::string> reveal(const SecretRef& ref) = 0;
};

}  // namespace goodword::ports
