#include "licensing/app/reassess.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "licensing/app/cases.h"
#include "licensing/app/contracts.h"
#include "licensing/app/effects.h"
#include "licensing/app/license_effects.h"
#include "licensing/app/papers.h"
#include "licensing/app/resource.h"
#include "licensing/app/standing_facts.h"

namespace countersign::app {
namespace {

using domain::ContractFacts;
using domain::ContractStanding;
using domain::SubContractStanding;

bool HasActions(const SubContractStanding& sub) {
  return !sub.actions.notices.empty() || sub.actions.effect;
}

// When the scheduler has to look: at once, where there is something to send or to begin.
std::optional<Instant> NextLook(const ContractStanding& standing, Instant now) {
  if (std::ranges::any_of(standing.sub_contracts, HasActions)) return now;
  return standing.next_action_time;
}

boost::json::array ReasonsOf(const SubContractStanding& sub) {
  boost::json::array reasons;
  for (const domain::StandingReason& reason : sub.reasons)
    reasons.push_back({{"record", reason.record}, {"id", reason.id}});
  return reasons;
}

Result<void> RecordStage(Transaction& tx, const Act& act, std::string_view contract_id,
                         domain::Stage before, const SubContractStanding& sub) {
  return Record(tx, act, "standing.change", SubContractName(contract_id, sub.sub_contract_id),
                {{"from", domain::StageName(before)},
                 {"to", domain::StageName(sub.stage)},
                 {"overdue_principal", sub.overdue.principal.minor_units},
                 {"undisputed_principal", sub.overdue.undisputed.minor_units},
                 {"currency", sub.overdue.principal.currency_code},
                 {"reasons", ReasonsOf(sub)}});
}

Result<void> KeepStage(Transaction& tx, const Act& act, std::string_view contract_id,
                       const SubContractStanding& sub, std::optional<Instant> next_look) {
  StandingRepository& standings = tx.enforcement().standings();
  ASSIGN_OR_RETURN(auto kept, standings.Find(sub.sub_contract_id));
  const bool is_new = !kept;
  if (is_new) {
    kept.emplace();
    kept->id = sub.sub_contract_id;
    kept->contract_id = contract_id;
    kept->since = act.now;
    kept->meta = NewMeta(act);
  }
  const domain::Stage before = kept->stage;
  const bool same_to_keys = before == sub.stage && kept->paid_up == sub.paid_up;
  if (!is_new && same_to_keys && kept->next_action_time == next_look) return {};
  if (before != sub.stage) kept->since = act.now;
  kept->stage = sub.stage;
  kept->paid_up = sub.paid_up;
  kept->next_action_time = next_look;
  RETURN_IF_ERROR(is_new ? standings.Insert(*kept) : Save(standings, *kept, act));
  if (!same_to_keys) RETURN_IF_ERROR(TouchLicenses(tx, act, contract_id));
  if (before == sub.stage) return {};
  return RecordStage(tx, act, contract_id, before, sub);
}

// Why an effect is over, by the record that ended it; without one, the claims were paid, credited
// or given up.
std::string CauseOfEnd(const SubContractStanding& sub) {
  constexpr std::string_view kCauses[] = {"PLANNED", "DISPUTED", "PROMISED", "HELD"};
  for (const std::string_view cause : kCauses)
    if (std::ranges::find(sub.reasons, cause, &domain::StandingReason::id) != sub.reasons.end())
      return std::string(cause);
  return sub.stage == domain::Stage::kTerminated ? "TERMINATED" : "PAID";
}

Result<void> Consume(Transaction& tx, const Act& act, std::string_view id) {
  auto& notices = tx.enforcement().notices();
  ASSIGN_OR_RETURN(domain::Notice notice, Load(notices, "notices", id));
  notice.consume_time = act.now;
  RETURN_IF_ERROR(Save(notices, notice, act));
  return Record(tx, act, "notice.consume", Name("notices", notice.id), {});
}

// Nobody is asked for what was paid before the message went out.
Result<void> CancelSettled(Transaction& tx, const Act& act, const ContractFacts& facts) {
  const auto is_paid = [&](const domain::NoticedClaim& claim) {
    return std::ranges::any_of(facts.claims, [&](const domain::StandingClaim& known) {
      return known.invoice.id == claim.invoice_id &&
             known.invoice.state == domain::InvoiceState::kPaid;
    });
  };
  for (domain::Notice notice : facts.notices) {
    if (notice.state != domain::NoticeState::kWaiting || notice.claims.empty() ||
        !std::ranges::all_of(notice.claims, is_paid))
      continue;
    notice.state = domain::NoticeState::kCancelled;
    RETURN_IF_ERROR(Save(tx.enforcement().notices(), notice, act));
    RETURN_IF_ERROR(Record(tx, act, "notice.cancel", Name("notices", notice.id), {}));
  }
  return {};
}

}  // namespace

Result<void> KeepStanding(Transaction& tx, const Act& act, const ContractFacts& facts,
                          const ContractStanding& standing, std::optional<Instant> next_look) {
  for (const SubContractStanding& sub : standing.sub_contracts) {
    for (const std::string& id : sub.actions.end_effects)
      RETURN_IF_ERROR(EndEffect(tx, act, id, CauseOfEnd(sub)));
    for (const std::string& id : sub.actions.consume) RETURN_IF_ERROR(Consume(tx, act, id));
    RETURN_IF_ERROR(KeepStage(tx, act, facts.contract.id, sub, next_look));
    RETURN_IF_ERROR(KeepCase(tx, act, facts.contract, sub));
  }
  return CancelSettled(tx, act, facts);
}

Result<void> Reassess(Transaction& tx, const Act& act) {
  ASSIGN_OR_RETURN(const auto touched, tx.ContractsTouched());
  for (const std::string& id : touched) {
    ASSIGN_OR_RETURN(const domain::Contract contract, Load(tx.contracts(), "contracts", id));
    if (contract.state == domain::ContractState::kDraft) continue;
    ASSIGN_OR_RETURN(const ContractFacts facts, LoadContractFacts(tx, id, act.now));
    ASSIGN_OR_RETURN(const ContractStanding standing, domain::Assess(facts, act.now));
    RETURN_IF_ERROR(KeepStanding(tx, act, facts, standing, NextLook(standing, act.now)));
  }
  return {};
}

}  // namespace countersign::app
