#include "cli/run.hpp"

namespace goodword::cli {

int run_demo(Session& session, const Call&) {
  session.console().message("goodword: the demo is being built");
  return usage;
}

}  // namespace goodword::cli
