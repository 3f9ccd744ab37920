// Use cases of receivables on a real store: customer "huzhou", amounts in CNY, and contracts whose
// terms say something about money.
#ifndef COUNTERSIGN_TESTS_APP_RECEIVABLES_FIXTURE_H_
#define COUNTERSIGN_TESTS_APP_RECEIVABLES_FIXTURE_H_

#include "licensing/app/blobs.h"
#include "licensing/app/contracts.h"
#include "licensing/app/milestones.h"
#include "licensing/app/payments.h"
#include "licensing/app/receivables.h"
#include "licensing/app/statements.h"
#include "licensing/base/encoding.h"
#include "tests/app/fixture.h"

namespace countersign::app {

inline CivilDate Day(const std::string& text) { return *ParseCivilDate(text); }
inline domain::Money Yuan(std::int64_t minor_units) { return {"CNY", minor_units}; }

class ReceivablesTest : public AppTest {
 protected:
  void SetUp() override { MakeCustomer(); }

  static NewInvoice Draft(std::int64_t minor_units, const std::string& date,
                          const std::string& due) {
    NewInvoice draft;
    draft.customer_id = "huzhou";
    draft.amount = Yuan(minor_units);
    draft.invoice_date = Day(date);
    draft.due_date = Day(due);
    return draft;
  }
  // The hash of an attachment of the customer's.
  std::string MakePaper() {
    const BlobUpload upload{.id = "01mcc5rm00m8zw2653y84ancja",
                            .sha256 = Sha256("paper"),
                            .resource = "customers/huzhou",
                            .size = 5,
                            .media_type = "text/plain",
                            .file_name = "p.txt"};
    EXPECT_TRUE(
        Do([&](auto& tx, auto& act) { return PutBlob(tx, act, upload, NewBlobKey(entropy_)); }));
    return HexEncode(Sha256("paper"));
  }
  Result<domain::Invoice> Enter(const NewInvoice& draft) {
    Wait();
    return Do([&](auto& tx, auto& act) { return CreateInvoice(tx, act, draft); });
  }
  domain::Invoice MakeInvoice(std::int64_t minor_units, const std::string& date = "2026-03-01",
                              const std::string& due = "2026-03-31") {
    return *Enter(Draft(minor_units, date, due));
  }
  static NewPayment PaymentDraft(std::int64_t minor_units, const std::string& date = "2026-03-31") {
    NewPayment draft;
    draft.customer_id = "huzhou";
    draft.amount = Yuan(minor_units);
    draft.date = Day(date);
    return draft;
  }
  Result<domain::Payment> Pay(const NewPayment& draft) {
    Wait();
    return Do([&](auto& tx, auto& act) { return RecordPayment(tx, act, draft); });
  }
  domain::Payment MakePayment(std::int64_t minor_units, const std::string& date = "2026-03-31") {
    return *Pay(PaymentDraft(minor_units, date));
  }
  Result<domain::Payment> Reverse(const std::string& id, const std::string& etag = "") {
    Wait();
    const PaymentReversal reversal{id, etag, {}, "bounced"};
    return Do([&](auto& tx, auto& act) { return ReversePayment(tx, act, reversal); });
  }

  std::int64_t OpenOf(const std::string& id) {
    return Look([&](View& view) -> Result<std::int64_t> {
             ASSIGN_OR_RETURN(const domain::Invoice invoice,
                              Load(view.receivables().invoices(), "invoices", id));
             ASSIGN_OR_RETURN(const domain::Money open, OpenAmount(view, invoice));
             EXPECT_EQ(invoice.state, open.minor_units > 0 ? domain::InvoiceState::kOpen
                                                           : domain::InvoiceState::kPaid);
             return open.minor_units;
           })
        .value();
  }
  std::int64_t CreditLeft(const std::string& id) {
    return Look([&](View& view) -> Result<std::int64_t> {
             ASSIGN_OR_RETURN(const domain::Payment payment,
                              Load(view.receivables().payments(), "payments", id));
             ASSIGN_OR_RETURN(const domain::Money credit, CreditOf(view, payment));
             return credit.minor_units;
           })
        .value();
  }
  // Terms that say nothing but what activation asks for.
  static domain::ContractTerms PlainTerms() {
    domain::ContractTerms terms;
    terms.currency_code = "CNY";
    terms.time_zone = "Asia/Shanghai";
    terms.calendar = {"china", 1};
    terms.due_rule = {domain::DueBase::kInvoiceDate, {30, domain::DayKind::kCalendar, false}};
    return terms;
  }
  // Interest at `rate` a year of 365 days, whichever the day.
  static domain::ContractTerms Bearing(const std::string& rate) {
    domain::ContractTerms terms = PlainTerms();
    terms.interest.emplace();
    terms.interest->rates = {{std::nullopt, *domain::Rate::Parse("rate", rate)}};
    return terms;
  }
  // An active contract of customer "huzhou" with these terms.
  void MakeContract(const std::string& id, const domain::ContractTerms& terms) {
    domain::Contract draft;
    draft.id = id;
    draft.customer_id = "huzhou";
    draft.title = id;
    draft.terms = terms;
    domain::SubContract part;
    part.id = id + "-s";
    part.contract_id = id;
    part.title = "All of it";
    part.price = {terms.currency_code, 1000};
    domain::Milestone stage;
    stage.id = id + "-m";
    stage.contract_id = id;
    stage.sub_contract_id = part.id;
    stage.title = "Delivery";
    stage.trigger = domain::Trigger::kDelivery;
    stage.amount = part.price;
    ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateContract(tx, act, draft); }));
    ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateSubContract(tx, act, part); }));
    ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateMilestone(tx, act, stage); }));
    ASSERT_TRUE(Do([&](auto& tx, auto& act) { return ActivateContract(tx, act, id, ""); }));
  }
  // An invoice under a contract, in the amount's currency.
  domain::Invoice MakeInvoiceOf(const std::string& contract, std::int64_t minor_units,
                                const std::string& date, const std::string& due,
                                const std::string& currency_code = "CNY") {
    NewInvoice draft = Draft(minor_units, date, due);
    draft.amount.currency_code = currency_code;
    draft.contract = "contracts/" + contract;
    return *Enter(draft);
  }
  // What of the statement as of the end of the day, UTC, is about the invoice; it must be there.
  StatementItem ItemOn(const std::string& date, const std::string& invoice_id) {
    for (const StatementItem& item : StatementOn(date).items)
      if (item.invoice.id == invoice_id) return item;
    ADD_FAILURE() << invoice_id << " is not in the statement of " << date;
    return {};
  }
  // As of the end of the day, UTC.
  Statement StatementOn(const std::string& date) {
    return Look([&](View& view) -> Result<Statement> {
             ASSIGN_OR_RETURN(const domain::AsOf as_of, EndOfDay(Day(date), "UTC"));
             return MakeStatement(view, "huzhou", as_of);
           })
        .value();
  }
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_TESTS_APP_RECEIVABLES_FIXTURE_H_
