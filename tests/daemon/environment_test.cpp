#include <catch2/catch.hpp>

#include "daemon/environment.hpp"
#include "folder.hpp"

using namespace goodword::daemon;

TEST_CASE("the config folder is the one named, else the user's, else the machine's") {
  const Folder home;
  Environment root{{{"HOME", home.path().string()}}, true, {}};
  Environment user{{{"HOME", home.path().string()}}, false, {}};
  CHECK(default_config_folder(root) == "/etc/goodword");
  CHECK(default_config_folder(user) == home / ".config/goodword");
  std::filesystem::create_directories(home / ".config/goodword");
  CHECK(default_config_folder(root) == home / ".config/goodword");
  root.variables["XDG_CONFIG_HOME"] = "/somewhere/else";
  CHECK(default_config_folder(root) == "/etc/goodword");
  user.variables["XDG_CONFIG_HOME"] = "/somewhere/else";
  CHECK(default_config_folder(user) == "/somewhere/else/goodword");
  user.variables["XDG_CONFIG_HOME"] = "not/absolute";
  CHECK(default_config_folder(user) == home / ".config/goodword");
  user.variables["GOODWORD_CONFIG"] = "/named";
  CHECK(default_config_folder(user) == "/named");
}

TEST_CASE("the store is in systemd's folder, else the user's, else the machine's") {
  Environment user{{{"HOME", "/home/x"}}, false, {}};
  CHECK(default_store(user) == "/home/x/.local/state/goodword/store.sqlite");
  user.variables["XDG_STATE_HOME"] = "/state";
  CHECK(default_store(user) == "/state/goodword/store.sqlite");
  user.root = true;
  CHECK(default_store(user) == "/var/lib/goodword/store.sqlite");
  user.variables["STATE_DIRECTORY"] = "/var/lib/one:/var/lib/two";
  CHECK(default_store(user) == "/var/lib/one/store.sqlite");
}

TEST_CASE("share files are found beside an installed program and above one in a build tree") {
  const Folder tree;
  std::filesystem::create_directories(tree / "share/goodword/schemas");
  CHECK(default_share_folder({{}, false, tree / "bin/goodword"}) == tree / "share/goodword");
  CHECK(default_share_folder({{}, false, tree / "adapter/cli/goodword"}) == tree / "share/goodword");
  CHECK(default_share_folder({{}, false, "/nowhere/bin/goodword"}) == "/usr/share/goodword");
  CHECK(default_share_folder({{{"GOODWORD_SHARE_PATH", "/mine"}}, false, tree / "bin/goodword"}) == "/mine");
}
