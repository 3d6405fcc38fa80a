#include "base/instant.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>
#include <vector>

namespace goodword::base {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 12> months_of_year = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> days_of_week = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

bool digit(char letter) { return letter >= '0' && letter <= '9'; }

/// Reads fixed columns from the front of a text; once something does not fit, all that follows fails too.
class Columns {
 public:
  explicit Columns(std::string_view text) : rest_(text) {}

  int number(std::size_t width) {
    int value = 0;
    if (rest_.size() < width) return fail();
    for (std::size_t i = 0; i < width; ++i) {
      if (!digit(rest_[i])) return fail();
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(width);
    return value;
  }
  bool skip_any(std::string_view letters) {
    if (rest_.empty() || letters.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(std::string_view letters) {
    if (!skip_any(letters)) fail();
  }
  /// Decimals after a point, as microseconds; what is beyond six digits is cut.
  int micros() {
    int value = 0;
    int places = 0;
    if (rest_.empty() || !digit(rest_.front())) return fail();
    for (; !rest_.empty() && digit(rest_.front()); rest_.remove_prefix(1), ++places) {
      if (places < 6) value = value * 10 + (rest_.front() - '0');
    }
    for (; places < 6; ++places) value *= 10;
    return value;
  }
  bool done() const { return good_ && rest_.empty(); }
  bool good() const { return good_; }

 private:
  int fail() {
    good_ = false;
    rest_ = {};
    return 0;
  }
  std::string_view rest_;
  bool good_ = true;
};

std::optional<Date> checked(int year_number, int month_number, int day_number) {
  const Date date{year(year_number), month(static_cast<unsigned>(month_number)),
                  day(static_cast<unsigned>(day_number))};
  return date.ok() ? std::optional(date) : std::nullopt;
}

Date take_date(Columns& columns) {
  const int y = columns.number(4);
  columns.expect("-");
  const int m = columns.number(2);
  columns.expect("-");
  const int d = columns.number(2);
  return Date{year(y), month(static_cast<unsigned>(m)), day(static_cast<unsigned>(d))};
}

/// hh:mm:ss. A leap second (60) counts as the first second of the next minute.
std::optional<Duration> take_time(Columns& columns) {
  const int h = columns.number(2);
  columns.expect(":");
  const int m = columns.number(2);
  columns.expect(":");
  const int s = columns.number(2);
  if (!columns.good() || h > 23 || m > 59 || s > 60) return std::nullopt;
  return hours(h) + minutes(m) + seconds(s);
}

/// "Z", "+01:00", and "+0100" as some vendors write it.
std::optional<Duration> take_offset(Columns& columns) {
  if (columns.skip_any("Zz")) return Duration(0);
  const bool west = columns.skip_any("-");
  if (!west) columns.expect("+");
  const int h = columns.number(2);
  columns.skip_any(":");
  const int m = columns.number(2);
  if (!columns.good() || h > 23 || m > 59) return std::nullopt;
  const Duration offset = hours(h) + minutes(m);
  return west ? -offset : offset;
}

/// Writes the number with leading noughts so that its last digit stands before `end`; returns where it begins.
char* put_digits(char* end, unsigned number, int width) {
  for (; width > 0; --width, number /= 10) *--end = static_cast<char>('0' + number % 10);
  return end;
}

std::string spell(Instant instant, int decimals) {
  const auto midnight = floor<days>(instant);
  const Date date(midnight);
  const hh_mm_ss time(instant - midnight);
  const int y = static_cast<int>(date.year());
  std::string text = y >= 0 && y <= 9999 ? "0000-00-00T00:00:00.000000Z" : "";
  if (text.empty()) {
    std::array<char, 64> odd{};
    std::snprintf(odd.data(), odd.size(), "%04d-00-00T00:00:00.000000Z", y);
    text = odd.data();
  } else {
    put_digits(text.data() + 4, static_cast<unsigned>(y), 4);
  }
  char* end = text.data() + text.size() - 1;
  put_digits(end, static_cast<unsigned>(time.subseconds().count()), 6);
  put_digits(end - 7, static_cast<unsigned>(time.seconds().count()), 2);
  put_digits(end - 10, static_cast<unsigned>(time.minutes().count()), 2);
  put_digits(end - 13, static_cast<unsigned>(time.hours().count()), 2);
  put_digits(end - 16, static_cast<unsigned>(date.day()), 2);
  put_digits(end - 19, static_cast<unsigned>(date.month()), 2);
  // The point goes with the last decimal.
  text.resize(text.size() - 1 - static_cast<std::size_t>(decimals > 0 ? 6 - decimals : 7));
  return text += 'Z';
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const auto start = text.find_first_not_of(" ,-");
    if (start == std::string_view::npos) break;
    text.remove_prefix(start);
    const auto end = std::min(text.find_first_of(" ,-"), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return words;
}

int whole_number(std::string_view text) {
  int value = -1;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  return fault == std::errc() && end == text.data() + text.size() ? value : -1;
}

int month_named(std::string_view name) {
  for (std::size_t i = 0; i < months_of_year.size(); ++i) {
    if (months_of_year[i] == name) return static_cast<int>(i) + 1;
  }
  return 0;
}

struct Unit {
  std::string_view name;
  std::int64_t micros;
};
// Largest first, so that to_text() takes the largest unit that divides.
constexpr std::array<Unit, 6> units = {
    {{"d", 86'400'000'000}, {"h", 3'600'000'000}, {"m", 60'000'000}, {"s", 1'000'000}, {"ms", 1'000}, {"us", 1}}};

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

std::string length_text(Duration length) {
  const auto s = duration_cast<seconds>(length).count();
  if (s < 60) return std::to_string(s) + " s";
  if (s < 3600) return std::to_string(s / 60) + " min";
  if (s < 86'400) return std::to_string(s / 3600) + " h";
  const auto whole_days = s / 86'400;
  if (whole_days < 60) return counted(whole_days, "day", "days");
  if (whole_days < 730) return counted(whole_days / 30, "month", "months");
  return counted(whole_days / 365, "year", "years");
}

}  // namespace

std::string to_rfc3339(Instant instant) { return spell(instant, instant == floor<seconds>(instant) ? 0 : 6); }

std::string to_rfc3339_ms(Instant instant) { return spell(instant, 3); }

std::optional<Instant> parse_rfc3339(std::string_view text) {
  Columns columns(text);
  const Date date = take_date(columns);
  columns.expect("Tt ");
  const auto time = take_time(columns);
  if (!columns.good() || !date.ok() || !time) return std::nullopt;
  Duration fraction(0);
  if (columns.skip_any(".")) fraction = Duration(columns.micros());
  const auto offset = take_offset(columns);
  if (!columns.done() || !offset) return std::nullopt;
  return start_of(date) + *time + fraction - *offset;
}

// All three forms of RFC 9110, 5.6.7: the usual one, that of RFC 850, and that of asctime().
std::optional<Instant> parse_http_date(std::string_view text) {
  const auto words = words_of(text);
  const bool usual = words.size() == 6 && words[5] == "GMT";
  if (!usual && words.size() != 5) return std::nullopt;
  const auto month_at = usual ? words[2] : words[1];
  const auto day_at = usual ? words[1] : words[2];
  const auto year_at = usual ? words[3] : words[4];
  const auto time_at = usual ? words[4] : words[3];
  int y = whole_number(year_at);
  if (year_at.size() == 2 && y >= 0) y += y < 70 ? 2000 : 1900;
  if (y < 0 || (year_at.size() != 4 && year_at.size() != 2)) return std::nullopt;
  const auto date = checked(y, month_named(month_at), whole_number(day_at));
  Columns columns(time_at);
  const auto time = take_time(columns);
  if (!date || !time || !columns.done()) return std::nullopt;
  return start_of(*date) + *time;
}

std::string to_http_date(Instant instant) {
  const auto midnight = floor<days>(instant);
  const Date date(midnight);
  const hh_mm_ss time(floor<seconds>(instant) - midnight);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                days_of_week[weekday(midnight).c_encoding()].data(), static_cast<unsigned>(date.day()),
                months_of_year[static_cast<unsigned>(date.month()) - 1].data(), static_cast<int>(date.year()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  return text.data();
}

std::string to_text(Date date) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text.data();
}

std::optional<Date> parse_date(std::string_view text) {
  Columns columns(text);
  const Date date = take_date(columns);
  return columns.done() && date.ok() ? std::optional(date) : std::nullopt;
}

Date date_of(Instant instant) { return Date(floor<days>(instant)); }

Date working_days_after(Date date, int days) {
  std::chrono::sys_days day(date);
  while (days > 0) {
    day += std::chrono::days(1);
    const std::chrono::weekday weekday(day);
    if (weekday != std::chrono::Saturday && weekday != std::chrono::Sunday) --days;
  }
  return day;
}

Instant start_of(Date date) { return Instant(sys_days(date)); }

std::optional<Duration> parse_duration(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (fault != std::errc() || count < 0 || text.starts_with('-')) return std::nullopt;
  const std::string_view name(end, static_cast<std::size_t>(text.data() + text.size() - end));
  for (const Unit& unit : units) {
    if (unit.name != name) continue;
    if (count > std::numeric_limits<std::int64_t>::max() / unit.micros) return std::nullopt;
    return Duration(count * unit.micros);
  }
  return std::nullopt;
}

std::string to_text(Duration duration) {
  if (duration.count() == 0) return "0s";
  for (const Unit& unit : units) {
    if (duration.count() % unit.micros == 0)
      return std::to_string(duration.count() / unit.micros) + std::string(unit.name);
  }
  return std::to_string(duration.count()) + "us";
}

std::string age_text(Instant then, Instant now) {
  const Duration age = now - then;
  if (age < seconds(1) && age > seconds(-1)) return "just now";
  return age > Duration(0) ? length_text(age) + " ago" : "in " + length_text(-age);
}

std::string day_text(Date day, Date today) {
  std::string text = std::to_string(static_cast<unsigned>(day.day())) + " ";
  text += day.month().ok() ? months_of_year[static_cast<unsigned>(day.month()) - 1] : "?";
  if (day.year() != today.year()) text += " " + std::to_string(static_cast<int>(day.year()));
  return text;
}

std::int64_t to_micros(Instant instant) { return instant.time_since_epoch().count(); }

Instant from_micros(std::int64_t micros) { return Instant(Duration(micros)); }

double days_between(Instant a, Instant b) { return duration<double, days::period>(b - a).count(); }

}  // namespace goodword::base
