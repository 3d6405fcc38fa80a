#include "sandbox/links.hpp"

#include <array>

namespace goodword::sandbox {
namespace {

using enum ObjectType;

// Numbers as the vendor's own client library lists them.
constexpr std::array types = {
    LinkType{279, contacts, companies, "", 280},
    LinkType{280, companies, contacts, "", 279},
    LinkType{1, contacts, companies, "Primary", 2},
    LinkType{2, companies, contacts, "Primary", 1},
    LinkType{4, contacts, deals, "", 3},
    LinkType{3, deals, contacts, "", 4},
    LinkType{342, companies, deals, "", 341},
    LinkType{341, deals, companies, "", 342},
    LinkType{6, companies, deals, "Primary", 5},
    LinkType{5, deals, companies, "Primary", 6},
    LinkType{202, notes, contacts, "", 201},
    LinkType{201, contacts, notes, "", 202},
    LinkType{190, notes, companies, "", 189},
    LinkType{189, companies, notes, "", 190},
    LinkType{214, notes, deals, "", 213},
    LinkType{213, deals, notes, "", 214},
    LinkType{204, tasks, contacts, "", 203},
    LinkType{203, contacts, tasks, "", 204},
    LinkType{192, tasks, companies, "", 191},
    LinkType{191, companies, tasks, "", 192},
    LinkType{216, tasks, deals, "", 215},
    LinkType{215, deals, tasks, "", 216},
    LinkType{194, calls, contacts, "", 193},
    LinkType{193, contacts, calls, "", 194},
    LinkType{182, calls, companies, "", 181},
    LinkType{181, companies, calls, "", 182},
    LinkType{206, calls, deals, "", 205},
    LinkType{205, deals, calls, "", 206},
    LinkType{198, emails, contacts, "", 197},
    LinkType{197, contacts, emails, "", 198},
    LinkType{186, emails, companies, "", 185},
    LinkType{185, companies, emails, "", 186},
    LinkType{210, emails, deals, "", 209},
    LinkType{209, deals, emails, "", 210},
    LinkType{200, meetings, contacts, "", 199},
    LinkType{199, contacts, meetings, "", 200},
    LinkType{188, meetings, companies, "", 187},
    LinkType{187, companies, meetings, "", 188},
    LinkType{212, meetings, deals, "", 211},
    LinkType{211, deals, meetings, "", 212},
};

}  // namespace

std::span<const LinkType> link_types() { return types; }

const LinkType* link_type(int number) {
  for (const auto& type : types) {
    if (type.number == number) return &type;
  }
  return nullptr;
}

const LinkType* default_link_type(ObjectType from, ObjectType to) {
  for (const auto& type : types) {
    if (type.from == from && type.to == to && type.label.empty()) return &type;
  }
  return nullptr;
}

void Links::add(Key from, Key to, const LinkType& type) {
  ends_[from][to.first][to.second].insert(type.number);
  ends_[to][from.first][from.second].insert(type.reverse);
  if (const LinkType* plain = default_link_type(type.from, type.to); plain != nullptr && plain->number != type.number) {
    add(from, to, *plain);
  }
}

void Links::remove(Key from, Key to) {
  ends_[from][to.first].erase(to.second);
  ends_[to][from.first].erase(from.second);
}

const Links::Ends& Links::ends(Key from, ObjectType to) const {
  static const Ends none;
  const auto record = ends_.find(from);
  if (record == ends_.end()) return none;
  const auto found = record->second.find(to);
  return found == record->second.end() ? none : found->second;
}

void Links::move(ObjectType type, std::uint64_t from, std::uint64_t to) {
  const auto held = ends_.find({type, from});
  if (held == ends_.end()) return;
  const auto old = held->second;
  for (const auto& [other, ends] : old) {
    for (const auto& [id, numbers] : ends) {
      remove({type, from}, {other, id});
      for (const int number : numbers) add({type, to}, {other, id}, *link_type(number));
    }
  }
}

}  // namespace goodword::sandbox
