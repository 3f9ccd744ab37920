#include "licensing/app/near_ends.h"

#include <algorithm>
#include <limits>
#include <set>
#include <string_view>
#include <vector>

#include "licensing/app/cases.h"
#include "licensing/app/claim_documents.h"
#include "licensing/app/guarantees.h"
#include "licensing/app/papers.h"
#include "licensing/app/resource.h"

namespace countersign::app {
namespace {

using domain::ContractFacts;
using domain::LimitationClock;

constexpr std::int32_t kFirstWarning = domain::kLimitationWarningDays.front();

// Something that ends, with what a person is to do about it.
struct End {
  std::string name;
  std::string_view action;  // of the warning's entry
  std::string sub_contract_id;
  CivilDate last_day;
  std::string advice;
  bool was_near = false;  // it would be sooner, had its clock not been restarted
};

std::optional<std::int32_t> WarningOf(const End& end, CivilDate today) {
  return domain::CurrentWarning({{}, end.last_day}, today);
}

// The id; empty if it is of none.
std::string SubContractIn(const domain::Invoice& invoice) {
  return invoice.sub_contract.substr(invoice.sub_contract.rfind('/') + 1);
}

// Its limitation, at the earliest: whatever restarts the clock puts it off.
Result<CivilDate> EarliestLastDay(const domain::ContractTerms& terms,
                                  const domain::Invoice& invoice) {
  ASSIGN_OR_RETURN(const LimitationClock clock,
                   domain::AssessLimitation(invoice.due_date, {}, terms.limitation));
  return clock.last_day;
}

Result<End> LimitationEnd(View& view, const ContractFacts& facts, const domain::Invoice& invoice,
                          CivilDate today) {
  End end;
  end.name = Name("invoices", invoice.id);
  end.action = "invoice.warn_limitation";
  end.sub_contract_id = SubContractIn(invoice);
  end.advice = end.name + " becomes time-barred soon: demand it in writing, or have it confirmed";
  ASSIGN_OR_RETURN(end.last_day, EarliestLastDay(facts.contract.terms, invoice));
  if (DaysBetween(today, end.last_day) > kFirstWarning) return end;
  ASSIGN_OR_RETURN(const ClaimClock claim, LimitationOf(view, invoice, today));
  end.was_near = claim.clock.last_day > end.last_day;
  end.last_day = claim.clock.last_day;
  return end;
}

// The bills that are to pay the claim, until their maturity.
void AddBills(const domain::StandingClaim& claim, CivilDate today, std::vector<End>& ends) {
  std::set<std::string_view> undone;
  for (const domain::ClaimRecord& record : claim.records)
    if (record.kind == domain::RecordKind::kReversal) undone.insert(record.reverses);
  for (const domain::ClaimRecord& record : claim.records) {
    if (record.kind != domain::RecordKind::kAllocation || !record.value_date ||
        record.effective_date < today || undone.contains(record.id))
      continue;
    End& end = ends.emplace_back();
    end.name = Name("invoices", claim.invoice.id);
    end.action = "invoice.warn_bill";
    end.sub_contract_id = SubContractIn(claim.invoice);
    end.last_day = record.effective_date;
    end.advice = "a bill that pays " + end.name + " matures soon: present it in time";
  }
}

Result<std::vector<End>> EndsOf(View& view, const ContractFacts& facts, CivilDate today) {
  std::vector<End> ends;
  for (const domain::StandingClaim& claim : facts.claims) {
    AddBills(claim, today, ends);
    if (claim.invoice.state != domain::InvoiceState::kOpen) continue;
    ASSIGN_OR_RETURN(ends.emplace_back(), LimitationEnd(view, facts, claim.invoice, today));
  }
  ASSIGN_OR_RETURN(const auto guarantees,
                   ListAll(view.papers().guarantees(), "contract_id", facts.contract.id));
  for (const domain::Guarantee& guarantee : guarantees) {
    if (!guarantee.end_date || guarantee.release_date) continue;
    End end;
    end.name = GuaranteeName(guarantee.contract_id, guarantee.id);
    end.action = "guarantee.warn_end";
    end.sub_contract_id = guarantee.sub_contract_id;
    end.last_day = *guarantee.end_date;
    end.advice = end.name + " ends soon: call upon it, or have it extended";
    ends.push_back(std::move(end));
  }
  return ends;
}

Result<CivilDate> TodayOf(const ContractFacts& facts, Instant now) {
  ASSIGN_OR_RETURN(const TimeZone zone, TimeZone::Find(facts.contract.terms.time_zone));
  return zone.DateAt(now);
}

boost::json::object BodyOf(const End& end, std::int32_t warning) {
  return {{"last_day", FormatCivilDate(end.last_day)}, {"warning_days", std::to_string(warning)}};
}

Result<bool> WasWarnedOf(View& view, const End& end, std::int32_t warning) {
  ASSIGN_OR_RETURN(const auto entries,
                   view.entries().List(
                       {.limit = std::numeric_limits<std::int32_t>::max(),
                        .equals = {{"resource", end.name}, {"action", std::string(end.action)}}}));
  const std::string day = "\"last_day\":\"" + FormatCivilDate(end.last_day) + "\"";
  const std::string days = "\"warning_days\":\"" + std::to_string(warning) + "\"";
  return std::ranges::any_of(entries, [&](const auto& entry) {
    return entry.body.find(day) != std::string::npos && entry.body.find(days) != std::string::npos;
  });
}

Result<void> Warn(Transaction& tx, const Act& act, const std::string& contract_id, const End& end,
                  std::int32_t warning) {
  ASSIGN_OR_RETURN(const bool warned, WasWarnedOf(tx, end, warning));
  if (warned) return {};
  RETURN_IF_ERROR(Record(tx, act, end.action, end.name, BodyOf(end, warning)));
  return AskInCase(tx, act, contract_id, end.sub_contract_id, end.advice);
}

}  // namespace

Result<void> WarnOfEnds(Transaction& tx, const Act& act, const ContractFacts& facts) {
  ASSIGN_OR_RETURN(const CivilDate today, TodayOf(facts, act.now));
  ASSIGN_OR_RETURN(const auto ends, EndsOf(tx, facts, today));
  for (const End& end : ends) {
    if (const auto warning = WarningOf(end, today))
      RETURN_IF_ERROR(Warn(tx, act, facts.contract.id, end, *warning));
    else if (end.was_near)
      RETURN_IF_ERROR(TakeBackInCase(tx, act, facts.contract.id, end.sub_contract_id, end.advice));
  }
  return {};
}

Result<std::optional<Instant>> NextWarning(View& view, const ContractFacts& facts, Instant now) {
  ASSIGN_OR_RETURN(const TimeZone zone, TimeZone::Find(facts.contract.terms.time_zone));
  const CivilDate today = zone.DateAt(now);
  ASSIGN_OR_RETURN(const auto ends, EndsOf(view, facts, today));
  std::optional<Instant> next;
  for (const End& end : ends)
    for (const std::int32_t days : domain::kLimitationWarningDays) {
      ASSIGN_OR_RETURN(const CivilDate day, PlusDays(end.last_day, -days));
      if (day <= today) continue;
      next = std::min(next.value_or(Instant::max()), zone.StartOf(day));
    }
  return next;
}

}  // namespace countersign::app
