#include "licensing/app/use_evidence.h"

#include <algorithm>
#include <limits>
#include <set>

#include "licensing/app/resource.h"
#include "licensing/base/ids.h"
#include "licensing/ledger/renewals.h"

namespace countersign::app {
namespace {

constexpr int kListsAtOnce = 64;
constexpr std::int32_t kEntriesAtOnce = 200;
// Entries stand in the order of their commits, which may differ from that of their times by as much
// as a transaction waits.
constexpr auto kSlack = std::chrono::minutes(10);

// A key was issued by each of these; other entries of a licence show no use.
bool ShowsUse(std::string_view action) {
  return action == "lease.renew" || action == "lease.acquire" || action == "machine.activate" ||
         action == "machine.rekey";
}

class DayReader {
 public:
  DayReader(View& view, const std::vector<std::string>& license_ids,
            const std::set<std::string>& leases, Instant start, Instant end)
      : view_(view), license_ids_(license_ids), leases_(leases), start_(start), end_(end) {}

  Result<bool> Found() {
    ASSIGN_OR_RETURN(const auto first, view_.ledger().FirstEntryFrom(start_ - kSlack));
    if (!first) return false;
    for (const std::string& id : license_ids_) {
      ASSIGN_OR_RETURN(const bool found, InEntries(Name("licenses", id), *first));
      if (found) return true;
    }
    return InRenewals(first->position);
  }

 private:
  bool IsToday(Instant time) const { return time >= start_ && time < end_; }

  // In the entries of one licence: what changed more than a lease.
  Result<bool> InEntries(const std::string& license, const LedgerEntry& first) {
    if (first.resource == license && ShowsUse(first.action) && IsToday(first.time)) return true;
    ListQuery query{.limit = kEntriesAtOnce, .after_id = first.id};
    query.equals = {{"resource", license}};
    while (true) {
      ASSIGN_OR_RETURN(const auto entries, view_.entries().List(query));
      for (const LedgerEntry& entry : entries) {
        if (ShowsUse(entry.action) && IsToday(entry.time)) return true;
        if (entry.time >= end_ + kSlack) return false;
      }
      if (std::ssize(entries) < kEntriesAtOnce) return false;
      query.after_id = entries.back().id;
    }
  }

  // In the lists of renewals that changed nothing but leases. A key's id tells when it was issued.
  Result<bool> InRenewals(std::int64_t position) {
    while (true) {
      ASSIGN_OR_RETURN(const auto lists, view_.ledger().RenewalLists(position, kListsAtOnce));
      for (const RenewalList& list : lists) {
        bool past = false;
        const auto renewals = ledger::ParseRenewals(list.list);
        if (!renewals) continue;
        for (const ledger::ListedRenewal& renewal : *renewals) {
          const auto time = TimeOfId(renewal.key_id);
          if (!time) continue;
          if (IsToday(*time) && leases_.contains(renewal.lease_id)) return true;
          past = past || *time >= end_ + kSlack;
        }
        if (past) return false;
      }
      if (std::ssize(lists) < kListsAtOnce) return false;
      position = lists.back().position + 1;
    }
  }

  View& view_;
  const std::vector<std::string>& license_ids_;
  const std::set<std::string>& leases_;
  const Instant start_;
  const Instant end_;
};

bool Delivers(const domain::SubContract& sub_contract, const domain::License& license) {
  return std::ranges::any_of(license.entitlements, [&](const domain::Entitlement& entitlement) {
    return std::ranges::find(sub_contract.entitlements, entitlement.name) !=
           sub_contract.entitlements.end();
  });
}

}  // namespace

Result<std::vector<std::string>> LicensesOfUse(View& view, const domain::Contract& contract,
                                               const domain::SubContract& sub_contract) {
  ASSIGN_OR_RETURN(const auto licenses,
                   view.licenses().List({.limit = std::numeric_limits<std::int32_t>::max(),
                                         .equals = {{"customer_id", contract.customer_id}}}));
  std::vector<std::string> ids;
  for (const domain::License& license : licenses) {
    if (!Delivers(sub_contract, license)) continue;
    ASSIGN_OR_RETURN(const domain::Policy policy,
                     Load(view.policies(), "policies", license.policy_id));
    if (!policy.trial) ids.push_back(license.id);
  }
  return ids;
}

Result<std::vector<CivilDate>> DaysOfUse(View& view, const std::vector<std::string>& license_ids,
                                         const TimeZone& zone, CivilDate after, CivilDate through) {
  std::set<std::string> leases;
  for (const std::string& id : license_ids) {
    ASSIGN_OR_RETURN(const auto of_license, view.leases().ListOf(id));
    for (const domain::Lease& lease : of_license) leases.insert(lease.id);
  }
  std::vector<CivilDate> days;
  if (leases.empty()) return days;
  for (CivilDate day = after; day < through;) {
    ASSIGN_OR_RETURN(day, PlusDays(day, 1));
    ASSIGN_OR_RETURN(const CivilDate next, PlusDays(day, 1));
    DayReader reader(view, license_ids, leases, zone.StartOf(day), zone.StartOf(next));
    ASSIGN_OR_RETURN(const bool used, reader.Found());
    if (used) days.push_back(day);
  }
  return days;
}

}  // namespace countersign::app
