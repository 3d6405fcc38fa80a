// A CRM that is not connected yet, tried out: its login and its Remote, made of answers. Opens no store and writes no
// file, so that nothing is left of it unless somebody keeps what it got. One thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "connector/authorization.hpp"
#include "connector/tokens.hpp"
#include "daemon/field_offers.hpp"
#include "daemon/init.hpp"
#include "daemon/settings.hpp"
#include "ports/http_client.hpp"

namespace goodword::daemon {

struct TrialParts {
  const Settings& settings;  ///< how the wire is to be used, where files are
  const Environment& environment;
  const base::Json& connector;
  const CrmAnswers& answers;
};

class Trial {
 public:
  /// Errors: usage (answers that are none), settings.invalid (the two files do not go together), secret.missing.
  static base::Result<std::unique_ptr<Trial>> make(const TrialParts& parts);
  ~Trial();

  const connector::Compiled& compiled() const { return compiled_; }
  const ports::Clock& clock() const { return *clock_; }
  ports::Random& random() { return *random_; }
  connector::Authorization& login() { return *login_; }
  ports::Remote& remote() { return *remote_; }
  /// What the login got, to be kept once the CRM's file is there.
  base::Result<ports::HeldTokens> tokens() { return tokens_.read(); }
  /// The fields that people there made, the first two hundred, and of what use they are by the first page of records.
  /// Errors: remote.*, wire.*.
  base::Result<std::vector<FieldOffer>> fields(std::stop_token stop);

 private:
  Trial(base::Json connector, base::Json crm, connector::Compiled compiled);
  connector::RemoteParts remote_parts();
  base::Result<std::vector<SeenField>> look(const std::vector<ports::OwnField>& listed, std::stop_token stop);

  base::Json connector_, crm_;
  connector::Compiled compiled_;
  std::map<std::string, std::string> secrets_;
  std::unique_ptr<ports::Clock> clock_;
  std::unique_ptr<ports::Random> random_;
  std::unique_ptr<ports::HttpClient> http_;
  connector::MemoryTokens tokens_;
  std::unique_ptr<connector::Authorization> login_;
  std::unique_ptr<ports::Remote> remote_;
};

/// How this program goes out: proxy, certificates, private addresses.
std::unique_ptr<ports::HttpClient> wire_of(const Options& options);

}  // namespace goodword::daemon
