// Clients who were referred to us beside those who were not, and what giving brought: whom partners sent us, from which
// industries, and which of those were new to us. From closed opportunities; medians, each with the number it rests on.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/ledger.hpp"

namespace goodword::engine {

/// The median of what is known; n says of how many.
struct Median {
  int n = 0;
  double value = 0;

  friend bool operator==(const Median&, const Median&) = default;
};

struct ClientGroup {
  int closed = 0, won = 0;
  Median size;         ///< of work won, in the firm's currency
  Median days_to_win;  ///< from the opportunity's beginning
  Median cost;         ///< in the firm's currency; firm.json: client_fields
  Median margin;       ///< share of the amount
  Median days_to_pay;

  friend bool operator==(const ClientGroup&, const ClientGroup&) = default;
};

/// An industry that partners opened for us, as the CRM calls it.
struct IndustryBrought {
  std::string name;
  int people = 0, won = 0;            ///< opportunities won
  std::optional<base::Date> entered;  ///< first work there, where it came from a partner

  friend bool operator==(const IndustryBrought&, const IndustryBrought&) = default;
};

/// What giving brought.
struct Brought {
  int people = 0, companies = 0;            ///< whom partners sent us
  int this_year = 0, year_before = 0;       ///< people, in the last 365 days and in those before
  std::vector<IndustryBrought> industries;  ///< most people first
  std::map<std::string, int> countries;     ///< people, by the CRM's name of it

  friend bool operator==(const Brought&, const Brought&) = default;
};

struct ClientReport {
  ClientGroup referred, others;
  Brought brought;
};

/// All that is known of one CRM for the report.
struct ClientGround {
  const model::Firm& firm;
  std::vector<model::Record> closed;               ///< opportunities, won or lost
  std::map<std::string, model::Record> companies;  ///< of those, and of whoever was sent to us
  std::map<std::string, model::Record> contacts;   ///< whoever was sent to us
  std::map<std::string, base::Instant> received;   ///< contact to the day they were sent
  base::Instant since{}, now{};
};

ClientReport clients_of(std::span<const ClientGround> crms);

/// Errors: those of the store.
base::Result<ClientReport> read_clients(ports::Store& store, const std::vector<std::string>& crms,
                                        const model::Firm& firm, base::Instant since, base::Instant now);

base::Json to_json(const ClientReport& report);

}  // namespace goodword::engine
