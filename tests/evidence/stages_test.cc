// Milestones under random hands: whatever is done to them in any order, no money is lost between
// price, invoices and what is retained, every state fits its facts, and the ledger vouches for all
// of it. And of two who act at once on one milestone, one wins and the other learns the state.
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <random>
#include <thread>

#include "licensing/app/blobs.h"
#include "licensing/app/contacts.h"
#include "licensing/app/contracts.h"
#include "licensing/app/customers.h"
#include "licensing/app/deliveries.h"
#include "licensing/app/milestone_invoices.h"
#include "licensing/app/milestone_schedule.h"
#include "licensing/app/milestones.h"
#include "licensing/app/payments.h"
#include "licensing/app/verdicts.h"
#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"
#include "tests/evidence/vault.h"
#include "tests/support/long_run.h"

namespace countersign::testing {
namespace {

using domain::Milestone;
using domain::MilestoneState;

constexpr int kStages = 6;
constexpr std::int64_t kAmount = 1001;

class StagesTest : public ::testing::Test {
 protected:
  template <class UseCase>
  auto Do(UseCase use_case, const std::string& actor = "users/anna") {
    SystemEntropy entropy;
    const app::Act act{actor, "", vault_.clock().Now(), entropy};
    decltype(use_case(std::declval<app::Transaction&>(), act)) answer =
        tl::unexpected<Error>(Error{});
    const auto written = vault_.store().Write([&](app::Transaction& tx) -> Result<app::Finish> {
      answer = use_case(tx, act);
      if (!answer) return tl::unexpected<Error>(answer.error());
      return app::Finish::kCommit;
    });
    if (!written) answer = tl::unexpected<Error>(written.error());
    return answer;
  }

  StagesTest() {
    vault_.Open();
    const auto set_up = Do([&](app::Transaction& tx, const app::Act& act) -> Result<void> {
      domain::Customer customer;
      customer.id = "acme";
      customer.display_name = "ACME";
      RETURN_IF_ERROR(app::CreateCustomer(tx, act, customer));
      domain::Contact contact;
      contact.customer_id = "acme";
      contact.id = "wang";
      contact.display_name = "Wang";
      contact.roles = {domain::ContactRole::kSignatory};
      RETURN_IF_ERROR(app::CreateContact(tx, act, contact));
      const app::BlobUpload upload{
          NewId(act.now, act.entropy), Sha256("paper"), "", 5, "text/plain", "p.txt"};
      RETURN_IF_ERROR(app::PutBlob(tx, act, upload, app::NewBlobKey(act.entropy)));
      return {};
    });
    EXPECT_TRUE(set_up) << set_up.error().message;
  }

  // A contract whose milestones retain a tenth and have three items each; those with an even number
  // are of preliminary acceptance.
  void Activate(const std::string& contract_id, int stages) {
    domain::Contract contract;
    contract.id = contract_id;
    contract.customer_id = "acme";
    contract.title = "T";
    contract.terms.currency_code = "EUR";
    contract.terms.time_zone = "Asia/Shanghai";
    contract.terms.calendar = {"target", 1};
    contract.terms.due_rule = {domain::DueBase::kAcceptanceDate,
                               {30, domain::DayKind::kCalendar, false}};
    contract.terms.acceptance.emplace();
    contract.terms.acceptance->review_term.days = 5;
    contract.terms.acceptance->deemed = true;
    contract.terms.acceptance->blocking_severity = domain::Severity::kMajor;
    domain::SubContract sub;
    sub.id = contract_id;
    sub.contract_id = contract_id;
    sub.title = "S";
    sub.price = {"EUR", kAmount * stages};
    const auto made = Do([&](app::Transaction& tx, const app::Act& act) -> Result<void> {
      RETURN_IF_ERROR(app::CreateContract(tx, act, contract));
      RETURN_IF_ERROR(app::CreateSubContract(tx, act, sub));
      for (int i = 0; i < stages; ++i) {
        Milestone stage;
        stage.id = contract_id + "-" + std::to_string(i);
        stage.contract_id = stage.sub_contract_id = contract_id;
        stage.title = "M";
        stage.trigger = i % 2 == 0 ? domain::Trigger::kPreliminaryAcceptance
                                   : domain::Trigger::kFinalAcceptance;
        stage.amount = {"EUR", kAmount};
        stage.criteria = {{"c1", "one"}, {"c2", "two"}};
        const auto part = [](std::int64_t tenths) {
          return domain::WorkItem{domain::Rate::OfUnits(domain::Rate::kOne / 10 * tenths), {}};
        };
        stage.items = {{"i1", "1", part(5)}, {"i2", "2", part(3)}, {"i3", "3", part(2)}};
        stage.retention_rate = domain::Rate::OfUnits(domain::Rate::kOne / 10);
        RETURN_IF_ERROR(app::CreateMilestone(tx, act, stage));
      }
      RETURN_IF_ERROR(app::ActivateContract(tx, act, contract_id, ""));
      return {};
    });
    ASSERT_TRUE(made) << made.error().message;
  }

  static std::string Paper() { return HexEncode(Sha256("paper")); }
  std::int64_t Any(std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution(least, most)(random_);
  }

  std::vector<Milestone> All() {
    std::vector<Milestone> all;
    EXPECT_TRUE(vault_.store().Read([&](app::View& view) -> Result<void> {
      ASSIGN_OR_RETURN(all, app::MilestonesOf(view, "ht"));
      return {};
    }));
    return all;
  }

  // Does anything to any milestone; false if it was refused, as many are.
  bool DoAnything() {
    const auto all = All();
    const Milestone& any = all[static_cast<std::size_t>(Any(0, std::ssize(all) - 1))];
    const app::MilestoneRef ref{"ht", any.id, ""};
    switch (Any(0, 11)) {
      case 0:
      case 1:
        return Did([&](auto& tx, auto& act) {
          return app::DeliverMilestone(
              tx, act, {ref, {}, {}, "4.2", {"customers/acme/contacts/wang"}, false});
        });
      case 2:
      case 3:
        return Did([&](auto& tx, auto& act) { return app::RecordReceipt(tx, act, ProofFor(ref)); });
      case 4:
        return Did(
            [&](auto& tx, auto& act) { return app::RecordReminder(tx, act, ProofFor(ref)); });
      case 5:
        return Did([&](auto& tx, auto& act) { return app::WithdrawReceipt(tx, act, ref); });
      case 6:
        return Did(
            [&](auto& tx, auto& act) { return app::AcceptMilestone(tx, act, Signing(any)); });
      case 7:
        return Did([&](auto& tx, auto& act) {
          return app::RejectMilestone(tx, act, {ref, {}, {ADefect(), ADefect()}, ""});
        });
      case 8:
        return Did([&](auto& tx, auto& act) { return app::ReleaseRetention(tx, act, ref); });
      case 9:
        return Did([&](auto& tx, auto& act) {
          app::NewPayment payment;
          payment.customer_id = "acme";
          payment.amount = {"EUR", Any(1, 900)};
          return app::RecordPayment(tx, act, payment).map([&](const domain::Payment& made) {
            payments_.push_back(made.id);
          });
        });
      case 10:
        if (payments_.empty()) return false;
        return Did([&](auto& tx, auto& act) {
          const auto& id = payments_[static_cast<std::size_t>(Any(0, std::ssize(payments_) - 1))];
          return app::ReversePayment(tx, act, {id, "", std::nullopt, "bounced"});
        });
      default:
        return RunSchedule();
    }
  }
  template <class UseCase>
  bool Did(UseCase use_case) {
    return Do(use_case).has_value();
  }
  static app::ReceiptProof ProofFor(const app::MilestoneRef& ref) {
    return {ref, domain::ReceiptClass::kAcknowledged, {}, {}, Paper()};
  }
  app::SignOff Signing(const Milestone& milestone) {
    app::SignOff sign_off;
    sign_off.milestone = {"ht", milestone.id, ""};
    sign_off.customer_id = "acme";
    sign_off.contact_id = "wang";
    sign_off.paper_sha256 = Paper();
    if (Any(0, 1) == 0)
      for (const auto& item : milestone.items)
        if (Any(0, 1) == 0) sign_off.items.push_back(item.id);
    return sign_off;
  }
  domain::Defect ADefect() {
    domain::Defect defect;
    defect.criterion_id = "c" + std::to_string(Any(1, 3));
    defect.description = "no";
    defect.severity = static_cast<domain::Severity>(Any(1, 3));
    defect.caused_by_mending = Any(0, 3) == 0;
    return defect;
  }
  bool RunSchedule() {
    app::MilestoneSteps source;
    bool any = false;
    while (true) {
      std::vector<app::DueStep> due;
      EXPECT_TRUE(vault_.store().Read([&](app::View& view) -> Result<void> {
        ASSIGN_OR_RETURN(due, source.Due(view, vault_.clock().Now(), 1));
        return {};
      }));
      if (due.empty()) return any;
      const auto taken = Do([&](auto& tx, auto& act) { return source.Take(tx, act, due[0]); });
      EXPECT_TRUE(taken && *taken) << due[0].resource << " " << due[0].step;
      if (!taken || !*taken) return any;
      any = true;
    }
  }

  domain::Invoice InvoiceOf(app::View& view, const std::string& id) {
    return **view.receivables().invoices().Find(id);
  }
  // What holds after every act.
  void Check() {
    ASSERT_TRUE(vault_.store().Read([&](app::View& view) -> Result<void> {
      ASSIGN_OR_RETURN(const auto all, app::MilestonesOf(view, "ht"));
      std::int64_t amounts = 0;
      for (const Milestone& milestone : all) {
        SCOPED_TRACE(milestone.id);
        amounts += milestone.amount.minor_units;
        CheckOne(view, milestone);
      }
      EXPECT_EQ(amounts, kAmount * kStages) << "a minor unit was lost by a split";
      return {};
    }));
  }
  void CheckOne(app::View& view, const Milestone& milestone) {
    EXPECT_EQ(milestone.acceptance.has_value(), milestone.state >= MilestoneState::kAccepted);
    EXPECT_EQ(milestone.next_action.has_value(), milestone.next_action_time.has_value());
    if (!milestone.acceptance) {
      EXPECT_EQ(milestone.invoice_id, "");
      return;
    }
    std::int64_t claimed = 0;
    if (!milestone.invoice_id.empty()) {
      const domain::Invoice invoice = InvoiceOf(view, milestone.invoice_id);
      claimed += invoice.amount.minor_units;
      EXPECT_EQ(milestone.state == MilestoneState::kPaid,
                invoice.state == domain::InvoiceState::kPaid);
      EXPECT_GE(invoice.due_date, invoice.invoice_date);
    }
    if (!milestone.retention_invoice_id.empty())
      claimed += InvoiceOf(view, milestone.retention_invoice_id).amount.minor_units;
    EXPECT_EQ(claimed + domain::RetainedOf(milestone)->minor_units, milestone.amount.minor_units);
  }

  Vault vault_;
  std::mt19937_64 random_{20260410};
  std::vector<std::string> payments_;
};

TEST_F(StagesTest, NoMoneyIsLostAndTheLedgerVouchesForIt) {
  ASSERT_NO_FATAL_FAILURE(Activate("ht", kStages));
  const int operations = IsLongRun() ? 10'000 : 700;  // in half a year, for which the keys last
  std::map<MilestoneState, int> seen;
  for (int i = 0; i < operations; ++i) {
    vault_.clock().Advance(std::chrono::minutes(Any(0, 500'000 / operations)));
    if (!DoAnything()) continue;
    ASSERT_NO_FATAL_FAILURE(Check());
    if (HasFailure()) FAIL() << "after operation " << i << " of the seed";
    for (const Milestone& milestone : All()) ++seen[milestone.state];
  }
  for (const auto state : {MilestoneState::kDelivered, MilestoneState::kRejected,
                           MilestoneState::kInvoiced, MilestoneState::kPaid})
    EXPECT_GT(seen[state], 0) << domain::StateName(state);
  vault_.Sequence();
  EXPECT_TRUE(vault_.Check().faults.empty());
}

// What Anna and Bert do at once: she accepts, he rejects what both have seen delivered.
TEST_F(StagesTest, OfTwoAtOnceOneWinsAndTheOtherIsToldTheState) {
  constexpr int kRaces = Repeated(1'000);
  constexpr int kOfAContract = 50;
  for (int i = 0; i < kRaces; ++i) {
    const std::string contract = "c" + std::to_string(i / kOfAContract);
    if (i % kOfAContract == 0) {
      ASSERT_NO_FATAL_FAILURE(Activate(contract, kOfAContract));
    }
    const std::string id = contract + "-" + std::to_string(i % kOfAContract);
    const auto delivered = Do([&](auto& tx, auto& act) {
      return app::DeliverMilestone(
          tx, act, {{contract, id, ""}, {}, {}, "4.2", {"customers/acme/contacts/wang"}, false});
    });
    ASSERT_TRUE(delivered) << delivered.error().message;
    const app::MilestoneRef ref{contract, id, app::EtagOf(delivered->milestone.meta)};
    std::atomic<int> ready{0};
    const auto at_once = [&](auto use_case, const char* actor, std::optional<Error>& refused) {
      ++ready;
      while (ready < 2) std::this_thread::yield();
      const auto answer = Do(use_case, actor);
      if (!answer) refused = answer.error();
    };
    std::optional<Error> anna;
    std::optional<Error> bert;
    {
      const std::jthread one([&] {
        at_once(
            [&](auto& tx, auto& act) {
              app::SignOff sign_off;
              sign_off.milestone = ref;
              sign_off.customer_id = "acme";
              sign_off.contact_id = "wang";
              sign_off.paper_sha256 = Paper();
              return app::AcceptMilestone(tx, act, sign_off);
            },
            "users/anna", anna);
      });
      const std::jthread other([&] {
        at_once(
            [&](auto& tx, auto& act) {
              domain::Defect defect;
              defect.criterion_id = "c1";
              defect.description = "no";
              return app::RejectMilestone(tx, act, {ref, {}, {defect}, ""});
            },
            "users/bert", bert);
      });
    }
    ASSERT_NE(anna.has_value(), bert.has_value()) << "exactly one wins race " << i;
    const Error& loser = anna ? *anna : *bert;
    ASSERT_EQ(loser.code, Code::kAborted);
    ASSERT_EQ(loser.reason, Reason::kEtagMismatch);
    ASSERT_EQ(loser.metadata.at("state"), anna ? "REJECTED" : "INVOICED");
  }
  vault_.Sequence();
  EXPECT_TRUE(vault_.Check().faults.empty());
}

}  // namespace
}  // namespace countersign::testing
