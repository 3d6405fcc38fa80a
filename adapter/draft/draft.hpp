// A first draft of a connector file: what a vendor's document or saved answers let one guess, and why.
//
// `goodword connector new` calls it. It decides and returns values; reading and writing files is the caller's. Every
// guess has its reason, is printed, and stands as a comment beside what it says, so that whoever writes the connector
// checks it. What nobody can guess is said to be missing. Pure.
#pragma once

#include <string>
#include <vector>

#include "draft/material.hpp"

namespace goodword::draft {

struct Guess {
  std::string pointer;  ///< RFC 6901, in the connector file
  std::string what;     ///< the value, for people
  std::string why;

  friend bool operator==(const Guess&, const Guess&) = default;
};

struct Draft {
  base::Json connector;  ///< null where there is no list to begin with
  std::vector<Guess> guesses;
  std::vector<std::string> missing;  ///< what a person has to find out, in sentences
};

struct Wish {
  std::string name;    ///< the connector's: small letters, digits and -
  std::string schema;  ///< address of the schema, for editors; empty: not stated
};

Draft draft_of(const Material& material, const Wish& wish);

/// connector.json, each guess marked by a comment.
std::string connector_text(const Draft& draft, const Material& material);
/// The folder's README.md: what is guessed, what is missing, what comes next.
std::string readme_text(const Draft& draft, const Material& material);

}  // namespace goodword::draft
