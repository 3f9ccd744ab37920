// ReceivableService as finance calls it.
#include "tests/rpc/admin_surface.h"

namespace countersign::rpc {
namespace {

class ReceivableServiceTest : public AdminSurface {
 protected:
  void SetUp() override {
    MakeLicense();
    MakeContract("c1", "0.05");
    ASSERT_TRUE(CallAny("ReceivableService/CreateInvoice", R"({"invoiceId":"first","invoice":{
      "customer":"customers/huzhou","amount":{"currencyCode":"CNY","minorUnits":"1000"},
      "invoiceDate":"2026-02-01","creditTermDays":28,"contract":"contracts/c1"}})"));
  }

  // An active one, at this rate of interest, with sub-contract "<id>-s".
  void MakeContract(const std::string& id, const std::string& rate) {
    const std::string parent = R"("parent":"contracts/)" + id + "\"";
    const auto must = [&](const std::string& method, const std::string& request) {
      const auto answer = CallAny(method, request);
      ASSERT_TRUE(answer) << answer.error().message;
    };
    must("ContractService/CreateContract",
         R"({"contractId":")" + id +
             R"(","contract":{"displayName":"ERP","customer":"customers/huzhou",
                "currencyCode":"CNY","timeZone":"Asia/Shanghai","calendar":{"id":"china"},
                "dueBase":"DUE_BASE_INVOICE_DATE","creditTerm":{"days":30},
                "interestRates":[{"rate":")" +
             rate + R"("}]}})");
    must("ContractService/CreateSubContract", "{" + parent + R"(,"subcontractId":")" + id +
                                                  R"(-s","subcontract":{"displayName":"S",
                "price":{"currencyCode":"CNY","minorUnits":"9000"}}})");
    must("MilestoneService/CreateMilestone",
         "{" + parent + R"(,"milestone":{"displayName":"All","subcontract":"contracts/)" + id +
             "/subcontracts/" + id + R"(-s","share":"1","trigger":"TRIGGER_DELIVERY"}})");
    must("ContractService/ActivateContract", R"({"name":"contracts/)" + id + R"("})");
  }

  // `more` goes into the payment, after its amount of 600.
  static std::string Payment(const std::string& more, const std::string& outside = "") {
    return R"({"payment":{"customer":"customers/huzhou","amount":{"currencyCode":"CNY",
              "minorUnits":"600"})" +
           more + "}" + outside + "}";
  }
};

TEST_F(ReceivableServiceTest, AnInvoiceFitsItsContract) {
  ASSERT_TRUE(CallAny("CustomerService/CreateCustomer",
                      R"({"customerId":"other","customer":{"displayName":"Other"}})"));
  const auto invoice = [](const std::string& customer, const std::string& currency,
                          const std::string& contract) {
    return R"({"invoice":{"customer":"customers/)" + customer + R"(","amount":{"currencyCode":")" +
           currency + R"(","minorUnits":"1"},"invoiceDate":"2026-02-01","creditTermDays":28,)" +
           contract + "}}";
  };
  const std::string method = "ReceivableService/CreateInvoice";
  const std::string c1 = R"("contract":"contracts/c1")";
  RefusedField("invoice.contract", method, invoice("other", "CNY", c1));
  Refused(Code::kInvalidArgument, Reason::kCurrencyMismatch, method, invoice("huzhou", "EUR", c1));
  Refused(Code::kNotFound, Reason::kResourceNotFound, method,
          invoice("huzhou", "CNY", R"("contract":"contracts/c2")"));
  Refused(Code::kNotFound, Reason::kResourceNotFound, method,
          invoice("huzhou", "CNY", c1 + R"(,"subcontract":"contracts/c1/subcontracts/none")"));
  RefusedField("invoice.subcontract", method,
               invoice("huzhou", "CNY", R"("subcontract":"contracts/c1/subcontracts/s")"));
  RefusedField("invoice.subcontract", method,
               invoice("huzhou", "CNY", c1 + R"(,"subcontract":"contracts/c2/subcontracts/s")"));
  EXPECT_TRUE(CallAny(
      method, invoice("huzhou", "CNY", c1 + R"(,"subcontract":"contracts/c1/subcontracts/c1-s")")));
  ASSERT_TRUE(CallAny("ContractService/CreateContract", R"({"contractId":"draft","contract":{
      "displayName":"ERP","customer":"customers/huzhou","currencyCode":"CNY",
      "timeZone":"Asia/Shanghai"}})"));
  Refused(Code::kFailedPrecondition, Reason::kStateConflict, method,
          invoice("huzhou", "CNY", R"("contract":"contracts/draft")"));
}

TEST_F(ReceivableServiceTest, TheDearerDebtIsPaidFirstAlthoughItIsYounger) {
  MakeContract("c2", "0.18");
  ASSERT_TRUE(CallAny("ReceivableService/CreateInvoice", R"({"invoiceId":"dear","invoice":{
      "customer":"customers/huzhou","amount":{"currencyCode":"CNY","minorUnits":"1000"},
      "invoiceDate":"2026-02-10","creditTermDays":28,"contract":"contracts/c2"}})"));
  ASSERT_TRUE(CallAny("ReceivableService/RecordPayment", Payment("")));
  const auto open = [this](const std::string& invoice) {
    return Call<v1::Invoice>("ReceivableService/GetInvoice",
                             R"({"name":"invoices/)" + invoice + R"("})")
        ->open()
        .minor_units();
  };
  EXPECT_EQ(open("dear"), 410) << "10 of interest for 21 days were paid first";
  EXPECT_EQ(open("first"), 1000);
}

TEST_F(ReceivableServiceTest, AnInvoiceSaysWhatIsOpenOfIt) {
  const auto invoice =
      Call<v1::Invoice>("ReceivableService/GetInvoice", R"({"name":"invoices/first"})");
  ASSERT_TRUE(invoice);
  EXPECT_EQ(invoice->number(), "INV-2026-000001");
  EXPECT_EQ(invoice->due_date(), "2026-03-01");
  EXPECT_EQ(invoice->contract(), "contracts/c1");
  EXPECT_EQ(invoice->open().minor_units(), 1000);
  ASSERT_TRUE(CallAny("ReceivableService/RecordPayment", Payment("")));
  const auto page = Call<v1::ListInvoicesResponse>(
      "ReceivableService/ListInvoices",
      R"({"filter":"customer = \"customers/huzhou\" AND state = \"OPEN\""})");
  ASSERT_TRUE(page);
  ASSERT_EQ(page->invoices_size(), 1);
  EXPECT_EQ(page->invoices(0).open().minor_units(), 404) << "4 of interest were paid first";
  EXPECT_NE(page->invoices(0).etag(), invoice->etag());
}

TEST_F(ReceivableServiceTest, APreviewAndAValidatedPaymentShowWhatTheRealOneDoes) {
  const std::string more = R"(,"designatedInvoices":["invoices/first"],"payer":"湖州")";
  const std::string before = Snapshot();
  const auto preview =
      Call<v1::PreviewAllocationResponse>("ReceivableService/PreviewAllocation", Payment(more));
  const auto dry = Call<v1::Payment>("ReceivableService/RecordPayment",
                                     Payment(more, R"(,"validateOnly":true)"));
  EXPECT_EQ(Snapshot(), before);
  const auto real = Call<v1::Payment>("ReceivableService/RecordPayment", Payment(more));
  ASSERT_TRUE(preview && dry && real);
  ASSERT_EQ(real->allocations_size(), 2);
  const v1::Allocation& paid = real->allocations(1);
  EXPECT_EQ(paid.invoice(), "invoices/first");
  EXPECT_EQ(paid.part(), v1::CLAIM_PART_PRINCIPAL);
  EXPECT_EQ(paid.amount().minor_units(), 596);
  EXPECT_EQ(paid.date(), "2026-03-31") << "today's, where there is none";
  EXPECT_EQ(real->allocations(0).part(), v1::CLAIM_PART_INTEREST);
  EXPECT_EQ(real->allocations(0).amount().minor_units(), 4);
  EXPECT_EQ(real->credit().minor_units(), 0);
  ASSERT_EQ(preview->claimed_interest_size(), 1);
  EXPECT_EQ(preview->claimed_interest(0).through(), "2026-03-31");
  for (int i = 0; i < 2; ++i) {
    const std::string allocation = real->allocations(i).SerializeAsString();
    EXPECT_EQ(preview->allocations(i).SerializeAsString(), allocation);
    EXPECT_EQ(dry->allocations(i).SerializeAsString(), allocation);
  }
  EXPECT_EQ(real->payer(), "湖州");
}

TEST_F(ReceivableServiceTest, ARepeatedPaymentIsRecordedOnce) {
  const std::string request = Payment("", R"(,"requestId":"7d444840-9dc0-11d1-b245-5ffdce74fad2")");
  const auto first = Call<v1::Payment>("ReceivableService/RecordPayment", request);
  const auto second = Call<v1::Payment>("ReceivableService/RecordPayment", request);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->name(), second->name());
  EXPECT_EQ(Call<v1::ListPaymentsResponse>("ReceivableService/ListPayments", "{}")->payments_size(),
            1);
}

TEST_F(ReceivableServiceTest, StatementAndAgingTellTheSameOfADay) {
  const auto statement = Call<v1::Statement>(
      "ReceivableService/GetStatement",
      R"({"name":"customers/huzhou","date":"2026-04-10","timeZone":"Asia/Shanghai"})");
  ASSERT_TRUE(statement);
  ASSERT_EQ(statement->items_size(), 1);
  EXPECT_EQ(statement->items(0).days_overdue(), 40);
  EXPECT_TRUE(statement->items(0).urgent());
  EXPECT_EQ(statement->totals(0).overdue().minor_units(), 1000);
  const auto aging = Call<v1::Aging>("ReceivableService/GetAging",
                                     R"({"date":"2026-04-10","groupBy":"AGING_GROUP_CUSTOMER"})");
  ASSERT_TRUE(aging);
  ASSERT_EQ(aging->rows_size(), 1);
  EXPECT_EQ(aging->rows(0).customer(), "customers/huzhou");
  EXPECT_EQ(aging->rows(0).days_31_60().minor_units(), 1000);
  EXPECT_EQ(aging->rows(0).total().minor_units(), 1000);
  EXPECT_EQ(aging->rows(0).expected_recovery().minor_units(), 800);
  const auto before = Call<v1::Statement>("ReceivableService/GetStatement",
                                          R"({"name":"customers/huzhou","date":"2026-03-30"})");
  EXPECT_EQ(before->items_size(), 0) << "the invoice was not on record then";
  const auto known = Call<v1::Statement>("ReceivableService/GetStatement",
                                         R"({"name":"customers/huzhou","date":"2026-03-30",
          "recordedBeforeTime":"2026-04-01T00:00:00Z"})");
  EXPECT_EQ(known->items_size(), 1);
}

TEST_F(ReceivableServiceTest, LateInterestIsToldWithItsSegments) {
  // At 5 % of 365 days, from 2 March on.
  const auto invoice =
      Call<v1::Invoice>("ReceivableService/GetInvoice", R"({"name":"invoices/first"})");
  ASSERT_TRUE(invoice);
  EXPECT_EQ(invoice->interest().through(), "2026-03-31");
  EXPECT_EQ(invoice->interest().unpaid().minor_units(), 4);
  EXPECT_EQ(invoice->interest().unclaimed().minor_units(), 4);
  EXPECT_EQ(invoice->open_principal().minor_units(), 1000);
  EXPECT_EQ(invoice->open_interest().minor_units(), 0);
  ASSERT_EQ(invoice->interest().segments_size(), 1);
  const v1::InterestSegment& segment = invoice->interest().segments(0);
  EXPECT_EQ(segment.first_day(), "2026-03-02");
  EXPECT_EQ(segment.last_day(), "2026-03-31");
  EXPECT_EQ(segment.rate(), "0.05");
  EXPECT_EQ(segment.divisor(), 365);
  const auto statement = Call<v1::Statement>("ReceivableService/GetStatement",
                                             R"({"name":"customers/huzhou","date":"2026-04-10"})");
  ASSERT_TRUE(statement);
  EXPECT_EQ(statement->items(0).interest().minor_units(), 5);
  EXPECT_EQ(statement->items(0).unclaimed_interest().minor_units(), 5);
  EXPECT_EQ(statement->totals(0).unclaimed_interest().minor_units(), 5);
  EXPECT_EQ(statement->totals(0).open().minor_units(), 1000);
}

TEST_F(ReceivableServiceTest, AnInvoiceShowsItsDocumentsAndItsClock) {
  const auto note =
      Call<v1::InterestNote>("ReceivableService/IssueInterestNote", R"({"name":"invoices/first"})");
  ASSERT_TRUE(note);
  EXPECT_EQ(note->number(), "INT-2026-000001");
  EXPECT_EQ(note->interest().minor_units(), 4);
  ASSERT_TRUE(CallAny("ReceivableService/AttachTaxInvoice", R"({"name":"invoices/first",
      "number":"2644","amount":{"currencyCode":"CNY","minorUnits":"1000"},"date":"2026-02-02"})"));
  const auto received =
      Call<v1::TaxInvoice>("ReceivableService/RecordTaxInvoiceReceipt",
                           R"({"name":"invoices/first","number":"2644","date":"2026-02-05"})");
  ASSERT_TRUE(received);
  EXPECT_EQ(received->receive_date(), "2026-02-05");
  const auto invoice = Call<v1::Invoice>(
      "ReceivableService/RecordLimitationEvent",
      R"({"name":"invoices/first","kind":"LIMITATION_EVENT_KIND_DEMAND_RECEIVED","date":"2026-03-20"})");
  ASSERT_TRUE(invoice);
  EXPECT_EQ(invoice->limitation().start_date(), "2026-03-20");
  EXPECT_EQ(invoice->limitation().last_day(), "2029-03-20");
  EXPECT_EQ(invoice->limitation().restarted_by(), v1::LIMITATION_EVENT_KIND_DEMAND_RECEIVED);
  EXPECT_FALSE(invoice->limitation().time_barred());
  EXPECT_EQ(invoice->open_interest().minor_units(), 4);
  EXPECT_EQ(invoice->interest().unclaimed().minor_units(), 0);
  ASSERT_EQ(invoice->interest_notes_size(), 1);
  EXPECT_EQ(invoice->interest_notes(0).number(), note->number());
  ASSERT_EQ(invoice->tax_invoices_size(), 1);
  EXPECT_EQ(invoice->tax_invoices(0).receive_date(), "2026-02-05");
}

TEST_F(ReceivableServiceTest, ABillIsShownUntilItsMaturity) {
  const auto bill = Call<v1::Payment>(
      "ReceivableService/RecordPayment",
      Payment(R"(,"kind":"PAYMENT_KIND_BILL","maturityDate":"2026-06-30")", R"(,"paymentId":"b")"));
  ASSERT_TRUE(bill);
  EXPECT_EQ(bill->maturity_date(), "2026-06-30");
  EXPECT_EQ(bill->allocations(1).date(), "2026-06-30");
  EXPECT_EQ(bill->allocations(1).value_date(), "2026-03-31");
  const auto statement = Call<v1::Statement>("ReceivableService/GetStatement",
                                             R"({"name":"customers/huzhou","date":"2026-04-10"})");
  EXPECT_EQ(statement->items(0).bills().minor_units(), 600);
  EXPECT_EQ(statement->totals(0).bills().minor_units(), 600);
  EXPECT_EQ(statement->items(0).open().minor_units(), 1004);
  const auto back = Call<v1::Payment>("ReceivableService/RecordDishonour",
                                      R"({"name":"payments/b","reason":"no cover"})");
  ASSERT_TRUE(back);
  EXPECT_EQ(back->dishonour_date(), "2026-03-31");
  EXPECT_EQ(back->state(), v1::PAYMENT_STATE_REVERSED);
}

TEST_F(ReceivableServiceTest, ADisputeThatPausesNothingSaysSo) {
  const auto open = [&](const std::string& line) {
    return Call<v1::Dispute>(
        "ReceivableService/OpenDispute",
        R"({"dispute":{"invoice":"invoices/first","grounds":"defect","line":")" + line +
            R"(","amount":{"currencyCode":"CNY","minorUnits":"100"}}})");
  };
  const auto first = open("");
  ASSERT_TRUE(first);
  EXPECT_EQ(first->no_pause_reason(), "");
  now_ += std::chrono::seconds(1);
  const auto again = open("");
  ASSERT_TRUE(again);
  EXPECT_NE(again->no_pause_reason().find(first->name()), std::string::npos);
  const auto other = open("2");
  ASSERT_TRUE(other);
  EXPECT_EQ(other->line(), "2");
  EXPECT_EQ(other->no_pause_reason(), "");
  const auto stored =
      Call<v1::Dispute>("ReceivableService/GetDispute", R"({"name":")" + again->name() + R"("})");
  EXPECT_EQ(stored->no_pause_reason(), again->no_pause_reason());
}

TEST_F(ReceivableServiceTest, BadRequestsNameTheField) {
  RefusedField("invoice.customer", "ReceivableService/CreateInvoice", R"({"invoice":{}})");
  RefusedField("payment.date", "ReceivableService/RecordPayment",
               Payment(R"(,"date":"31.3.2026")"));
  RefusedField("payment.designated_invoices", "ReceivableService/RecordPayment",
               Payment(R"(,"designatedInvoices":["first"])"));
  RefusedField("time_zone", "ReceivableService/GetStatement",
               R"({"name":"customers/huzhou","timeZone":"Mars/Olympus"})");
  RefusedField("payment.maturity_date", "ReceivableService/RecordPayment",
               Payment(R"(,"kind":"PAYMENT_KIND_BILL")"));
  RefusedField("kind", "ReceivableService/RecordLimitationEvent", R"({"name":"invoices/first"})");
  RefusedField("compensation", "ReceivableService/IssueInterestNote",
               R"({"name":"invoices/first","compensation":9})");
  RefusedField("outcome", "ReceivableService/ResolveDispute", R"({"name":"disputes/d"})");
  Refused(Code::kNotFound, Reason::kResourceNotFound, "ReceivableService/GetStatement",
          R"({"name":"customers/ghost"})");
}

}  // namespace
}  // namespace countersign::rpc
