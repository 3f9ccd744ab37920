// Promises, plans, write-offs, statements of account and change orders as finance and project
// managers call them.
#include "tests/rpc/admin_surface.h"

namespace countersign::rpc {
namespace {

class PapersServiceTest : public AdminSurface {
 protected:
  void SetUp() override {
    MakeLicense();
    MakePaper();
    Must("CustomerService/CreateContact",
         R"({"parent":"customers/huzhou","contactId":"li","contact":{"displayName":"李敏",
             "roles":["SIGNATORY"],"language":"zh"}})");
    Must("ReceivableService/CreateInvoice",
         R"({"invoiceId":"first","invoice":{"customer":"customers/huzhou","amount":{
             "currencyCode":"CNY","minorUnits":"1000"},"invoiceDate":"2026-03-01",
             "creditTermDays":10}})");
  }
  void Must(const std::string& method, const std::string& request) {
    const auto answer = CallAny(method, request);
    ASSERT_TRUE(answer) << method << ": " << answer.error().message;
  }
  static std::string Paper() { return R"("paperSha256":")" + std::string(kPaperSha256) + '"'; }
  static std::string Yuan(std::int64_t minor_units) {
    return R"({"currencyCode":"CNY","minorUnits":")" + std::to_string(minor_units) + R"("})";
  }
};

TEST_F(PapersServiceTest, APromiseTellsItsStateAsOfAnyDay) {
  Must("ReceivableService/RecordPromise",
       R"({"promiseId":"p","promise":{"invoices":["invoices/first"],"date":"2026-04-10",
           "madeDate":"2026-03-30","contact":"customers/huzhou/contacts/li","amount":)" +
           Yuan(600) + "}}");
  const auto state_on = [&](const std::string& day) {
    return Call<v1::Promise>("ReceivableService/GetPromise",
                             R"({"name":"promises/p","date":")" + day + R"("})")
        ->state();
  };
  EXPECT_EQ(state_on("2026-04-10"), v1::PROMISE_STATE_PENDING);
  EXPECT_EQ(state_on("2026-04-11"), v1::PROMISE_STATE_BROKEN) << "if nothing more comes";
  Must("ReceivableService/RecordPayment",
       R"({"payment":{"customer":"customers/huzhou","date":"2026-03-31","amount":)" + Yuan(600) +
           "}}");
  EXPECT_EQ(state_on("2026-04-11"), v1::PROMISE_STATE_KEPT);
  const auto page = Call<v1::ListPromisesResponse>(
      "ReceivableService/ListPromises", R"({"filter":"customer = \"customers/huzhou\""})");
  ASSERT_TRUE(page);
  ASSERT_EQ(page->promises_size(), 1);
  EXPECT_EQ(page->promises(0).paid().minor_units(), 600);
  EXPECT_EQ(page->promises(0).contact(), "customers/huzhou/contacts/li");
}

TEST_F(PapersServiceTest, APlanShowsItsPartsAndWhatIsLate) {
  Must("ReceivableService/CreateInstalmentPlan",
       R"({"planId":"p","plan":{"invoices":["invoices/first"],)" + Paper() +
           R"(,"contact":"customers/huzhou/contacts/li",
               "dueDates":["2026-04-30","2026-05-31","2026-06-30"]}})");
  const auto plan = Call<v1::InstalmentPlan>("ReceivableService/GetInstalmentPlan",
                                             R"({"name":"plans/p","date":"2026-05-04"})");
  ASSERT_TRUE(plan);
  ASSERT_EQ(plan->parts_size(), 3);
  EXPECT_EQ(plan->parts(2).amount().minor_units(), 334);
  EXPECT_EQ(plan->state(), v1::PLAN_STATE_BROKEN);
  EXPECT_EQ(plan->missed_due_date(), "2026-04-30");
  EXPECT_EQ(plan->broken_date(), "2026-05-04");
  EXPECT_EQ(plan->arrears().minor_units(), 333);
  EXPECT_EQ(Call<v1::InstalmentPlan>("ReceivableService/GetInstalmentPlan", R"({"name":"plans/p"})")
                ->state(),
            v1::PLAN_STATE_RUNNING)
      << "today";
}

TEST_F(PapersServiceTest, AWriteOffLowersTheInvoiceAndIsValidatedFirst) {
  const std::string request =
      R"({"name":"invoices/first","reason":"insolvent",)" + Paper() + R"(,"amount":)" + Yuan(400);
  ASSERT_TRUE(CallAny("ReceivableService/WriteOff", request + R"(,"validateOnly":true})"));
  const auto open = [&] {
    return Call<v1::Invoice>("ReceivableService/GetInvoice", R"({"name":"invoices/first"})")
        ->open()
        .minor_units();
  };
  EXPECT_EQ(open(), 1000);
  const auto made = Call<v1::Adjustment>("ReceivableService/WriteOff", request + "}");
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->kind(), v1::ADJUSTMENT_KIND_WRITE_OFF);
  EXPECT_EQ(open(), 600);
  RefusedField(
      "amount.minor_units", "ReceivableService/WriteOff",
      R"({"name":"invoices/first","reason":"x",)" + Paper() + R"(,"amount":)" + Yuan(601) + "}");
}

TEST_F(PapersServiceTest, AStatementIsSentAsItWasShown) {
  const auto shown = Call<v1::PreviewStatementResponse>(
      "ReceivableService/PreviewStatement",
      R"({"name":"customers/huzhou","language":"zh","timeZone":"Asia/Shanghai"})");
  ASSERT_TRUE(shown);
  const auto sent = Call<v1::SentStatement>(
      "ReceivableService/SendStatement",
      R"({"statementId":"march","contact":"customers/huzhou/contacts/li",
          "timeZone":"Asia/Shanghai","method":"SEND_METHOD_COURIER","textSha256":")" +
          shown->text_sha256() + R"(","proofSha256":")" + std::string(kPaperSha256) + R"("})");
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_EQ(sent->text(), shown->text());
  ASSERT_EQ(sent->lines_size(), 1);
  EXPECT_EQ(sent->lines(0).invoice(), "invoices/first");
  EXPECT_EQ(sent->lines(0).open().minor_units(), 1000);
  Must("ReceivableService/ConfirmStatement",
       R"({"name":"statements/march","contact":"customers/huzhou/contacts/li",)" + Paper() + "}");
  EXPECT_EQ(Call<v1::SentStatement>("ReceivableService/GetSentStatement",
                                    R"({"name":"statements/march"})")
                ->state(),
            v1::SENT_STATEMENT_STATE_CONFIRMED);
}

TEST_F(PapersServiceTest, NobodyHasAttestedAtFirst) {
  Refused(Code::kNotFound, Reason::kResourceNotFound, "ReceivableService/GetAttestation", "{}");
  Must("ReceivableService/AttestPayments", "{}");
  const auto attested = Call<v1::Attestation>("ReceivableService/GetAttestation", "{}");
  ASSERT_TRUE(attested);
  EXPECT_EQ(attested->through_date(), "2026-03-30");
  EXPECT_EQ(attested->user(), "users/anna");
}

TEST_F(PapersServiceTest, AnImportedCalendarIsListedAndPinned) {
  const auto made = Call<v1::Calendar>(
      "ContractService/ImportCalendar",
      R"({"name":"calendars/plant","format":"CALENDAR_FORMAT_CSV","firstDate":"2026-01-01",
          "lastDate":"2027-12-31","weekend":["SUNDAY"],
          "content":"date,kind\n2026-05-04,holiday\n2026-05-10,working\n"})");
  ASSERT_TRUE(made) << made.error().message;
  ASSERT_EQ(made->weekend_size(), 1);
  EXPECT_EQ(made->weekend(0), v1::SUNDAY);
  EXPECT_EQ(made->extra_working_days(0), "2026-05-10");
  const auto page = Call<v1::ListCalendarsResponse>("ContractService/ListCalendars", "{}");
  ASSERT_EQ(page->calendars_size(), 3);
  EXPECT_EQ(page->calendars(1).name(), "calendars/plant");
  const auto two =
      Call<v1::ListCalendarsResponse>("ContractService/ListCalendars", R"({"pageSize":2})");
  ASSERT_EQ(two->calendars_size(), 2);
  const auto rest = Call<v1::ListCalendarsResponse>(
      "ContractService/ListCalendars",
      R"({"pageSize":2,"pageToken":")" + two->next_page_token() + R"("})");
  ASSERT_EQ(rest->calendars_size(), 1);
  EXPECT_EQ(rest->calendars(0).name(), "calendars/target");
  Must("ContractService/CreateContract",
       R"({"contract":{"displayName":"ERP","customer":"customers/huzhou","currencyCode":"CNY",
           "timeZone":"Asia/Shanghai","calendar":{"id":"plant"}}})");
}

TEST_F(PapersServiceTest, AProfileIsSetAndClearedFieldByField) {
  Must("CustomerService/UpdateCustomer",
       R"({"customer":{"name":"customers/huzhou","approver":"customers/huzhou/contacts/li",
           "requiredPapers":["tax invoice"],"usualPaymentDay":25,"creditLimit":)" +
           Yuan(5000) + "}}");
  Must("CustomerService/UpdateCustomer",
       R"({"customer":{"name":"customers/huzhou"},"updateMask":"usualPaymentDay"})");
  const auto customer =
      Call<v1::Customer>("CustomerService/GetCustomer", R"({"name":"customers/huzhou"})");
  ASSERT_TRUE(customer);
  EXPECT_EQ(customer->approver(), "customers/huzhou/contacts/li");
  EXPECT_EQ(customer->required_papers(0), "tax invoice");
  EXPECT_EQ(customer->usual_payment_day(), 0);
  EXPECT_EQ(customer->credit_limit().minor_units(), 5000);
  RefusedField("customer.approver", "CustomerService/UpdateCustomer",
               R"({"customer":{"name":"customers/huzhou","approver":"customers/x/contacts/li"}})");
  RefusedField("customer.usual_payment_day", "CustomerService/UpdateCustomer",
               R"({"customer":{"name":"customers/huzhou","usualPaymentDay":32}})");
}

}  // namespace
}  // namespace countersign::rpc
