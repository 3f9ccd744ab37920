// A wrong command line is told what may stand there instead.
#include "admin/cli/usage.h"

#include <gtest/gtest.h>

#include "admin/cli/commands.h"

namespace countersign::cli {
namespace {

// What is said of this command line; empty if nothing is wrong with it.
std::string Told(std::vector<std::string> arguments) {
  CLI::App app("", "countersign");
  app.require_subcommand(1);
  int exit_code = 0;
  AddResourceCommands(app, exit_code);
  std::reverse(arguments.begin(), arguments.end());
  try {
    app.parse(arguments);
  } catch (const CLI::ParseError& error) {
    return UsageText(app, error);
  }
  return "";
}

TEST(UsageTest, AMissingCommandIsAnsweredWithThoseThatThereAre) {
  EXPECT_EQ(
      Told({}),
      "countersign: a command is missing; there are product, policy, customer, contact, "
      "license, machine, contract, subcontract, milestone, settlement, standing, notice, hold, "
      "slip, "
      "case, invoice, payment, dispute, "
      "bankentry, mapping, operation, promise, plan, adjustment, guarantee, statement, paper, "
      "changeorder, "
      "amendment, calendar, approval, user, token, webhook, key, clock, blob, demo, completion\n");
  EXPECT_EQ(Told({"product"}),
            "countersign product: a command is missing; there are create, get, list, update, "
            "archive\n");
}

TEST(UsageTest, AMisspeltCommandIsNamed) {
  EXPECT_EQ(Told({"produkt", "list"}).substr(0, 47),
            "countersign: there is no command produkt; there");
  EXPECT_EQ(Told({"machine", "lits", "--license", "l"}),
            "countersign machine: there is no command lits; there are list, release\n");
  EXPECT_EQ(Told({"clock", "\033[31m"}),
            "countersign clock: there is no command \xEF\xBF\xBD[31m; there are get, advance\n");
}

TEST(UsageTest, AWrongFlagIsAnsweredWithTheCommandsHelp) {
  EXPECT_EQ(Told({"license", "create", "l", "--validate-only"}),
            "countersign license create: The following argument was not expected: "
            "--validate-only; see countersign license create --help\n");
  EXPECT_EQ(Told({"machine", "list"}),
            "countersign machine list: --license is required; see countersign machine list "
            "--help\n");
}

TEST(UsageTest, AFlagBeforeItsCommandIsNoCommand) {
  EXPECT_EQ(Told({"clock", "--now"}),
            "countersign clock: a command is missing; there are get, advance\n");
}

}  // namespace
}  // namespace countersign::cli
