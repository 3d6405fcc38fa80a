#include "model/zone.hpp"

#include <unicode/basictz.h>
#include <unicode/tztrans.h>

namespace goodword::model {

using base::Duration;
using base::Instant;

namespace {

UDate to_icu(Instant instant) { return static_cast<UDate>(base::to_micros(instant)) / 1000; }
Duration from_icu(std::int32_t milliseconds) { return std::chrono::milliseconds(milliseconds); }

}  // namespace

class Zone::Rules {
 public:
  explicit Rules(std::unique_ptr<const icu::BasicTimeZone> zone) : zone_(std::move(zone)) {}

  Duration ahead_at(Instant moment) const {
    std::int32_t raw = 0, saving = 0;
    UErrorCode fault = U_ZERO_ERROR;
    zone_->getOffset(to_icu(moment), 0, raw, saving, fault);
    return from_icu(raw + saving);
  }
  /// Where clocks were put forward or back, the offset before that.
  Duration ahead_when(Instant shown, UTimeZoneLocalOption which) const {
    std::int32_t raw = 0, saving = 0;
    UErrorCode fault = U_ZERO_ERROR;
    zone_->getOffsetFromLocal(to_icu(shown), UCAL_TZ_LOCAL_FORMER, which, raw, saving, fault);
    return from_icu(raw + saving);
  }

  /// When clocks were last put forward or back.
  std::optional<Instant> put_back_before(Instant moment) const {
    icu::TimeZoneTransition found;
    if (!zone_->getPreviousTransition(to_icu(moment), 1, found)) return std::nullopt;
    return base::from_micros(static_cast<std::int64_t>(found.getTime()) * 1000);
  }

 private:
  std::unique_ptr<const icu::BasicTimeZone> zone_;
};

std::optional<Zone> Zone::of(std::string_view name) {
  if (name.empty() || name == "UTC" || name == "Z") return Zone();
  // "+02:00" read as a time with that offset says how far it is from UTC.
  if (const auto shifted = base::parse_rfc3339("2000-01-02T00:00:00" + std::string(name))) {
    using namespace std::chrono;
    return Zone(base::start_of(base::Date{year(2000), month(1), day(2)}) - *shifted);
  }
  // Names of ICU's own, such as "GMT+2" and "EST", mean other things elsewhere.
  if (name.find('/') == std::string_view::npos) return std::nullopt;
  const auto id = icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())));
  std::unique_ptr<icu::TimeZone> made(icu::TimeZone::createTimeZone(id));
  icu::UnicodeString found;
  if (made->getID(found) != id) return std::nullopt;
  const auto* rules = dynamic_cast<const icu::BasicTimeZone*>(made.get());
  if (rules == nullptr) return std::nullopt;
  made.release();
  Zone zone;
  zone.rules_ = std::make_shared<const Rules>(std::unique_ptr<const icu::BasicTimeZone>(rules));
  return zone;
}

Instant Zone::moment_of(Instant shown) const {
  return shown - (rules_ ? rules_->ahead_when(shown, UCAL_TZ_LOCAL_FORMER) : ahead_);
}

Instant Zone::written(Instant moment) const {
  if (!rules_) return moment + ahead_;
  const Instant shown = moment + rules_->ahead_at(moment);
  const auto first = rules_->ahead_when(shown, UCAL_TZ_LOCAL_FORMER);
  const auto second = rules_->ahead_when(shown, UCAL_TZ_LOCAL_LATTER);
  if (first <= second) return shown;
  return rules_->put_back_before(shown - second).value_or(moment) + second;
}

}  // namespace goodword::model
