// A person at the CRM's screen, for tests and the demo: edits with the person's own user id, under the CRM's own rules.
//
// What the screen would not let a person do (an unknown record, a choice that does not exist) is a mistake of the
// caller and throws std::invalid_argument. Callable from several threads, as HubSpot is.
#pragma once

#include <string>
#include <string_view>

#include "sandbox/hubspot.hpp"

namespace goodword::sandbox {

/// How edits come about: at the screen, or by a file that is read in, which the CRM records as such.
enum class Means { screen, import_file };

class Person {
 public:
  /// `user` is the owner id under which the person works.
  Person(HubSpot& crm, std::string user, Means means = Means::screen);

  std::string create(ObjectType type, const Values& values);
  void set_property(ObjectType type, std::string_view id, std::string_view name, std::string_view value);
  /// For a multi-checkbox property: one choice more or less; the others stay.
  void add_tag(std::string_view contact, std::string_view property, std::string_view tag);
  void remove_tag(std::string_view contact, std::string_view property, std::string_view tag);
  /// Plain text, written at the CRM's present moment; returns the note's id.
  std::string write_note(std::string_view contact, std::string_view text);
  void complete_task(std::string_view task);
  std::string create_deal(std::string_view contact, std::string_view name, std::string_view stage,
                          std::string_view amount);
  void remove(ObjectType type, std::string_view id);
  /// `loser` is merged into `survivor`.
  void merge(ObjectType type, std::string_view survivor, std::string_view loser);
  void associate(ObjectType from, std::string_view from_id, ObjectType to, std::string_view to_id);

  const std::string& user() const { return user_; }

 private:
  HubSpot& crm_;
  std::string user_;
  Author author_;
};

}  // namespace goodword::sandbox
