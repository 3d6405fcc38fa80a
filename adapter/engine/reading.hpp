// One contact read: its dossier with what the rules see in it, and the row it has in the pipeline.
#pragma once

#include <map>
#include <string>

#include "engine/world.hpp"
#include "model/dossier.hpp"
#include "model/pipeline.hpp"
#include "rules/assess.hpp"

namespace goodword::engine {

struct Reading {
  model::Dossier dossier;
  rules::Assessment assessment;
  std::string seller;           ///< id of who sells to it, empty where no seller is known
  std::string prospector = {};  ///< id of who finds out and makes first contact, where that is another

  /// Whether it is decided about: a prospect, or one that carries something of ours.
  bool in_scope() const;
  /// The referral that is under way, or nullptr.
  const model::Referral* live_referral() const;
};

/// CRM user id to seller id: as firm.json says, else by the user's name.
base::Result<std::map<std::string, std::string>> sellers_by_user(ports::Store& store, std::string_view crm,
                                                                 const model::Firm& firm);
/// The firm with each seller's user in a CRM.
model::Firm with_users(model::Firm firm, const std::string& crm, const std::map<std::string, std::string>& sellers);

class Reader {
 public:
  /// Errors: those of the store, which is asked who the CRM's users are.
  static base::Result<Reader> make(World& world);

  /// What closed opportunities say; until then nothing.
  void use(rules::History history) { history_ = std::move(history); }
  Reading read(model::Dossier dossier) const;
  /// The CRM's user of a seller; empty: not known.
  std::string user_of(const std::string& seller) const;
  rules::Ground ground() const { return {circle_.book, firm_, circle_.services, tag_front_, history_}; }

 private:
  explicit Reader(const World& world)
      : circle_(world.circle),
        firm_(world.circle.firm),
        now_(world.clock.now()),
        tag_front_(world.policy.tag_prefix + ":") {}

  const Circle& circle_;
  rules::History history_;
  model::Firm firm_;                            ///< with each seller's user in this CRM
  std::map<std::string, std::string> sellers_;  ///< CRM user id to seller id
  base::Instant now_;
  std::string tag_front_;  ///< "gw:"
};

/// The contact's row by the decision that is in its dossier.
model::PipelineRow row_of(const Reading& reading);

/// How many of the companies known in the contact's CRM a card on its need could mean.
base::Result<ports::CompanyFit> companies_like(ports::Store& store, const model::Dossier& dossier);

}  // namespace goodword::engine
