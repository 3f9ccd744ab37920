#include "licensing/app/releases.h"

#include <algorithm>

#include "licensing/app/approvals.h"
#include "licensing/app/cases.h"
#include "licensing/app/contracts.h"
#include "licensing/app/papers.h"
#include "licensing/app/reassess.h"
#include "licensing/app/resource.h"
#include "licensing/base/encoding.h"

namespace countersign::app {
namespace {

using domain::Approval;
using domain::ApprovalState;

struct Release {
  ApprovalNeed need;
  std::string content_hash;
};

std::string Joined(const std::vector<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : ", ") + text;
  return joined;
}

Release ReleaseOf(const std::string& contract_id, const NoticePlan& plan) {
  Release release;
  release.need.act = domain::kSendNotice;
  release.need.resource = plan.sub_contract_id.empty()
                              ? Name("contracts", contract_id)
                              : SubContractName(contract_id, plan.sub_contract_id);
  std::vector<std::string> invoices = plan.invoice_ids;
  std::ranges::sort(invoices);
  for (std::string& id : invoices) id = Name("invoices", id);
  release.need.summary = "Send " + std::string(domain::NoticeKindName(plan.kind)) + " on " +
                         release.need.resource + " about " + Joined(invoices) +
                         " under the name of " + plan.released_by;
  release.content_hash = HexEncode(Sha256("countersign/release/v1\n" + release.need.summary));
  return release;
}

std::string AskOf(const NoticePlan& plan) {
  return plan.released_by + " has to release " + std::string(domain::NoticeKindName(plan.kind)) +
         ": see the approvals";
}

// Of the same notice, for as long as the answer stands.
Result<bool> WasDeclined(View& view, const Release& release, Instant now) {
  ASSIGN_OR_RETURN(const auto declined,
                   view.approvals().List(
                       {.limit = std::numeric_limits<std::int32_t>::max(),
                        .equals = {{"resource", release.need.resource}, {"state", "DECLINED"}}}));
  return std::ranges::any_of(declined, [&](const Approval& approval) {
    return approval.content_hash == release.content_hash && now < approval.expire_time;
  });
}

Result<void> Ask(Transaction& tx, const Act& asking, const std::string& contract_id,
                 const NoticePlan& plan, const Release& release) {
  ASSIGN_OR_RETURN(const bool declined, WasDeclined(tx, release, asking.now));
  if (declined) return {};
  RETURN_IF_ERROR(
      RequestApproval(tx, asking, release.need, domain::kApprovalLife, plan.released_by));
  return AskInCase(tx, asking, contract_id, plan.sub_contract_id, AskOf(plan));
}

}  // namespace

Result<bool> TakeRelease(Transaction& tx, const Act& act, const std::string& contract_id,
                         const NoticePlan& plan) {
  const Release release = ReleaseOf(contract_id, plan);
  Act asking = act;
  asking.asked = {"", release.content_hash};
  const auto used = RequireApproval(tx, asking, release.need);
  if (used) {
    RETURN_IF_ERROR(TakeBackInCase(tx, act, contract_id, plan.sub_contract_id, AskOf(plan)));
    return true;
  }
  if (used.error().reason != Reason::kApprovalRequired) return tl::unexpected(used.error());
  RETURN_IF_ERROR(Ask(tx, asking, contract_id, plan, release));
  return false;
}

Result<void> FollowRelease(Transaction& tx, const Act& act, const Approval& approval) {
  constexpr std::string_view kContracts = "contracts/";
  if (approval.act != domain::kSendNotice || approval.state != ApprovalState::kApproved) return {};
  const std::string id = approval.resource.substr(kContracts.size());
  return ReassessSoon(tx, act, {id.substr(0, id.find('/'))});
}

}  // namespace countersign::app
