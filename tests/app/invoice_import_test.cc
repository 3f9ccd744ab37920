// Files of invoices, from the bytes to what is on record.
#include "tests/app/import_fixture.h"

namespace countersign::app {
namespace {

using domain::Operation;
using domain::OperationState;

constexpr char kHeadings[] = "Nummer;Kunde;Betrag;Datum;Ziel\n";

class InvoiceImportTest : public ImportTest {
 protected:
  void SetUp() override {
    ImportTest::SetUp();
    domain::ImportMapping mapping;
    mapping.id = "erp";
    mapping.display_name = "ERP";
    mapping.columns = {{"number", "Nummer"},
                       {"customer", "Kunde"},
                       {"amount", "Betrag"},
                       {"invoice_date", "Datum"},
                       {"credit_term_days", "Ziel"}};
    mapping.defaults = {{"currency_code", "CNY"}, {"credit_term_days", "30"}};
    mapping.delimiter = ";";
    mapping.date_format = "DD.MM.YYYY";
    mapping.decimal_separator = ",";
    MakeMapping(mapping);
  }

  Operation Import(const std::string& rows, bool validate_only = false) {
    NewImport import;
    import.file_sha256 = PutFile(kHeadings + rows);
    import.mapping_id = "erp";
    import.validate_only = validate_only;
    return Run(Start(import).id);
  }
  std::optional<domain::Invoice> Find(const std::string& number) {
    return Look([&](View& view) { return view.receivables().invoices().FindByNumber(number); })
        .value();
  }
};

TEST_F(InvoiceImportTest, EntersEachRowUnderItsOwnNumber) {
  const Operation operation =
      Import("R-1;huzhou;1.234,56;01.03.2026;\nR-2;湖州精密机械;7;2.3.2026;0\n");
  EXPECT_EQ(operation.state, OperationState::kSucceeded) << operation.message;
  EXPECT_EQ(operation.rows_total, 2);
  EXPECT_EQ(operation.rows_done, 2);
  EXPECT_EQ(operation.counts.recorded, 2);
  const auto invoice = Find("R-1");
  ASSERT_TRUE(invoice);
  EXPECT_EQ(invoice->customer_id, "huzhou");
  EXPECT_EQ(invoice->amount, (domain::Money{"CNY", 123456}));
  EXPECT_EQ(FormatCivilDate(invoice->due_date), "2026-03-31");
  EXPECT_EQ(FormatCivilDate(Find("R-2")->due_date), "2026-03-02");
  for (const Entry& entry : EntriesOf("invoices/" + invoice->id))
    EXPECT_EQ(entry.actor, "users/anna");
}

TEST_F(InvoiceImportTest, ARefusedRowCostsTheOthersNothing) {
  const Operation operation = Import(
      "R-1;huzhou;1,00;01.03.2026;\n"
      "R-2;ghost;1,00;01.03.2026;\n"
      "R-3;huzhou;1,000;01.03.2026;\n"
      "R-4;huzhou;-1,00;01.03.2026;\n"
      "R-5;huzhou;0,00;01.03.2026;\n"
      "R-6;huzhou;1,00;31.02.2026;\n"
      "R-7;huzhou;1,00;01.03.2027;\n"
      "R-8;huzhou;1,00;01.03.2026;30;\n"
      ";huzhou;1,00;01.03.2026;30\n"
      "R-10;huz\"hou;1,00;01.03.2026;30\n"
      "R-11;huzhou;92233720368547758,08;01.03.2026;30\n"
      "R-12;huzhou;92233720368547758,07;01.03.2026;30\n"
      "R-13;huzhou;1,00;01.03.2026;soon\n");
  EXPECT_EQ(operation.state, OperationState::kSucceeded);
  EXPECT_EQ(operation.counts.recorded, 2);
  EXPECT_EQ(operation.counts.refused, 11);
  EXPECT_EQ(Problems(operation),
            "3 R-2 invoice.customer FIELD_INVALID\n"
            "4 R-3 invoice.amount FIELD_INVALID\n"
            "5 R-4 invoice.amount.minor_units FIELD_INVALID\n"
            "6 R-5 invoice.amount.minor_units FIELD_INVALID\n"
            "7 R-6 invoice.invoice_date FIELD_INVALID\n"
            "8 R-7 invoice.invoice_date FIELD_INVALID\n"
            "9   ROW_MALFORMED\n"
            "10  invoice.number FIELD_INVALID\n"
            "11   ROW_MALFORMED\n"
            "12 R-11  AMOUNT_OVERFLOW\n"
            "14 R-13 invoice.credit_term_days FIELD_INVALID\n");
  EXPECT_TRUE(Find("R-1") && Find("R-12"));
}

TEST_F(InvoiceImportTest, TheSameFileAgainChangesNothingAndSaysSo) {
  const std::string rows = "R-1;huzhou;1,00;01.03.2026;\nR-2;huzhou;2,00;01.03.2026;\n";
  Import(rows);
  const auto claims = [this] {
    return Look([](View& view) { return view.receivables().claims().OfCustomer("huzhou"); })
        ->size();
  };
  EXPECT_EQ(claims(), 2u);
  const Operation again = Import(rows);
  EXPECT_EQ(again.counts.recorded, 0);
  EXPECT_EQ(again.counts.unchanged, 2);
  EXPECT_EQ(claims(), 2u);
  const Operation other = Import("R-1;huzhou;1,01;01.03.2026;\nR-3;huzhou;2,00;01.03.2026;\n");
  EXPECT_EQ(Problems(other), "2 R-1 invoice.number RESOURCE_EXISTS\n");
  EXPECT_EQ(other.counts.recorded, 1);
  EXPECT_EQ(Find("R-1")->amount.minor_units, 100);
}

TEST_F(InvoiceImportTest, ValidationChangesNothing) {
  const Operation dry = Import("R-1;huzhou;1,00;01.03.2026;\nR-2;ghost;1,00;01.03.2026;\n", true);
  EXPECT_EQ(dry.state, OperationState::kSucceeded);
  EXPECT_EQ(dry.counts.recorded, 1);
  EXPECT_EQ(Problems(dry), "3 R-2 invoice.customer FIELD_INVALID\n");
  EXPECT_FALSE(Find("R-1"));
}

TEST_F(InvoiceImportTest, AFileWithoutItsColumnsFailsAsAWhole) {
  NewImport import;
  import.mapping_id = "erp";
  for (const char* file : {"", "\n\n", "Nummer;Kunde;Betrag;Datum\nR-1;huzhou;1;01.03.2026\n",
                           "Nummer;Nummer;Kunde;Betrag;Datum;Ziel\n"}) {
    import.file_sha256 = PutFile(file);
    const Operation operation = Run(Start(import).id);
    EXPECT_EQ(operation.state, OperationState::kFailed) << file;
    EXPECT_EQ(operation.reason, "FILE_MALFORMED") << operation.message;
    EXPECT_TRUE(operation.end_time);
  }
  EXPECT_FALSE(Find("R-1"));
}

TEST_F(InvoiceImportTest, WhatWasCutOffGoesOnWhereItWas) {
  std::string rows;
  for (int i = 1; i <= 1200; ++i)
    rows += (i % 100 == 0 ? "R-x;ghost" : "R-" + std::to_string(i) + ";huzhou") +
            std::string(";1,00;01.03.2026;\n");
  NewImport import;
  import.file_sha256 = PutFile(kHeadings + rows);
  import.mapping_id = "erp";
  const Operation started = Start(import);
  // Stopped before every batch, as by so many restarts.
  const std::atomic<bool> stop{true};
  ASSERT_TRUE(RunImport(Deps(), started.id, stop));
  EXPECT_EQ(OperationOf(started.id).state, OperationState::kRunning);
  const Operation ended = Run(started.id);
  EXPECT_EQ(ended.state, OperationState::kSucceeded);
  EXPECT_EQ(ended.rows_done, 1200);
  EXPECT_EQ(ended.counts.recorded, 1188);
  EXPECT_EQ(ended.counts.refused, 12);
}

TEST_F(InvoiceImportTest, ACancelledOneStopsAndSaysHowFarItCame) {
  NewImport import;
  import.file_sha256 = PutFile(std::string(kHeadings) + "R-1;huzhou;1,00;01.03.2026;\n");
  import.mapping_id = "erp";
  const Operation started = Start(import);
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CancelOperation(tx, act, started.id); }));
  const Operation ended = Run(started.id);
  EXPECT_EQ(ended.state, OperationState::kCancelled);
  EXPECT_EQ(ended.rows_done, 0);
  EXPECT_FALSE(Find("R-1"));
  Refused(Code::kFailedPrecondition, Reason::kStateConflict,
          [&](auto& tx, auto& act) { return CancelOperation(tx, act, started.id); });
}

TEST_F(InvoiceImportTest, WhatCannotBeStartedIsRefused) {
  NewImport import;
  import.file_sha256 = PutFile(kHeadings);
  const auto start = [&](auto& tx, auto& act) { return StartImport(tx, act, import); };
  RefusedField("mapping", start);
  import.mapping_id = "none";
  Refused(Code::kNotFound, Reason::kResourceNotFound, start);
  import.mapping_id = "erp";
  import.format = domain::ImportFormat::kCamt053;
  RefusedField("format", start);
  import.format = domain::ImportFormat::kCsv;
  import.kind = domain::ImportKind::kPayments;
  RefusedField("mapping", start);
  import.kind = domain::ImportKind::kInvoices;
  import.file_sha256 = HexEncode(Sha256("another"));
  Refused(Code::kNotFound, Reason::kResourceNotFound, start);
  import.file_sha256 = "abc";
  RefusedField("file_sha256", start);
}

TEST_F(InvoiceImportTest, FilesAreRemovedAfterThirtyDays) {
  Import("R-1;huzhou;1,00;01.03.2026;\n");
  const auto files = [this] {
    return Look([](View& view) { return view.blobs().FindBySubject(kImportSubject); })->size();
  };
  now_ += kKeepImportFiles - std::chrono::hours(1);
  ASSERT_TRUE(RemoveOldImportFiles(Deps()));
  EXPECT_EQ(files(), 1u);
  NewImport import;
  import.mapping_id = "erp";
  import.file_sha256 = PutFile(std::string(kHeadings) + "R-1;huzhou;1,00;01.03.2026;\n");
  const Operation started = Start(import);
  now_ += std::chrono::hours(2);
  ASSERT_TRUE(RemoveOldImportFiles(Deps()));
  EXPECT_EQ(files(), 1u) << "one that is running needs it";
  EXPECT_EQ(Run(started.id).state, OperationState::kSucceeded);
  ASSERT_TRUE(RemoveOldImportFiles(Deps()));
  EXPECT_EQ(files(), 0u);
}

}  // namespace
}  // namespace countersign::app
