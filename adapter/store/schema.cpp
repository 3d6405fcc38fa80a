#include "store/schema.hpp"

#include <array>

namespace goodword::store {

std::span<const Migration> migrations() {
  static const std::array list = {
      Migration{1, "ground", ground_schema},       Migration{2, "records", records_schema},
      Migration{3, "decisions", decisions_schema}, Migration{4, "outbox", outbox_schema},
      Migration{5, "referrals", referrals_schema}, Migration{6, "repair", repair_schema},
      Migration{7, "words", words_schema},         Migration{8, "colleagues", colleagues_schema},
      Migration{9, "pipeline", pipeline_schema},   Migration{10, "words by number", words_by_number_schema},
      Migration{11, "plans", plans_schema},        Migration{12, "digests", digests_schema},
      Migration{13, "circle", circle_schema},      Migration{14, "asks", asks_schema},
      Migration{15, "outcomes", outcomes_schema},  Migration{16, "meetings", meetings_schema},
      Migration{17, "audit", audit_schema},        Migration{18, "erasure", erasure_schema},
      Migration{19, "clock", clock_schema},        Migration{20, "together", together_schema},
      Migration{21, "many", many_schema},          Migration{22, "returns", returns_schema},
      Migration{23, "tokens", tokens_schema},      Migration{24, "solutions", solutions_schema},
      Migration{25, "lifted", lifted_schema},      Migration{26, "budgets", budgets_schema},
  };
  return list;
}

}  // namespace goodword::store
