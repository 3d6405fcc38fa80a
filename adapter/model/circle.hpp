// The firm and the people around it: what it offers, who sells, whom prospects can be introduced to.
//
// Read from firm.json, services.json and partners.json by the daemon room; every thinking room reads these values and
// none changes them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/money.hpp"

namespace goodword::model {

/// One entry of the vocabulary of services that firm, partners and needs share.
struct Service {
  std::string id;
  std::string parent;                                     ///< id of the wider service, or empty
  std::map<std::string, std::vector<std::string>> names;  ///< language ("en") to name and synonyms, the first is shown
  std::string law_class = {};                             ///< "class": bookkeeping, tax, …: rule packs for auditors
};

struct Place {
  std::string city;
  std::string country;  ///< ISO 3166-1 alpha-2, upper case
  std::optional<double> latitude;
  std::optional<double> longitude;
};

/// Inclusive bounds; absent means open.
struct Band {
  std::optional<double> least;
  std::optional<double> most;
};

struct Seller {
  std::string id;                            ///< short, the operator's own: "dev"
  std::string name;                          ///< "Dev Anand"
  std::map<std::string, std::string> users;  ///< crm name to the user id there
  double weekly_hours = 19;
  std::vector<std::string> prospects_for =
      {};  ///< ids of the sellers for whom this one finds out and makes first contact
};

/// What a unit of a foreign currency is worth in the firm's, on the operator's word.
struct Rate {
  double worth = 0;
  base::Date as_of{};

  friend bool operator==(const Rate&, const Rate&) = default;
};

struct Firm {
  std::string name;
  std::string trade;  ///< rule packs ask for it
  Place place;
  std::string currency = "EUR";
  std::map<std::string, Rate> rates;  ///< ISO 4217 code of another currency to its rate
  double margin = 0.4;                ///< share of a deal's size that is earned
  double hour_cost = 0;               ///< what an hour costs the firm, 0 if not given
  double buy_share = 0.2;             ///< "of ten prospects, how many buy?" / 10
  std::vector<std::string> services;
  std::vector<std::string> industries;  ///< wanted ones; empty: all
  std::vector<std::string> countries;   ///< served; empty: all
  std::vector<std::string> languages;
  Band deal_size;     ///< in `currency`; above `most` is too large for us
  Band company_size;  ///< employees
  std::vector<Seller> sellers;
  std::vector<std::string> packs;                  ///< rule packs in force whatever trade and place say
  std::map<std::string, base::Json> facts;         ///< facts of the firm, by name: firm_audits_issuers to false
  std::map<std::string, std::string> fact_fields;  ///< custom field of the CRM to the fact it holds
  std::map<std::string, std::string> fact_tags;    ///< tag of the CRM to the fact that is true with it
  /// Custom fields of the CRM's opportunities that tell what a client cost us, what was earned and how they paid.
  struct ClientFields {
    std::string cost, margin, days_to_pay;
  } client_fields = {};
};

/// Who works on the contacts of one owner.
struct Hands {
  std::string seller;      ///< whose hours they compete for
  std::string prospector;  ///< who finds out and makes first contact, where that is somebody else

  friend bool operator==(const Hands&, const Hands&) = default;
};
/// Of a seller's id: itself, with whoever prospects for it; of a prospector's: the first it prospects for.
Hands hands_of(const Firm& firm, const std::string& owner);

enum class PartnerKind { colleague, ally, competitor };

/// Dated and coarse: how much a partner can take until a day.
struct Room {
  int places = 0;
  base::Date until{};

  friend bool operator==(const Room&, const Room&) = default;
};

/// Somebody's word on a partner's room, beside the one in partners.json.
struct SaidRoom {
  std::string partner;
  Room room;
  std::string by;
  base::Instant at{};

  friend bool operator==(const SaidRoom&, const SaidRoom&) = default;
};

/// The monthly letter or talk with a partner, sent or held.
struct CheckIn {
  std::string partner;
  base::Instant at{};
  std::string by, note;

  friend bool operator==(const CheckIn&, const CheckIn&) = default;
};

/// A step of a referral to a partner: offer_partner, partner_yes, introduce, win, …
struct PastStep {
  std::string partner, service, referral, event;
  base::Instant at{};
  std::optional<base::Money> value = {};  ///< of the work won, of what was paid, of a gift
  std::string settled = {};               ///< of settle alone: "fee", "waived: as a favour"

  friend bool operator==(const PastStep&, const PastStep&) = default;
};

/// The record of a CRM that is this partner.
struct PartnerMark {
  std::string crm;
  std::string contact;       ///< its id there, or
  std::string company = {};  ///< the id of a company: then everybody who works there is of it

  friend bool operator==(const PartnerMark&, const PartnerMark&) = default;
};

/// How two firms serve one client: one works for the other; one guides and the other works; both answer for all of it.
enum class WorkMode { sub_contract, mentor, shared };

/// Who does what with a partner, put on paper, until a day. It says nothing on prices or on who may serve whom, and
/// moves nobody up. With a mode it is a working agreement: without one in force nobody is served together.
struct Arrangement {
  std::vector<std::string> services;  ///< that it covers
  std::string they, we;               ///< who does what, in words
  std::optional<base::Date> since;
  base::Date until{};
  std::string paper;  ///< where the paper is
  std::optional<WorkMode> mode = {};
  std::string leads = {}, bills = {};   ///< "we", "they"; bills also "each": its own part
  std::string quality = {}, ends = {};  ///< what each owes the client; how either gets out of it

  friend bool operator==(const Arrangement&, const Arrangement&) = default;
};
bool is_in_force(const Arrangement& arrangement, base::Date today);
std::string_view to_text(WorkMode mode);
std::optional<WorkMode> work_mode_of(std::string_view text);
/// "shared: they lead, each bills its own part"; empty where it is no working agreement.
std::string mode_in_words(const Arrangement& arrangement);
/// "they write the pages, we map the flow; shared responsibility: they lead, each bills its own part"
std::string agreement_in_words(const Arrangement& arrangement);
/// Whether two working agreements come to the same for the client: who does what, who leads, who bills.
bool same_for_client(const Arrangement& a, const Arrangement& b);
base::Json to_json(const Arrangement& arrangement);
/// The reader expects JSON that to_json() wrote, or that passed schemas/partners.schema.json.
Arrangement arrangement_from_json(const base::Json& json);

/// A seller's own words on a partner, for letters in that seller's name.
struct Endorsement {
  std::string by;                     ///< seller id
  std::string words;                  ///< one sentence: "I have seen their pages sell"
  std::vector<std::string> services;  ///< that it speaks of; empty: all the partner does

  friend bool operator==(const Endorsement&, const Endorsement&) = default;
};

struct Partner {
  std::string id;
  PartnerKind kind = PartnerKind::ally;
  std::string name;    ///< of the firm (of the person, for a colleague)
  std::string person;  ///< whom to talk to
  std::string email;
  std::string phone;
  std::string owner;  ///< seller id who keeps the tie
  std::vector<std::string> services;
  std::vector<std::string> strengths;   ///< service ids both sides agree it is strong in
  std::vector<std::string> weaknesses;  ///< service ids; never leave the store
  std::vector<std::string> industries;  ///< known work; empty: not known
  std::vector<std::string> wants;       ///< industries or services it asked for
  std::vector<std::string> does_not_want;
  std::vector<std::string> languages;
  std::vector<Place> places;
  bool remote = false;
  bool trusted = false;  ///< the owner vouches, in place of a reliability record
  bool paused = false;
  Band company_size;
  Band deal_size;
  std::optional<Room> room;
  std::vector<std::string> excludes;  ///< company domains or names it must not be shown
  std::string proof;                  ///< one true sentence for a letter: "has rewritten three food firms' sites"
  std::string terms;                  ///< what we earn, in words; empty: nothing
  int finished = 0;                   ///< referrals that ended, and of those
  int served_well = 0;
  std::map<std::string, base::Json> facts;  ///< about it and our agreement with it, by name: rule packs ask for them
  bool former = false;                      ///< a competitor once, and no longer
  std::vector<std::string> affinity;        ///< services or industries it has a particular feeling for
  std::vector<std::string> opens_for_us;    ///< industries in which it can open doors for us
  std::vector<std::string> we_open;         ///< industries in which we can open doors for it
  std::string nearness;                     ///< in words, what coordinates do not say: "in Leeds every Tuesday"
  std::optional<base::Date> last_contact;   ///< as stated; check-ins and CRM records may know of a later one
  std::optional<PartnerMark> mark;
  std::vector<Arrangement> arrangements;
  std::vector<Endorsement> endorsements;
  std::string origin;  ///< whose word it is: "partners.json", "command", "import"; no part of the file
};

std::string_view to_text(PartnerKind kind);
std::optional<PartnerKind> partner_kind_of(std::string_view text);

/// partners.json's own form, both ways; the reader expects JSON that passed schemas/partners.schema.json.
Partner partner_from_json(const base::Json& json);
base::Json to_json(const Partner& partner);
Firm firm_from_json(const base::Json& json);
std::vector<Service> services_from_json(const base::Json& json);

/// An amount in the firm's currency, in whole units; of an amount without a code, it is the firm's. Nothing: there is
/// no rate for its currency.
std::optional<double> in_firms_currency(const Firm& firm, const base::Money& amount);

const Service* service_by_id(const std::vector<Service>& services, std::string_view id);
const Partner* partner_by_id(const std::vector<Partner>& partners, std::string_view id);
/// The name to show in a language, falling back to English, then to any, then to the id.
std::string service_name(const std::vector<Service>& services, std::string_view id, std::string_view language);

}  // namespace goodword::model
