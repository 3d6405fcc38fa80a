#include "rules/book.hpp"

#include <catch2/catch.hpp>

#include "shipped.hpp"

using namespace goodword;
using namespace goodword::rules;

TEST_CASE("every shipped rule passes its own examples") {
  std::string all;
  for (const auto& problem : check_examples(shipped())) all += base::to_text(problem) + "\n";
  CHECK(all == "");
}
