// Files of payments: who paid what, what waits for a person, and what the bank takes back.
#include <algorithm>
#include <limits>

#include "licensing/app/bank_entries.h"
#include "licensing/app/customers.h"
#include "tests/app/import_fixture.h"

namespace countersign::app {
namespace {

using domain::BankEntry;
using domain::BankEntryState;
using domain::Money;
using domain::Operation;
using domain::OperationState;
using domain::Payment;
using domain::PaymentState;

using Ids = std::vector<std::string>;

class PaymentImportTest : public ImportTest {
 protected:
  void SetUp() override {
    ImportTest::SetUp();
    domain::Customer draft;
    draft.id = "globex";
    draft.display_name = "Globex GmbH";
    draft.labels = {{"bank_account", "DE99 0001"}, {"payer_name.2", "Globex Treasury"}};
    ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateCustomer(tx, act, draft); }));
    domain::ImportMapping mapping;
    mapping.id = "bank";
    mapping.display_name = "Bank";
    mapping.kind = domain::ImportKind::kPayments;
    for (const char* field : {"reference", "amount", "currency_code", "date", "payer", "account",
                              "text", "customer", "invoice"})
      mapping.columns[field] = field;
    MakeMapping(mapping);
  }

  void Invoice(const std::string& number, std::int64_t minor_units,
               const std::string& currency = "EUR", const std::string& customer = "globex") {
    NewInvoice draft;
    draft.customer_id = customer;
    draft.number = number;
    draft.amount = {currency, minor_units};
    draft.invoice_date = *ParseCivilDate("2026-03-01");
    draft.credit_term_days = 14;
    Wait();
    ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateInvoice(tx, act, draft); }));
  }

  Operation Import(const std::string& rows) {
    NewImport import;
    import.kind = domain::ImportKind::kPayments;
    import.file_sha256 =
        PutFile("reference,amount,currency_code,date,payer,account,text,customer,invoice\n" + rows);
    import.mapping_id = "bank";
    return Run(Start(import).id);
  }
  Operation ImportCamt(const std::string& entries) {
    NewImport import;
    import.kind = domain::ImportKind::kPayments;
    import.format = domain::ImportFormat::kCamt053;
    import.file_sha256 = PutFile(
        "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'><BkToCstmrStmt><Stmt><Id>"
        "S</Id><Acct><Id><IBAN>DE02</IBAN></Id></Acct>" +
        entries + "</Stmt></BkToCstmrStmt></Document>");
    return Run(Start(import).id);
  }

  std::int64_t Open(const std::string& number) {
    return Look([&](View& view) -> Result<std::int64_t> {
             ASSIGN_OR_RETURN(const auto invoice,
                              view.receivables().invoices().FindByNumber(number));
             return OpenAmount(view, *invoice).map([](const Money& open) {
               return open.minor_units;
             });
           })
        .value();
  }
  std::vector<Payment> Payments(const std::string& customer = "globex") {
    return *Look([&](View& view) { return view.receivables().payments().ListOf(customer); });
  }
  std::string InvoiceId(const std::string& number) {
    return (*Look([&](View& view) { return view.receivables().invoices().FindByNumber(number); }))
        ->id;
  }
  void Label(const std::string& key, const std::string& value) {
    const auto stored =
        Look([](View& view) { return Load(view.customers(), "customers", "globex"); });
    domain::Customer values = *stored;
    values.labels[key] = value;
    ASSERT_TRUE(Do([&](auto& tx, auto& act) {
      return UpdateCustomer(tx, act, ChangeOf(*stored, {"labels"}, values));
    }));
  }
  std::string IdOf(const std::string& reference) {
    const auto pending = Pending();
    return std::ranges::find(pending, reference, &BankEntry::reference)->id;
  }
  // "globex for globex huzhou: RE-1": whose it is, may be, and what it is proposed to pay.
  std::string Waiting(const std::string& reference) {
    const auto pending = Pending();
    const auto entry = std::ranges::find(pending, reference, &BankEntry::reference);
    if (entry == pending.end()) return "nothing waits";
    EXPECT_FALSE(entry->note.empty());
    std::string text = entry->customer_id + " for";
    for (const std::string& id : entry->candidates) text += " " + id;
    text += entry->candidates.empty() ? " :" : ":";
    for (const std::string& id : entry->proposed)
      text += " " + Look([&](View& view) {
                      return Load(view.receivables().invoices(), "invoices", id);
                    })->number;
    return text;
  }
  std::vector<BankEntry> Pending() {
    ListQuery query;
    query.equals = {{"state", "PENDING"}};
    return *Look([&](View& view) { return view.imports().bank_entries().List(query); });
  }
};

TEST_F(PaymentImportTest, WhatTheTextNamesIsPaid) {
  Invoice("RE-1", 100);
  Invoice("RE-2", 200);
  Invoice("RE-3", 300);
  const Operation operation = Import(
      "F1,5.00,EUR,2026-03-02,somebody,,货款RE-3/RE-2 thanks,,\n"
      "F2,1.00,EUR,2026-03-02,,,,globex,RE-1\n");
  EXPECT_EQ(operation.counts.recorded, 2) << Problems(operation);
  EXPECT_EQ(Open("RE-1") + Open("RE-2") + Open("RE-3"), 0);
  EXPECT_EQ(Payments().size(), 2u);
}

TEST_F(PaymentImportTest, ThePayersAccountOrNameAndOneChoiceAreEnough) {
  Invoice("RE-1", 100);
  const Operation part = Import("F1,0.40,EUR,2026-03-02,,de990001,,,\n");
  EXPECT_EQ(part.counts.recorded, 1) << Problems(part);
  EXPECT_EQ(Open("RE-1"), 60) << "it is the only one";
  Invoice("RE-2", 200);
  EXPECT_EQ(Import("F2,2.00,EUR,2026-03-02,GLOBEX  gmbh,,,,\n").counts.recorded, 1);
  EXPECT_EQ(Open("RE-2"), 0) << "only this one has the amount";
  Invoice("RE-3", 300);
  EXPECT_EQ(Import("F3,9.00,EUR,2026-03-02,Globex Treasury,,,,\n").counts.recorded, 1);
  EXPECT_EQ(Open("RE-1") + Open("RE-3"), 0) << "it is enough for all";
  EXPECT_EQ(Import("F4,7.00,USD,2026-03-02,Globex GmbH,,,,\n").counts.recorded, 1);
  EXPECT_EQ(Payments().back().state, PaymentState::kCredit) << "nothing is open in that currency";
}

TEST_F(PaymentImportTest, WhatIsNotCertainWaitsForAPerson) {
  Invoice("RE-1", 100);
  Invoice("RE-2", 100);
  Invoice("HZ-1", 100, "EUR", "huzhou");
  const Operation operation = Import(
      "F1,1.00,EUR,2026-03-02,Globex GmbH,,,,\n"        // two have the amount
      "F2,0.70,EUR,2026-03-02,Globex GmbH,,,,\n"        // none has it
      "F3,1.00,EUR,2026-03-02,Globex GmbH,,HZ-1,,\n");  // another's invoice
  EXPECT_EQ(operation.counts.proposed, 3) << Problems(operation);
  EXPECT_TRUE(Payments().empty() && Payments("huzhou").empty()) << "nothing was guessed";
  const auto pending = Pending();
  ASSERT_EQ(pending.size(), 3u);
  const auto of = [&](const std::string& reference) {
    return *std::ranges::find(pending, reference, &BankEntry::reference);
  };
  EXPECT_EQ(of("F1").proposed.size(), 1u);
  EXPECT_TRUE(of("F2").proposed.empty());
  EXPECT_TRUE(of("F1").candidates.empty()) << "it is globex's";
  EXPECT_EQ(of("F3").customer_id, "huzhou");
  EXPECT_EQ(of("F3").candidates, (Ids{"globex", "huzhou"}));
  for (const BankEntry& entry : pending) EXPECT_FALSE(entry.note.empty());

  const auto confirmed = Do([&](auto& tx, auto& act) {
    return ConfirmBankEntry(tx, act, {of("F1").id, EtagOf(of("F1").meta)});
  });
  ASSERT_TRUE(confirmed) << confirmed.error().message;
  EXPECT_EQ(Open("RE-1") + Open("RE-2"), 100);
  Refused(Code::kFailedPrecondition, Reason::kStateConflict,
          [&](auto& tx, auto& act) { return ConfirmBankEntry(tx, act, {of("F1").id}); });
  ASSERT_TRUE(Do([&](auto& tx, auto& act) {
    return DismissBankEntry(tx, act, of("F2").id, "", "a refund of ours");
  }));
  const Operation again =
      Import("F1,1.00,EUR,2026-03-02,Globex GmbH,,,,\nF2,0.70,EUR,2026-03-02,Globex GmbH,,,,\n");
  EXPECT_EQ(again.counts.unchanged, 2);
  EXPECT_EQ(Pending().size(), 1u);
}

// It is money on the account all the same: whoever's it may be is not to suffer for it.
TEST_F(PaymentImportTest, WhatIsNobodysWaitsForAPerson) {
  Invoice("RE-1", 100);
  Invoice("HZ-1", 100, "EUR", "huzhou");
  const std::string rows =
      "F1,1.00,EUR,2026-03-02,stranger,,,,\n"
      "F2,2.00,EUR,2026-03-02,stranger,,RE-1 HZ-1,,\n"
      "F3,1.00,EUR,2026-03-02,,,,ghost,\n"
      "F4,1.00,EUR,2026-03-02,,,,globex,RE-9\n"
      "F5,2.00,EUR,2026-03-02,Globex GmbH,,HZ-1 RE-1,,\n";
  const Operation operation = Import(rows);
  EXPECT_EQ(Problems(operation), "");
  EXPECT_EQ(operation.counts.proposed, 5);
  EXPECT_TRUE(Payments().empty());
  EXPECT_EQ(Waiting("F1"), " for :");
  EXPECT_EQ(Waiting("F2"), " for globex huzhou: RE-1 HZ-1");
  EXPECT_EQ(Waiting("F3"), " for :");
  EXPECT_EQ(Waiting("F4"), "globex for : RE-1") << "RE-9 is none; the other one is a guess";
  EXPECT_EQ(Waiting("F5"), "globex for globex huzhou: RE-1");
  const Operation again = Import(rows);
  EXPECT_EQ(again.counts.unchanged, 5) << Problems(again);
  EXPECT_EQ(Pending().size(), 5u);
}

TEST_F(PaymentImportTest, WhatIsNoEntryOfMoneyIsRefused) {
  const Operation operation = Import(
      "F1,-1.00,EUR,2026-03-02,Globex GmbH,,,,\n"
      "F2,1.00,EUR,2027-03-02,stranger,,,,\n"
      "F3,1.001,EUR,2026-03-02,stranger,,,,\n"
      "F4,1.00,XYZ,2026-03-02,stranger,,,,\n"
      "F5,0.00,EUR,2026-03-02,stranger,,,,\n");
  EXPECT_EQ(Problems(operation),
            "2 F1  ENTRY_SKIPPED\n3 F2 payment.date FIELD_INVALID\n"
            "4 F3 payment.amount FIELD_INVALID\n5 F4 payment.amount.currency_code FIELD_INVALID\n"
            "6 F5 payment.amount.minor_units FIELD_INVALID\n");
  EXPECT_TRUE(Pending().empty());
}

TEST_F(PaymentImportTest, APersonSaysWhoseItIs) {
  Invoice("RE-1", 100);
  Invoice("RE-2", 300);
  Invoice("HZ-1", 100, "EUR", "huzhou");
  Import(
      "F1,1.00,EUR,2026-03-02,stranger,,,,\n"
      "F2,1.00,EUR,2026-03-02,stranger,,RE-1 HZ-1,,\n"
      "F3,3.00,EUR,2026-03-02,stranger,,,,\n");
  const std::string f1 = IdOf("F1");
  Refused(Code::kFailedPrecondition, Reason::kPayerUnknown,
          [&](auto& tx, auto& act) { return ConfirmBankEntry(tx, act, {f1}); });
  Refused(Code::kNotFound, Reason::kResourceNotFound,
          [&](auto& tx, auto& act) { return ConfirmBankEntry(tx, act, {f1, "", "ghost"}); });
  const auto confirm = [&](const EntryConfirmation& confirmation) {
    const auto done =
        Do([&](auto& tx, auto& act) { return ConfirmBankEntry(tx, act, confirmation); });
    ASSERT_TRUE(done) << done.error().message;
  };
  confirm({IdOf("F2"), "", "huzhou"});
  EXPECT_EQ(Open("HZ-1"), 0) << "of what it names, what is huzhou's";
  confirm({IdOf("F3"), "", "", {InvoiceId("RE-2")}});
  EXPECT_EQ(Open("RE-2"), 0);
  confirm({f1, "", "globex"});
  EXPECT_EQ(Open("RE-1"), 0);
  EXPECT_TRUE(Pending().empty());
  EXPECT_EQ(Payments().size(), 2u);
}

TEST_F(PaymentImportTest, WhatWasDismissedStaysSo) {
  Invoice("RE-1", 100);
  const std::string row = "F1,1.00,EUR,2026-03-02,Treasury Ltd,,,,\n";
  Import(row);
  const std::string id = IdOf("F1");
  ASSERT_TRUE(
      Do([&](auto& tx, auto& act) { return DismissBankEntry(tx, act, id, "", "the tax refund"); }));
  EXPECT_EQ(Import(row).counts.unchanged, 1);
  Label("payer_name", "Treasury Ltd");
  EXPECT_EQ(Import(row).counts.unchanged, 1) << "also now that it would be known whose it is";
  EXPECT_TRUE(Pending().empty() && Payments().empty());
}

TEST_F(PaymentImportTest, OnceItIsKnownWhoseItIsTheSameFileRecordsIt) {
  Invoice("RE-1", 100);
  const std::string row = "F1,1.00,EUR,2026-03-02,Treasury Ltd,,,,\n";
  EXPECT_EQ(Import(row).counts.proposed, 1);
  Label("payer_name", "Treasury Ltd");
  EXPECT_EQ(Import(row).counts.recorded, 1);
  EXPECT_EQ(Open("RE-1"), 0);
  EXPECT_TRUE(Pending().empty());
}

// Banks, and mappings of columns, that use a reference twice: the second payment is money as well.
TEST_F(PaymentImportTest, AnotherAmountUnderTheSameReferenceWaits) {
  Invoice("RE-1", 100);
  Import("F1,1.00,EUR,2026-03-02,Globex GmbH,,RE-1,,\n");
  const std::string row = "F1,2.00,EUR,2026-03-05,Globex GmbH,,,,\n";
  EXPECT_EQ(Import(row).counts.proposed, 1);
  EXPECT_EQ(Import(row).counts.unchanged, 1);
  ASSERT_EQ(Pending().size(), 1u);
  EXPECT_EQ(Pending().front().customer_id, "globex");
}

// What cannot be recorded is not lost: here, since nothing says what interest it would pay.
TEST_F(PaymentImportTest, WhatCannotBeAllocatedWaits) {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  Invoice("RE-1", most);
  Invoice("RE-2", most);
  const Operation operation = Import("F1,1.00,EUR,2026-03-02,Globex GmbH,,,,\n");
  EXPECT_EQ(operation.counts.proposed, 1) << Problems(operation);
  ASSERT_EQ(Pending().size(), 1u);
  EXPECT_EQ(Pending().front().customer_id, "globex");
}

TEST_F(PaymentImportTest, TheSameEntriesAgainChangeNothing) {
  Invoice("RE-1", 100);
  const std::string rows = "F1,1.00,EUR,2026-03-02,Globex GmbH,,RE-1,,\n";
  EXPECT_EQ(Import(rows).counts.recorded, 1);
  const Operation again = Import(rows + "F1,1.00,EUR,2026-03-02,Globex GmbH,,RE-1,,\n");
  EXPECT_EQ(again.counts.unchanged, 2);
  EXPECT_EQ(Problems(Import("F1,1.00,EUR,2026-03-03,Globex GmbH,,RE-1,,\n")),
            "2 F1 payment.reference RESOURCE_EXISTS\n");
  NewPayment by_hand;
  by_hand.customer_id = "globex";
  by_hand.amount = {"EUR", 700};
  by_hand.date = *ParseCivilDate("2026-03-03");
  by_hand.reference = "F2";
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return RecordPayment(tx, act, by_hand); }));
  EXPECT_EQ(Import("F2,7.00,EUR,2026-03-03,Globex GmbH,,,,\n").counts.unchanged, 1);
  EXPECT_EQ(Payments().size(), 2u);
}

std::string Ntry(const std::string& amount, bool back, const std::string& reference,
                 const std::string& end_to_end, const std::string& text = "") {
  return "<Ntry><Amt Ccy='EUR'>" + amount + "</Amt><CdtDbtInd>" + (back ? "DBIT" : "CRDT") +
         "</CdtDbtInd>" + (back ? "<RvslInd>true</RvslInd>" : "") +
         "<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-02</Dt></BookgDt><AcctSvcrRef>" + reference +
         "</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>" + end_to_end +
         "</EndToEndId></Refs><RltdPties><Dbtr><Pty><Nm>Globex GmbH</Nm></Pty></Dbtr></RltdPties>"
         "<RmtInf><Ustrd>" +
         text +
         "</Ustrd></RmtInf><RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf></TxDtls></NtryDtls>"
         "</Ntry>";
}

TEST_F(PaymentImportTest, WhatTheBankTakesBackIsReversed) {
  Invoice("RE-1", 100);
  Invoice("RE-2", 100);
  EXPECT_EQ(ImportCamt(Ntry("1.00", false, "A1", "E1", "RE-1")).counts.recorded, 1);
  EXPECT_EQ(Open("RE-1"), 0);
  const std::string back = Ntry("1.00", true, "A2", "E1");
  EXPECT_EQ(ImportCamt(back).counts.reversed, 1);
  EXPECT_EQ(Open("RE-1"), 100);
  EXPECT_EQ(Payments().front().state, PaymentState::kReversed);
  EXPECT_NE(Payments().front().reverse_reason.find("AM04"), std::string::npos);
  EXPECT_EQ(ImportCamt(back).counts.unchanged, 1);
  // One that still waits; and, by its own reference, in the file that brings it.
  EXPECT_EQ(
      ImportCamt(Ntry("1.00", false, "A3", "E3") + Ntry("1.00", true, "A3", "E3")).counts.reversed,
      1);
  EXPECT_TRUE(Pending().empty());
  EXPECT_EQ(Problems(ImportCamt(Ntry("1.00", true, "A9", "E9"))), "1 A9  RESOURCE_NOT_FOUND\n");
}

TEST_F(PaymentImportTest, AStatementThatIsNotWholeChangesNothing) {
  Invoice("RE-1", 100);
  const Operation operation =
      ImportCamt(Ntry("1.00", false, "A1", "E1", "RE-1") + "<Ntry></Broken>");
  EXPECT_EQ(operation.state, OperationState::kFailed);
  EXPECT_EQ(operation.reason, "FILE_MALFORMED");
  EXPECT_EQ(operation.rows_done, 0);
  EXPECT_EQ(Open("RE-1"), 100);
}

}  // namespace
}  // namespace countersign::app
