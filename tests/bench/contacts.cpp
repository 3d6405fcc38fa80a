#include "bench/contacts.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <ctime>

namespace goodword::bench {
namespace {

constexpr std::int64_t first_id = 20'000'000'000, first_company = 30'000'000'000;
constexpr std::int64_t contacts_of_a_company = 10, scatter = 7919;
constexpr std::array<std::string_view, 8> first_names = {"Anna ", "Boris", "Clara", "David",
                                                         "Emily", "Frank", "Grace", "Henry"};

void put(std::string& text, std::size_t place, std::string_view value) {
  std::memcpy(text.data() + place, value.data(), value.size());
}

/// Seven letters, another for each number.
std::string last_name(std::int64_t number) {
  std::string name = "Aaaaaaa";
  for (std::size_t i = name.size(); i-- > 1; number /= 26)
    name[i] = static_cast<char>('a' + static_cast<char>(number % 26));
  return name;
}

std::string digits(std::int64_t number, int width) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%0*lld", width, static_cast<long long>(number));
  return text.data();
}

}  // namespace

std::string time_text(std::int64_t ms) {
  const std::time_t seconds = ms / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 80> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", utc.tm_year + 1900, utc.tm_mon + 1,
                utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, static_cast<int>(ms % 1000));
  return text.data();
}

Contacts::Places Contacts::places(bool associations) {
  Places made;
  std::string& text = made.text;
  const auto here = [&](std::string_view before, std::string_view value) {
    text += before;
    const std::size_t place = text.size();
    text += value;
    return place;
  };
  made.id = here(R"({"id":")", "00000000000");
  text += R"(","properties":{"city":"Rotterdam","country":"Netherlands","createdate":"2025-03-04T10:20:30.456Z",)";
  made.mail_name = here(R"("email":")", "aaaaaaa");
  made.mail_host = here("@firm", "000000");
  made.first = here(R"(.example","firstname":")", "Anna ");
  text += R"(","gw_tags":null,"hs_additional_emails":null,"hs_email_optout":null,"hs_language":"en",)"
          R"("hs_merged_object_ids":null,)";
  made.object = here(R"("hs_object_id":")", "00000000000");
  made.title = here(R"(","hubspot_owner_id":"71","jobtitle":"Head of Marketing )", "0");
  made.changed = here(R"(","lastmodifieddate":")", "2026-01-12T08:30:00.000Z");
  made.last = here(R"(","lastname":")", "Aaaaaaa");
  text += R"(","lifecyclestage":"lead","mobilephone":null,"phone":"+31 10 555 0134","work_email":null},)"
          R"("createdAt":"2025-03-04T10:20:30.456Z",)";
  made.updated = here(R"("updatedAt":")", "2026-01-12T08:30:00.000Z");
  text += R"(","archived":false)";
  if (associations) {
    made.company = here(R"(,"associations":{"companies":{"results":[{"id":")", "30000000000");
    made.company_again = here(R"(","type":"contact_to_company"},{"id":")", "30000000000");
    text += R"(","type":"contact_to_company_unlabeled"}]}})";
  }
  text += "}";
  return made;
}

Contacts::Contacts(std::int64_t count) : count_(count), listed_(places(true)), found_(places(false)) {}

std::string Contacts::id(std::int64_t number) const { return digits(first_id + number, 11); }

std::string Contacts::company(std::int64_t number) const {
  // Colleagues do not stand together in a CRM's list: its order is that in which they came.
  const std::int64_t companies = std::max<std::int64_t>(1, count_ / contacts_of_a_company);
  return digits(first_company + number * scatter % companies, 11);
}

void Contacts::append(std::string& page, std::int64_t number, bool associations) const {
  const Places& places = associations ? listed_ : found_;
  const std::size_t start = page.size();
  page += places.text;
  const auto set = [&](std::size_t place, std::string_view value) { put(page, start + place, value); };
  const std::string own = id(number), last = last_name(number);
  set(places.id, own);
  set(places.object, own);
  set(places.first, first_names[static_cast<std::size_t>(number) % first_names.size()]);
  set(places.last, last);
  set(places.mail_name, last);
  page[start + places.mail_name] = 'a';
  set(places.mail_host, digits(number / contacts_of_a_company, 6));
  if (associations) {
    set(places.company, company(number));
    set(places.company_again, company(number));
  }
  const auto edit = edits_.find(number);
  if (edit == edits_.end()) return;
  page[start + places.title] = static_cast<char>('0' + edit->second.version % 10);
  set(places.changed, time_text(edit->second.at_ms));
  set(places.updated, time_text(edit->second.at_ms));
}

void Contacts::edit(std::int64_t how_many, std::int64_t at_ms) {
  for (std::int64_t i = 0; i < how_many; ++i) {
    Edit& edit = edits_[i * (count_ / how_many)];
    edit.at_ms = at_ms - how_many + i;
    ++edit.version;
  }
}

}  // namespace goodword::bench
