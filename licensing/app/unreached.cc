#include "licensing/app/unreached.h"

#include <algorithm>
#include <set>

#include "licensing/app/recipients.h"
#include "licensing/domain/standing_wanted.h"

namespace countersign::app {
namespace {

using domain::ContractFacts;
using domain::Notice;
using domain::NoticeKind;
using domain::NoticeState;

bool IsAlive(const Notice& notice) {
  return notice.state != NoticeState::kFailed && notice.state != NoticeState::kCancelled;
}

bool NamesAll(const Notice& notice, const Notice& other) {
  return std::ranges::all_of(other.claims, [&](const domain::NoticedClaim& claim) {
    return std::ranges::find(notice.claims, claim.invoice_id, &domain::NoticedClaim::invoice_id) !=
           notice.claims.end();
  });
}

// Who has, or is to get, a notice of that kind about the same.
std::set<std::string> Holders(const ContractFacts& facts, const Notice& failed, NoticeKind kind) {
  std::set<std::string> holders;
  for (const Notice& notice : facts.notices)
    if (notice.kind == kind && notice.sub_contract_id == failed.sub_contract_id &&
        IsAlive(notice) && NamesAll(notice, failed))
      holders.insert(notice.contact_id);
  return holders;
}

// The ladder itself asks again where nobody has it.
Result<bool> IsToBeAskedFor(const ContractFacts& facts, const Notice& notice, Instant now) {
  if (notice.kind != NoticeKind::kUrgentNotice || notice.state != NoticeState::kFailed ||
      Holders(facts, notice, NoticeKind::kUrgentNotice).empty() ||
      !Holders(facts, notice, NoticeKind::kFormalNotice).empty())
    return false;
  return domain::IsStillWanted(facts, notice, now);
}

NoticePlan PlanFor(const Notice& failed, const std::string& contact_id) {
  NoticePlan plan;
  plan.kind = failed.kind;
  plan.sub_contract_id = failed.sub_contract_id;
  for (const domain::NoticedClaim& claim : failed.claims)
    plan.invoice_ids.push_back(claim.invoice_id);
  plan.recipients = {contact_id};
  plan.released_by = failed.released_by;
  return plan;
}

}  // namespace

Result<Unreached> FindUnreached(View& view, const ContractFacts& facts, Instant now) {
  Unreached unreached;
  std::set<std::string> planned;
  for (const Notice& notice : facts.notices) {
    ASSIGN_OR_RETURN(const bool asked, IsToBeAskedFor(facts, notice, now));
    if (!asked) continue;
    ASSIGN_OR_RETURN(const Recipients recipients,
                     FindRecipients(view, facts.contract.customer_id, false));
    const auto holders = Holders(facts, notice, NoticeKind::kUrgentNotice);
    unreached.waits = unreached.waits || recipients.any_came_back;
    for (const Recipient& recipient : RecipientsOf(recipients, notice.kind, {})) {
      const std::string& id = recipient.contact->id;
      if (!holders.contains(id) && planned.insert(id).second)
        unreached.plans.push_back(PlanFor(notice, id));
    }
  }
  return unreached;
}

}  // namespace countersign::app
