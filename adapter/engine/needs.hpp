// What people around us look for: prospects and clients, as a person said it or as it was read, whether it is ours to
// serve, and who else does. How often people voice a need to us first is counted where it was said so. Reads the store
// and writes nothing.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/world.hpp"
#include "model/dossier.hpp"

namespace goodword::engine {

/// What an answer is called that says they came to us first with it; its value is the service.
inline constexpr std::string_view asked_us_first = "asked_us_first";

struct KnownNeed {
  model::Ref contact;
  std::string name, company;
  std::string service;  ///< id
  bool client = false;  ///< ours already
  bool confirmed = false;
  bool first = false;   ///< they asked us first
  bool ours = false;    ///< we offer it
  std::string partner;  ///< id of whom it is, or would be, offered to
  std::string state;    ///< of that referral, or the verdict where there is none
};

struct ServiceNeeds {
  int all = 0, clients = 0, partners = 0;  ///< who needs it; of them clients; who of the circle does it
  bool ours = false;
};

struct NeedsReport {
  std::vector<KnownNeed> needs;                ///< by service, then by name
  std::map<std::string, ServiceNeeds> counts;  ///< by service
  int confirmed = 0, first = 0;                ///< by a person's word; of them those who came to us first
};

/// Pure. Nothing where no need is known.
std::optional<KnownNeed> need_in(const model::Dossier& dossier, const Circle& circle);
/// Errors: those of the store.
base::Result<NeedsReport> read_needs(ports::Store& store, std::span<const std::string> crms, const Circle& circle);
base::Json to_json(const NeedsReport& report);

}  // namespace goodword::engine
