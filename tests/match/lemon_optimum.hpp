// The best sum of scores under the partners' room, found by LEMON's network simplex: a judge that shares nothing with
// match/assign.
#pragma once

#include <vector>

struct LemonArc {
  int prospect = 0;
  int partner = 0;
  int score = 0;
};

long long lemon_optimum(int prospects, const std::vector<int>& rooms, const std::vector<LemonArc>& arcs);
