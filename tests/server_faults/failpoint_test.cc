// Failpoints end the program that is built for it, and are no part of the one that is shipped.
#include "licensing/base/failpoint.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <sstream>

#include "tests/support/server_process.h"

namespace countersign::testing {
namespace {

constexpr const char* kVariable = "COUNTERSIGN_FAILPOINT";

std::string ReadProgram(const std::string& name) {
  std::ifstream file(BuiltProgram(name), std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

TEST(Failpoints, TheShippedProgramHasNone) {
  EXPECT_TRUE(ReadProgram("countersign_failpoints").find(kVariable) != std::string::npos);
  EXPECT_FALSE(ReadProgram("countersign").find(kVariable) != std::string::npos);
}

TEST(Failpoints, TheVariableMeansNothingToTheShippedProgram) {
  const TempDir home;
  const std::filesystem::path data = home / "data";
  InitData(data);
  const std::string point(failpoint::kReplyBefore);
  const ServerProcess server(data, {}, {.environment = {{kVariable, point}}});
  EXPECT_EQ(server.Call("CatalogService/ListProducts", "{}").status, 200);
}

TEST(Failpoints, TheNthPassingEndsTheProcess) {
  const TempDir home;
  const std::filesystem::path data = home / "data";
  InitData(data);
  const auto server =
      ServerProcess::WithFailpoint(data, std::string(failpoint::kReplyBefore) + ":3");
  ASSERT_NE(server, nullptr);
  for (int passing = 1; passing < 3; ++passing)
    EXPECT_EQ(server->Call("CatalogService/ListProducts", "{}").status, 200);
  EXPECT_ANY_THROW(server->Call("CatalogService/ListProducts", "{}"));
  EXPECT_EQ(server->process().Wait(), -SIGKILL);
}

}  // namespace
}  // namespace countersign::testing
