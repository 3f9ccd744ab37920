// A contract of a customer in China with milestones, active, on a real store: what the tests of
// milestones' lives begin with.
#ifndef COUNTERSIGN_TESTS_APP_STAGE_FIXTURE_H_
#define COUNTERSIGN_TESTS_APP_STAGE_FIXTURE_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "licensing/app/blobs.h"
#include "licensing/app/contacts.h"
#include "licensing/app/contracts.h"
#include "licensing/app/deliveries.h"
#include "licensing/app/milestone_invoices.h"
#include "licensing/app/milestone_schedule.h"
#include "licensing/app/milestones.h"
#include "licensing/app/payments.h"
#include "licensing/app/verdicts.h"
#include "licensing/base/encoding.h"
#include "tests/app/fixture.h"

namespace countersign::app {

class StageTest : public AppTest {
 protected:
  using Milestone = domain::Milestone;
  using Outcome = Result<domain::MilestoneChange>;

  // wang and zhou sign, li pays.
  void SetUp() override {
    MakeCustomer();
    for (const auto& [id, role] : {std::pair{"wang", domain::ContactRole::kSignatory},
                                   {"zhou", domain::ContactRole::kSignatory},
                                   {"li", domain::ContactRole::kPayer}}) {
      domain::Contact contact;
      contact.customer_id = "huzhou";
      contact.id = id;
      contact.display_name = id;
      contact.roles = {role};
      ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateContact(tx, act, contact); }));
    }
    const BlobUpload upload{.id = "01mcc5rm00m8zw2653y84ancja",
                            .sha256 = Sha256("paper"),
                            .resource = "customers/huzhou",
                            .size = 5,
                            .media_type = "text/plain",
                            .file_name = "p.txt"};
    ASSERT_TRUE(
        Do([&](auto& tx, auto& act) { return PutBlob(tx, act, upload, NewBlobKey(entropy_)); }));
  }

  // Ten calendar days to review, silence accepts; 30 days of credit from acceptance.
  static domain::ContractTerms Terms() {
    domain::ContractTerms terms;
    terms.currency_code = "CNY";
    terms.time_zone = "Asia/Shanghai";
    terms.calendar = {"china", 1};
    terms.due_rule = {domain::DueBase::kAcceptanceDate, {30, domain::DayKind::kCalendar, false}};
    terms.acceptance.emplace();
    terms.acceptance->review_term = {10, domain::DayKind::kCalendar, false};
    terms.acceptance->deemed = true;
    terms.acceptance->blocking_severity = domain::Severity::kMajor;
    return terms;
  }
  static Milestone Stage(const std::string& id, std::int64_t amount,
                         domain::Trigger trigger = domain::Trigger::kFinalAcceptance) {
    Milestone draft;
    draft.id = id;
    draft.contract_id = "ht";
    draft.sub_contract_id = "erp";
    draft.title = "验收";
    draft.trigger = trigger;
    draft.amount = {"CNY", amount};
    draft.criteria = {{"c1", "reports open"}, {"c2", "fast"}};
    return draft;
  }
  // Contract "ht" with the sub-contract "erp", whose price is what the milestones add up to.
  void Activate(const domain::ContractTerms& terms, const std::vector<Milestone>& milestones) {
    domain::Contract contract;
    contract.id = "ht";
    contract.customer_id = "huzhou";
    contract.title = "ERP 二期";
    contract.terms = terms;
    ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateContract(tx, act, contract); }));
    domain::SubContract sub;
    sub.id = "erp";
    sub.contract_id = "ht";
    sub.title = "财务模块";
    sub.price = {terms.currency_code, 0};
    sub.entitlements = {"reports"};
    for (const Milestone& milestone : milestones)
      sub.price.minor_units += milestone.amount.minor_units;
    ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateSubContract(tx, act, sub); }));
    for (const Milestone& milestone : milestones) {
      const auto made =
          Do([&](auto& tx, auto& act) { return CreateMilestone(tx, act, milestone); });
      ASSERT_TRUE(made) << made.error().message;
    }
    const auto active =
        Do([&](auto& tx, auto& act) { return ActivateContract(tx, act, "ht", ""); });
    ASSERT_TRUE(active) << active.error().message;
  }

  // It is the beginning of this day in Shanghai, or this instant.
  void Now(const std::string& text) {
    const auto day = ParseCivilDate(text);
    now_ = day ? TimeZone::Find("Asia/Shanghai")->StartOf(*day) + std::chrono::hours(9)
               : *ParseInstant(text);
  }

  static MilestoneRef Ref(const std::string& id = "m1", const std::string& etag = "") {
    return {"ht", id, etag};
  }
  static std::string Paper() { return HexEncode(Sha256("paper")); }

  // Use cases by default values, as of now.
  auto Delivering(const std::string& id = "m1") {
    NewDelivery delivery;
    delivery.milestone = Ref(id);
    delivery.files = {Paper()};
    delivery.release = "4.2";
    delivery.recipients = {"customers/huzhou/contacts/li"};
    return delivery;
  }
  Outcome Deliver(const NewDelivery& delivery) {
    return Do([&](auto& tx, auto& act) { return DeliverMilestone(tx, act, delivery); });
  }
  Outcome Receive(const std::string& id = "m1") {
    return Do([&](auto& tx, auto& act) { return RecordReceipt(tx, act, Proof(id)); });
  }
  Outcome Remind(const std::string& id = "m1") {
    return Do([&](auto& tx, auto& act) { return RecordReminder(tx, act, Proof(id)); });
  }
  static ReceiptProof Proof(const std::string& id = "m1") {
    ReceiptProof proof;
    proof.milestone = Ref(id);
    proof.proof_sha256 = Paper();
    return proof;
  }
  static SignOff SigningBy(const std::string& contact, const std::string& id = "m1") {
    SignOff sign_off;
    sign_off.milestone = Ref(id);
    sign_off.customer_id = "huzhou";
    sign_off.contact_id = contact;
    sign_off.paper_sha256 = Paper();
    return sign_off;
  }
  Outcome Accept(const SignOff& sign_off) {
    return Do([&](auto& tx, auto& act) { return AcceptMilestone(tx, act, sign_off); });
  }
  static Refusal Rejecting(const std::vector<domain::Defect>& defects,
                           const std::string& id = "m1") {
    Refusal refusal;
    refusal.milestone = Ref(id);
    refusal.defects = defects;
    return refusal;
  }
  Outcome Reject(const Refusal& refusal) {
    return Do([&](auto& tx, auto& act) { return RejectMilestone(tx, act, refusal); });
  }
  // What a scheduler does until nothing is due; the number of steps.
  int RunSchedule() {
    MilestoneSteps source;
    for (int steps = 0;; ++steps) {
      const auto due = Look([&](View& view) { return source.Due(view, now_, 1); });
      if (due->empty()) return steps;
      const auto take = [&](auto& tx, auto& act) { return source.Take(tx, act, due->front()); };
      const auto taken = Do(take);
      EXPECT_TRUE(taken && *taken) << due->front().resource;
      if (!taken) return steps;
      EXPECT_FALSE(*Do(take)) << "taken twice is taken once";
    }
  }
  domain::Payment Pay(std::int64_t amount) {
    NewPayment draft;
    draft.customer_id = "huzhou";
    draft.amount = {"CNY", amount};
    const auto made = Do([&](auto& tx, auto& act) { return RecordPayment(tx, act, draft); });
    EXPECT_TRUE(made) << made.error().message;
    return *made;
  }

  Milestone Stored(const std::string& id = "m1") {
    return *Look([&](View& view) { return GetMilestone(view, "ht", id); });
  }
  std::string State(const std::string& id = "m1") {
    return std::string(domain::StateName(Stored(id).state));
  }
  domain::Invoice InvoiceOf(const std::string& invoice_id) {
    return *Look(
        [&](View& view) { return Load(view.receivables().invoices(), "invoices", invoice_id); });
  }
  static std::vector<std::string> Told(const domain::MilestoneChange& change) {
    std::vector<std::string> told;
    for (const domain::MilestoneEvent& event : change.events)
      told.push_back(std::string(domain::EventName(event.kind)) +
                     (event.detail.empty() ? "" : " " + event.detail));
    return told;
  }
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_TESTS_APP_STAGE_FIXTURE_H_
