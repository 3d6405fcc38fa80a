#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <iostream>

#include "cli/run.hpp"

namespace {

using namespace goodword;

cli::Console console_for(const cli::Call& call, const daemon::Environment& environment) {
  const bool out = ::isatty(STDOUT_FILENO) != 0;
  const bool terminal = out && ::isatty(STDIN_FILENO) != 0 && !call.has("--no-input");
  const bool colour = out && environment.get("NO_COLOR").empty() && environment.get("TERM") != "dumb";
  return {call.has("--json") ? cli::Console::Form::json : cli::Console::Form::text, {terminal, colour}};
}

}  // namespace

int main(int argc, char** argv) {
  ::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is then an error of the write, as a full disk is
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);  // it would hold secrets
  try {
    const auto parsed = cli::parse(argc, argv);
    if (parsed.command == nullptr) {
      (parsed.exit_code == 0 ? std::cout : std::cerr) << parsed.text;
      return parsed.exit_code;
    }
    const auto environment = daemon::read_environment();
    cli::Session session(console_for(parsed.call, environment), environment, parsed.call);
    const int code = parsed.command->run(session, parsed.call);
    session.console().finish();
    std::cout.flush();
    return code;
  } catch (const std::exception& broken) {
    std::cerr << "goodword: a promise inside the program was broken: " << broken.what() << "\n";
    return EXIT_FAILURE;
  }
}
