#include <catch2/catch.hpp>

#include "daemon/secrets.hpp"
#include "folder.hpp"

using namespace goodword;
using namespace goodword::daemon;
using namespace std::chrono_literals;

namespace {

struct Fixture {
  Folder folder;
  Environment environment{{{"TOKEN", "from-variable"}, {"CREDENTIALS_DIRECTORY", folder.path().string()}}, false, {}};
  ReferencedSecrets secrets{environment, folder.path()};

  std::string reveal(std::string source, std::vector<std::string> value) {
    const auto found = secrets.reveal({"token", std::move(source), std::move(value)});
    return found ? *found : found.error().code + ": " + found.error().detail;
  }
};

}  // namespace

TEST_CASE("a secret is read from credential, file, command and environment") {
  Fixture fixture;
  fixture.folder.write("cred", "from-credential\n", 0440);
  fixture.folder.write("secret", "from-file\n", 0600);
  CHECK(fixture.reveal("credential", {"cred"}) == "from-credential");
  CHECK(fixture.reveal("file", {"secret"}) == "from-file");
  CHECK(fixture.reveal("file", {(fixture.folder / "secret").string()}) == "from-file");
  CHECK(fixture.reveal("command", {"printf", "%s\\n", "from $(command)"}) == "from $(command)");
  CHECK(fixture.reveal("environment", {"TOKEN"}) == "from-variable");
}

TEST_CASE("exactly one line end is taken away") {
  Fixture fixture;
  fixture.folder.write("one", "key\n\n");
  fixture.folder.write("dos", "key\r\n");
  CHECK(fixture.reveal("file", {"one"}) == "key\n");
  CHECK(fixture.reveal("file", {"dos"}) == "key");
}

TEST_CASE("a file that others may read is refused, with what to do and without its contents") {
  Fixture fixture;
  for (const mode_t mode : {0640, 0604, 0620}) {
    const std::string path = fixture.folder.write("open", "hunter2", mode).string();
    CHECK(fixture.reveal("file", {"open"}) ==
          "secret.missing: " + path + " is open to others than its owner; close it: chmod 600 " + path);
  }
}

TEST_CASE("what cannot be read says which reference and why") {
  Fixture fixture;
  fixture.folder.write("empty", "\n");
  fixture.folder.write("huge", std::string(70'000, 'x'));
  const std::string here = fixture.folder.path().string();
  CHECK(fixture.reveal("file", {"absent"}) == "secret.missing: " + here + "/absent: No such file or directory");
  CHECK(fixture.reveal("file", {"."}) == "secret.missing: " + here + "/. is not a file");
  CHECK(fixture.reveal("file", {"empty"}) == "secret.missing: the secret \"token\" is empty");
  CHECK(fixture.reveal("file", {"huge"}) == "secret.missing: " + here + "/huge is larger than 65536 bytes");
  CHECK(fixture.reveal("environment", {"ABSENT"}) == "secret.missing: the environment variable ABSENT is not set");
  CHECK(fixture.reveal("credential", {"../x"}) == "secret.missing: no name for a credential");
  fixture.secrets = ReferencedSecrets({}, fixture.folder.path());
  CHECK(fixture.reveal("credential", {"cred"}) ==
        "secret.missing: there are no credentials: only systemd gives them (LoadCredential= in the unit), as to the "
        "service");
}

TEST_CASE("a command that fails, is not there, says too much or hangs is an error without its output") {
  const auto why = [](std::vector<std::string> command, std::chrono::milliseconds patience = 10s) {
    const auto output = output_of(command, patience);
    return output ? "output: " + *output : output.error().detail;
  };
  CHECK(why({"sh", "-c", "echo hunter2; echo hunter3 >&2; exit 3"}) == "the command sh failed with code 3");
  CHECK(why({"/nowhere/program"}) == "the command /nowhere/program cannot be started: No such file or directory");
  CHECK(why({"head", "-c", "70000", "/dev/zero"}) == "the command head writes more than 65536 bytes");
  CHECK(why({"sleep", "1000"}, 50ms) == "the command sleep took longer than 50ms");
  CHECK(why({"sh", "-c", "exec >&-; exec sleep 1000"}, 50ms) == "the command sh took longer than 50ms");
  CHECK(why({"sh", "-c", "sleep 1000 & printf quick"}, 50ms) == "the command sh took longer than 50ms");
  CHECK(why({}) == "the command is empty");
}
