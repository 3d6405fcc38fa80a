// Certificates, made at test time: one in the tree would run out.
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace goodword::http::test {

struct Certificate {
  std::filesystem::path folder;
  std::string certificate;
  std::string key;

  /// Signed by itself, for `name` ("IP:127.0.0.1").
  explicit Certificate(const std::string& name) {
    std::string pattern = (std::filesystem::temp_directory_path() / "goodword-tls-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
    certificate = folder / "certificate.pem";
    key = folder / "key.pem";
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=test"
        " -addext subjectAltName=" +
        name + " -keyout " + key + " -out " + certificate + " >/dev/null 2>&1";
    REQUIRE(std::system(command.c_str()) == 0);
  }
  ~Certificate() { std::filesystem::remove_all(folder); }
  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;
};

}  // namespace goodword::http::test
