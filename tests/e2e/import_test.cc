// Imports as finance does them: from a file, through the command line, on a real server.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <csignal>
#include <fstream>

#include "tests/e2e/command.h"

namespace countersign::testing {
namespace {

using boost::json::value;

class ImportCommandTest : public ::testing::Test {
 protected:
  void SetUp() override {
    InitData(data());
    server_ = std::make_unique<ServerProcess>(data());
    Out({"customer", "create", "globex", "--display-name", "Globex GmbH"});
    Out({"mapping",
         "create",
         "erp",
         "--kind",
         "invoices",
         "--display-name",
         "ERP",
         "--column",
         "number=Nummer",
         "--column",
         "customer=Kunde",
         "--column",
         "amount=Betrag",
         "--column",
         "invoice_date=Datum",
         "--default",
         "currency_code=EUR",
         "--default",
         "credit_term_days=30",
         "--delimiter",
         ";",
         "--date-format",
         "DD.MM.YYYY",
         "--decimal-separator",
         ","});
  }

  std::filesystem::path data() const { return directory_ / "data"; }
  Finished Do(std::vector<std::string> arguments) const {
    return Countersign(std::move(arguments), {{"COUNTERSIGN_SERVER", server_->grpc()},
                                              {"COUNTERSIGN_HTTP", server_->http()},
                                              {"COUNTERSIGN_TOKEN", server_->token()}});
  }
  std::string Out(const std::vector<std::string>& arguments) const {
    const Finished finished = Do(arguments);
    EXPECT_EQ(finished.exit_code, 0) << finished.errors << finished.output;
    return finished.output;
  }
  value Json(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--output", "json"});
    return boost::json::parse(Out(arguments));
  }

  std::string File(const std::string& name, const std::string& content) const {
    std::ofstream(directory_ / name) << content;
    return (directory_ / name).string();
  }
  static std::string Rows(int count) {
    std::string rows = "Nummer;Kunde;Betrag;Datum\n";
    for (int i = 1; i <= count; ++i) rows += "R-" + std::to_string(i) + ";globex;1,00;01.03.2026\n";
    return rows;
  }

  TempDir directory_;
  std::unique_ptr<ServerProcess> server_;
};

TEST_F(ImportCommandTest, InvoicesComeInAndTheReportSaysWhatDidNot) {
  const std::string file = File("march.csv",
                                "\xEF\xBB\xBFNummer;Kunde;Betrag;Datum\r\n"
                                "R-1;Globex GmbH;1.234,56;01.03.2026\r\n"
                                "R-2;nobody;1,00;01.03.2026\r\n");
  const Finished dry = Do({"invoice", "import", file, "--mapping", "erp", "--validate-only"});
  EXPECT_EQ(dry.exit_code, 1);
  EXPECT_TRUE(dry.output.starts_with("Nothing was changed: 1 would be recorded, 1 refused.\n"))
      << dry.output << dry.errors;
  const Finished real = Do({"invoice", "import", file, "--mapping", "erp"});
  EXPECT_EQ(real.exit_code, 1);
  EXPECT_TRUE(real.output.starts_with("Imported: 1 recorded, 1 refused.\n")) << real.output;
  EXPECT_NE(real.output.find("3     R-2       invoice.customer  FIELD_INVALID"), std::string::npos)
      << real.output;
  EXPECT_NE(Out({"invoice", "list"}).find("1234.56"), std::string::npos);
  const Finished again = Do({"invoice", "import", file, "--mapping", "erp"});
  EXPECT_TRUE(again.output.starts_with("Imported: 1 on record already, 1 refused.\n"))
      << again.output;

  const value list = Json({"operation", "list", "--state", "succeeded"});
  ASSERT_EQ(list.at("operations").as_array().size(), 3u);
  const std::string name(list.at("operations").at(2).at("name").as_string());
  EXPECT_EQ(Json({"operation", "show", name}).at("unchanged").as_string(), "1");
  EXPECT_NE(Out({"operation", "report", name}).find("nobody's id"), std::string::npos);
  EXPECT_EQ(Do({"operation", "cancel", name}).exit_code, 1);
  EXPECT_EQ(Do({"invoice", "import", "none.csv", "--mapping", "erp"}).exit_code, 1);
}

TEST_F(ImportCommandTest, AStatementIsPaidProposedAndConfirmed) {
  Out({"invoice", "import", File("two.csv", Rows(2)), "--mapping", "erp"});
  const auto entry = [](const std::string& reference, const std::string& text) {
    return "<Ntry><Amt Ccy='EUR'>1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
           "<BookgDt><Dt>2026-03-02</Dt></BookgDt><AcctSvcrRef>" +
           reference +
           "</AcctSvcrRef><NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>Globex GmbH</Nm></Pty>"
           "</Dbtr></RltdPties><RmtInf><Ustrd>" +
           text + "</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>";
  };
  const auto statement = [&](const std::string& entries) {
    return File("statement.xml",
                "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'><BkToCstmrStmt>"
                "<Stmt><Id>S</Id><Acct><Id><IBAN>DE02</IBAN></Id></Acct>" +
                    entries + "</Stmt></BkToCstmrStmt></Document>");
  };
  EXPECT_EQ(Out({"payment", "import", statement(entry("A1", "please")), "--format", "camt053"}),
            "Imported: 1 to be confirmed (countersign bankentry list).\n");
  const value pending = Json({"bankentry", "list", "--state", "pending"});
  const std::string name(pending.at("bankEntries").at(0).at("name").as_string());
  EXPECT_NE(Out({"bankentry", "confirm", name}).find("R-"), std::string::npos);
  EXPECT_EQ(Out({"payment", "import", statement(entry("A1", "please") + entry("A2", "R-2 R-1")),
                 "--format", "camt053"}),
            "Imported: 1 on record already, 1 to be confirmed (countersign bankentry list).\n")
      << "one of the two that A2 names is paid by A1";
}

TEST_F(ImportCommandTest, AKillInTheMiddleLosesNothingAndDoesNothingTwice) {
  constexpr int kRows = 5000;
  const std::string file = File("many.csv", Rows(kRows));
  const value started = Json({"invoice", "import", file, "--mapping", "erp", "--no-wait"});
  const std::string name(started.at("name").as_string());
  const auto rows_done = [&] {
    const value operation = Json({"operation", "show", name});
    const value* done = operation.as_object().if_contains("rowsDone");
    return done == nullptr ? 0 : std::stoi(std::string(done->as_string()));
  };
  while (rows_done() == 0) continue;
  server_->process().Signal(SIGKILL);
  server_->process().Wait();
  server_ = std::make_unique<ServerProcess>(data());
  while (Json({"operation", "show", name}).at("state").as_string() == "OPERATION_STATE_RUNNING")
    continue;
  const value ended = Json({"operation", "show", name});
  EXPECT_EQ(ended.at("state").as_string(), "OPERATION_STATE_SUCCEEDED");
  EXPECT_EQ(ended.at("recorded").as_string(), std::to_string(kRows));
  EXPECT_EQ(Out({"invoice", "import", file, "--mapping", "erp"}),
            "Imported: 5,000 on record already.\n");
  EXPECT_EQ(Do({"ledger", "verify"}).exit_code, 0);
}

}  // namespace
}  // namespace countersign::testing
