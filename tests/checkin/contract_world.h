// An installation with a contract that is not paid, as its use cases would have left it.
#ifndef COUNTERSIGN_TESTS_CHECKIN_CONTRACT_WORLD_H_
#define COUNTERSIGN_TESTS_CHECKIN_CONTRACT_WORLD_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "licensing/app/payments.h"
#include "licensing/app/reassess.h"
#include "tests/checkin/installation.h"
#include "tests/domain/standing_facts.h"

namespace countersign::checkin {

using domain::EffectKind;
using domain::FactsBuilder;
using domain::Stage;

// Half of the sub-contract "s1" is unpaid since 30 October, everything was sent and received, and
// "s1" was suspended on Tuesday, 12 January 2027. "s2" is in order.
inline FactsBuilder SuspendedContract() {
  FactsBuilder builder;
  builder.facts.contract.customer_id = "customer-1";
  builder.facts.contract.terms.calendar = {"target", 1};
  builder.AddSubContract("s2", 1'000'000);
  builder.facts.contract.sub_contracts[0].entitlements = {"orders"};
  builder.facts.contract.sub_contracts[1].entitlements = {"users"};
  builder.AddInvoice("i1", 500'000, "2026-10-30").invoice.customer_id = "customer-1";
  const std::string notice =
      builder.SendLadder({"i1"}, "2026-11-05", "2026-11-20", "2026-11-30").id;
  builder.Begin(EffectKind::kStopSupply, notice, {"i1"}, "2026-12-21");
  builder.Begin(EffectKind::kSuspend, notice, {"i1"}, "2027-01-12");
  return builder;
}

class ContractWorld : public ::testing::Test {
 protected:
  ContractWorld() {
    world_.Put(world_.NewPolicy(LicenseKind::kNodeLocked, 3));
    // 10:00 on Monday, 18 January 2027.
    world_.Advance(domain::TenOn("2027-01-18") - world_.now());
  }

  void Write(const std::function<Result<void>(app::Transaction&, const app::Act&)>& work) {
    const app::Act act{"users/anna", "", world_.now(), world_.entropy()};
    const auto written = world_.store().Write([&](app::Transaction& tx) -> Result<app::Finish> {
      RETURN_IF_ERROR(work(tx, act));
      RETURN_IF_ERROR(app::Record(tx, act, "test.set_up", "installation", {}));
      return app::Finish::kCommit;
    });
    ASSERT_TRUE(written) << written.error().message;
  }

  // Puts the contract on file as its use cases would have, before anything was stopped.
  void Keep(domain::ContractFacts facts = SuspendedContract().facts) {
    Write([&](app::Transaction& tx, const app::Act&) -> Result<void> {
      RETURN_IF_ERROR(tx.contracts().Insert(facts.contract));
      for (domain::SubContract& part : facts.contract.sub_contracts) {
        part.contract_id = facts.contract.id;
        RETURN_IF_ERROR(tx.sub_contracts().Insert(part));
        domain::StandingRecord standing;
        standing.id = part.id;
        standing.contract_id = facts.contract.id;
        standing.stage = part.id == "s1" ? Stage::kNoticed : Stage::kCurrent;
        RETURN_IF_ERROR(tx.enforcement().standings().Insert(standing));
      }
      for (domain::Disclosure& disclosure : facts.contract.disclosures) {
        disclosure.id = "disclosure";
        disclosure.contract_id = facts.contract.id;
        RETURN_IF_ERROR(tx.disclosures().Insert(disclosure));
      }
      for (domain::Assent& assent : facts.contract.assents) {
        assent.id = "assent";
        assent.contract_id = facts.contract.id;
        RETURN_IF_ERROR(tx.assents().Insert(assent));
      }
      for (const domain::StandingClaim& claim : facts.claims) {
        RETURN_IF_ERROR(tx.receivables().invoices().Insert(claim.invoice));
        for (const domain::ClaimRecord& record : claim.records)
          RETURN_IF_ERROR(tx.receivables().claims().Append(
              {record, claim.invoice.customer_id, claim.invoice.id, std::nullopt}));
      }
      for (domain::Notice& notice : facts.notices) {
        notice.customer_id = facts.contract.customer_id;
        notice.text_sha256 = std::string(64, 'a');
        for (domain::NoticedClaim& claim : notice.claims)
          claim.due_date = domain::Day("2026-10-30");
        RETURN_IF_ERROR(tx.enforcement().notices().Insert(notice));
      }
      return {};
    });
  }

  // Begins the effects of these kinds, a suspension on its day.
  void Begin(const std::vector<EffectKind>& kinds, Stage stage) {
    Write([&](app::Transaction& tx, const app::Act& act) -> Result<void> {
      for (domain::Effect effect : SuspendedContract().facts.effects) {
        if (stage == Stage::kSupplyStopped) effect.start_time = act.now;
        if (std::ranges::find(kinds, effect.kind) != kinds.end())
          RETURN_IF_ERROR(tx.enforcement().effects().Insert(effect));
      }
      ASSIGN_OR_RETURN(auto standing, tx.enforcement().standings().Find("s1"));
      standing->stage = stage;
      return tx.enforcement().standings().Update(*standing);
    });
  }
  void Suspend() { Begin({EffectKind::kStopSupply, EffectKind::kSuspend}, Stage::kSuspended); }

  std::string NewLicense(std::vector<domain::Entitlement> entitlements = {}) {
    domain::License license;
    license.contract_id = "c1";
    license.entitlements = std::move(entitlements);
    return world_.NewLicense(license);
  }

  void MakeCore() {
    Write([](app::Transaction& tx, const app::Act&) -> Result<void> {
      ASSIGN_OR_RETURN(auto part, tx.sub_contracts().Find("s1"));
      part->core = true;
      return tx.sub_contracts().Update(*part);
    });
  }

  void Pay() {
    Write([](app::Transaction& tx, const app::Act& act) -> Result<void> {
      app::NewPayment payment;
      payment.customer_id = "customer-1";
      payment.amount = {"CNY", 500'000};
      RETURN_IF_ERROR(app::RecordPayment(tx, act, payment));
      return app::Reassess(tx, act);
    });
  }

  Installation world_;
};

}  // namespace countersign::checkin

#endif  // COUNTERSIGN_TESTS_CHECKIN_CONTRACT_WORLD_H_
