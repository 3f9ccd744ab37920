// A contract with a claim on its way down the ladder, on a real store: the clock goes from step to
// step as the scheduler's does, mail goes out as the worker sends it.
#ifndef COUNTERSIGN_TESTS_APP_STANDING_FIXTURE_H_
#define COUNTERSIGN_TESTS_APP_STANDING_FIXTURE_H_

#include <string>
#include <vector>

#include "licensing/app/account_statements.h"
#include "licensing/app/notice_receipts.h"
#include "licensing/app/receivables.h"
#include "licensing/app/standing_facts.h"
#include "licensing/app/standing_steps.h"
#include "tests/app/stage_fixture.h"

namespace countersign::app {

// Contract "ht" with sub-contract "erp" of 1,000.00, entitlement "reports"; the right to suspend
// was disclosed and assented to. Invoice "inv" of 500.00, due on 31 March 2026, credit term 30
// days.
class StandingTest : public StageTest {
 protected:
  explicit StandingTest(const NoticeSettings& settings = Settings())
      : desk_(settings), follower_(settings) {}
  void SetUp() override {
    StageTest::SetUp();
    Now("2026-02-02");
    GiveAddress("li");
    GiveAddress("wang");
    ActivateEnforced();
    Now("2026-03-01");
    EnterInvoice("inv", 50'000, "2026-03-31");
  }

  void GiveAddress(const std::string& contact) {
    const auto stored = Look([&](View& view) { return GetContact(view, "huzhou", contact); });
    domain::Contact values = *stored;
    values.email = contact + "@customer.example";
    values.time_zone = "Asia/Shanghai";
    ASSERT_TRUE(Do([&](auto& tx, auto& act) {
      return UpdateContact(tx, act, ChangeOf(*stored, {"email", "time_zone"}, values));
    }));
  }

  // To whom urgent notices go beside the payer.
  void AddApprover(const std::string& id) {
    domain::Contact approver;
    approver.customer_id = "huzhou";
    approver.id = id;
    approver.display_name = id;
    approver.roles = {domain::ContactRole::kApprover};
    ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateContact(tx, act, approver); }));
    GiveAddress(id);
  }

  virtual domain::ContractTerms EnforcedTerms() {
    domain::ContractTerms terms = Terms();
    terms.enforcement = domain::Enforcement::kFull;
    terms.enforcement_clause = "The vendor may suspend what is not paid for.";
    terms.jurisdiction = domain::Jurisdiction::kChina;
    terms.ladder = domain::PresetLadder(domain::Jurisdiction::kChina);
    return terms;
  }

  void ActivateEnforced(const std::string& id = "ht", const std::string& sub_contract = "erp",
                        const std::string& milestone = "m1") {
    domain::Contract contract;
    contract.id = id;
    contract.customer_id = "huzhou";
    contract.title = "ERP 二期";
    contract.terms = EnforcedTerms();
    ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateContract(tx, act, contract); }));
    domain::SubContract sub;
    sub.id = sub_contract;
    sub.contract_id = id;
    sub.title = "财务模块";
    sub.price = {"CNY", 100'000};
    sub.entitlements = {"reports"};
    ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateSubContract(tx, act, sub); }));
    domain::Milestone stage = Stage(milestone, 100'000);
    stage.contract_id = id;
    stage.sub_contract_id = sub_contract;
    ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateMilestone(tx, act, stage); }));
    ClauseAct clause;
    clause.contract_id = id;
    clause.customer_id = "huzhou";
    clause.contact_id = "wang";
    clause.how = "handed over";
    ASSERT_TRUE(Do([&](auto& tx, auto& act) { return RecordDisclosure(tx, act, clause); }));
    clause.how.clear();
    clause.paper_sha256 = Paper();
    ASSERT_TRUE(Do([&](auto& tx, auto& act) { return RecordAssent(tx, act, clause); }));
    const auto active = Do([&](auto& tx, auto& act) { return ActivateContract(tx, act, id, ""); });
    ASSERT_TRUE(active) << active.error().message;
  }

  void EnterInvoice(const std::string& id, std::int64_t minor_units, const std::string& due,
                    const std::string& contract = "ht", const std::string& sub = "erp") {
    NewInvoice draft;
    draft.id = id;
    draft.customer_id = "huzhou";
    draft.amount = {"CNY", minor_units};
    draft.due_date = *ParseCivilDate(due);
    draft.credit_term_days = 30;
    draft.contract = "contracts/" + contract;
    draft.sub_contract = SubContractName(contract, sub);
    const auto entered = Do([&](auto& tx, auto& act) { return CreateInvoice(tx, act, draft); });
    ASSERT_TRUE(entered) << entered.error().message;
  }

  // Through the morning of each day up to `text` in Shanghai: attests yesterday's payments where
  // `attest`, takes what is due, sends what may go out.
  void RunTo(const std::string& text, bool attest = true) {
    const TimeZone zone = *TimeZone::Find("Asia/Shanghai");
    const CivilDate last = *ParseCivilDate(text);
    for (CivilDate day = zone.DateAt(now_); day <= last; day = *PlusDays(day, 1)) {
      now_ = std::max(now_, zone.StartOf(day) + std::chrono::hours(9));
      if (attest) Attest();
      TakeDue();
      SendMail();
      TakeDue();
    }
  }
  void Attest() {
    NewAttestation attestation;
    attestation.time_zone = "Asia/Shanghai";
    ASSERT_TRUE(Do([&](auto& tx, auto& act) { return AttestPayments(tx, act, attestation); }));
  }
  // What is due now, until nothing is. A step that is due again at once would never end.
  void TakeDue() {
    for (int i = 0; i < 100; ++i) {
      const auto due = Look([&](View& view) { return steps_.Due(view, now_, 10); });
      ASSERT_TRUE(due) << due.error().message;
      if (due->empty()) return;
      for (const DueStep& step : *due) {
        const auto taken = Do([&](auto& tx, auto& act) { return steps_.Take(tx, act, step); });
        ASSERT_TRUE(taken) << taken.error().message;
      }
    }
    FAIL() << "steps are due without end";
  }
  // As the worker does: the relay takes everything.
  void SendMail() {
    const auto due = Look([&](View& view) {
      return view.messages().FindDue(domain::MessageChannel::kMail, now_, 100);
    });
    for (const domain::Message& message : *due) {
      ASSERT_TRUE(Do([&](auto& tx, auto& act) -> Result<bool> {
        ASSIGN_OR_RETURN(const auto begun,
                         BeginAttempt(tx, act, follower_, message.id, "vendor.example"));
        if (!begun) return true;
        sent_.push_back(*begun);
        RETURN_IF_ERROR(EndAttempt(tx, act, follower_, begun->id, {}));
        return true;
      }));
    }
  }

  std::vector<domain::Notice> Notices(domain::NoticeKind kind, const std::string& contract = "ht") {
    auto notices =
        *Look([&](View& view) { return view.enforcement().notices().OfContract(contract); });
    std::erase_if(notices, [&](const domain::Notice& notice) { return notice.kind != kind; });
    return notices;
  }
  std::vector<domain::Effect> Effects() {
    return *Look([](View& view) { return view.enforcement().effects().OfContract("ht"); });
  }
  domain::Stage CommittedStage() {
    return (*Look([](View& view) { return view.enforcement().standings().Find("erp"); }))->stage;
  }
  domain::SubContractStanding Standing() {
    return Look([&](View& view) -> Result<domain::SubContractStanding> {
             ASSIGN_OR_RETURN(const auto facts, LoadContractFacts(view, "ht", now_));
             ASSIGN_OR_RETURN(const auto standing, domain::Assess(facts, now_));
             return standing.sub_contracts.at(0);
           })
        .value();
  }
  // The formal notice was acknowledged in writing, today.
  void Acknowledge() {
    NewNoticeReceipt receipt;
    receipt.notice_id = Notices(domain::NoticeKind::kFormalNotice).back().id;
    receipt.contact_id = "wang";
    receipt.proof_sha256 = Paper();
    const auto done =
        Do([&](auto& tx, auto& act) { return RecordNoticeReceipt(tx, act, receipt); });
    ASSERT_TRUE(done) << done.error().message;
  }
  Result<domain::Payment> Pay(std::int64_t minor_units) {
    NewPayment draft;
    draft.customer_id = "huzhou";
    draft.amount = {"CNY", minor_units};
    return Do([&](auto& tx, auto& act) { return RecordPayment(tx, act, draft); });
  }
  // To the formal notice of 500.00, acknowledged, and on to a day.
  void RunToNoticed() {
    RunTo("2026-04-20");
    ASSERT_EQ(Notices(domain::NoticeKind::kFormalNotice).size(), 1u);
    Acknowledge();
  }

  static NoticeSettings Settings() {
    NoticeSettings settings;
    settings.sender = {"Vendor Ltd",   "Anna Example",     "Head of Receivables",
                       "1 Road\nTown", "+44 20 0000 0000", "anna@vendor.example"};
    settings.pay_to = "Bank, account 1";
    settings.disputes_to = "disputes@vendor.example";
    settings.instalments_to = "anna@vendor.example";
    settings.export_from = "the program's export menu";
    settings.portal_address = "https://portal.vendor.example";
    settings.gateway = true;
    return settings;
  }

  Result<std::string> doubt_ = "";
  std::vector<domain::Message> sent_;
  NoticeDesk desk_;
  StandingSteps steps_{desk_, [this](Instant) { return doubt_; }};
  NoticeFollower follower_;
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_TESTS_APP_STANDING_FIXTURE_H_
