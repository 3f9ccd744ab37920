#include "licensing/app/cases.h"

#include <algorithm>
#include <array>

#include "licensing/app/contacts.h"
#include "licensing/app/contracts.h"
#include "licensing/app/papers.h"
#include "licensing/app/resource.h"
#include "licensing/domain/validate.h"

namespace countersign::app {
namespace {

using domain::Case;
using domain::CaseOwner;
using domain::CaseState;
using domain::Stage;

constexpr std::size_t kMaxContacts = 1'000;
constexpr std::array<std::string_view, 5> kContactKinds = {"visit", "call", "chat", "minutes",
                                                           "recording"};

// Between what the server asks for and what stood there before.
constexpr std::string_view kThen = "; then: ";

bool IsOverdue(const domain::SubContractStanding& standing) {
  return standing.overdue.principal.minor_units > 0;
}

CaseOwner OwnerAt(const domain::SubContractStanding& standing) {
  if (standing.actions.counsel) return CaseOwner::kCounsel;
  return standing.stage >= Stage::kUrgent ? CaseOwner::kCollections : CaseOwner::kAccountManager;
}

Result<void> RecordCase(Transaction& tx, const Act& act, std::string_view action, const Case& kept,
                        boost::json::object body,
                        const std::vector<std::string>& attachments = {}) {
  body["subcontract"] = SubContractName(kept.contract_id, kept.sub_contract_id);
  return Record(tx, act, action, Name("cases", kept.id), body, attachments);
}

Result<void> OpenCase(Transaction& tx, const Act& act, const domain::Contract& contract,
                      const domain::SubContractStanding& standing) {
  Case opened;
  ASSIGN_OR_RETURN(opened.id, TakeId("case_id", "", act));
  opened.contract_id = contract.id;
  opened.sub_contract_id = standing.sub_contract_id;
  opened.customer_id = contract.customer_id;
  opened.owner = OwnerAt(standing);
  opened.meta = NewMeta(act);
  RETURN_IF_ERROR(tx.enforcement().cases().Insert(opened));
  return RecordCase(tx, act, "case.open", opened, {});
}

Result<void> Close(Transaction& tx, const Act& act, Case closed) {
  closed.state = CaseState::kClosed;
  closed.close_time = act.now;
  RETURN_IF_ERROR(Save(tx.enforcement().cases(), closed, act));
  return RecordCase(tx, act, "case.close", closed, {});
}

Result<void> Escalate(Transaction& tx, const Act& act, Case open, CaseOwner owner) {
  if (open.owner >= owner) return {};
  open.owner = owner;
  RETURN_IF_ERROR(Save(tx.enforcement().cases(), open, act));
  return RecordCase(tx, act, "case.escalate", open, {{"owner", static_cast<std::int64_t>(owner)}});
}

Result<void> SetNextAction(Transaction& tx, const Act& act, Case open, std::string next_action) {
  open.next_action = std::move(next_action);
  RETURN_IF_ERROR(Save(tx.enforcement().cases(), open, act));
  return RecordCase(tx, act, "case.ask", open, {{"next_action", open.next_action}});
}

Result<Case> LoadOpen(View& view, std::string_view id, std::string_view etag) {
  ASSIGN_OR_RETURN(Case found, LoadForChange(view.enforcement().cases(), "cases", id, etag));
  if (found.state == CaseState::kOpen) return found;
  return StateConflict(Name("cases", found.id), "CLOSED", "what was overdue is settled");
}

}  // namespace

Result<std::optional<Case>> OpenCaseOf(View& view, std::string_view contract_id,
                                       std::string_view sub_contract_id) {
  ASSIGN_OR_RETURN(const auto cases, view.enforcement().cases().OfContract(contract_id));
  const auto found = std::ranges::find_if(cases, [&](const Case& one) {
    return one.sub_contract_id == sub_contract_id && one.state == CaseState::kOpen;
  });
  return found == cases.end() ? std::optional<Case>() : std::optional(*found);
}

Result<void> KeepCase(Transaction& tx, const Act& act, const domain::Contract& contract,
                      const domain::SubContractStanding& standing) {
  ASSIGN_OR_RETURN(auto open, OpenCaseOf(tx, contract.id, standing.sub_contract_id));
  if (!IsOverdue(standing)) return open ? Close(tx, act, *std::move(open)) : Result<void>();
  if (!open) return OpenCase(tx, act, contract, standing);
  return Escalate(tx, act, *std::move(open), OwnerAt(standing));
}

Result<void> AskInCase(Transaction& tx, const Act& act, std::string_view contract_id,
                       std::string_view sub_contract_id, std::string_view what) {
  ASSIGN_OR_RETURN(auto open, OpenCaseOf(tx, contract_id, sub_contract_id));
  if (!open) return {};
  const std::string asked(what.substr(0, kMaxPaperText));
  if (open->next_action.find(asked) != std::string::npos) return {};
  const std::string both = asked + std::string(kThen) + open->next_action;
  const bool fits = !open->next_action.empty() && both.size() <= kMaxPaperText;
  return SetNextAction(tx, act, *std::move(open), fits ? both : asked);
}

Result<void> TakeBackInCase(Transaction& tx, const Act& act, std::string_view contract_id,
                            std::string_view sub_contract_id, std::string_view what) {
  ASSIGN_OR_RETURN(auto open, OpenCaseOf(tx, contract_id, sub_contract_id));
  if (!open) return {};
  std::string left = open->next_action;
  const std::size_t at = left.find(what);
  if (at == std::string::npos) return {};
  const std::size_t end = at + what.size();
  // With the mark that parts it from what follows, or, at the end, from what goes before.
  if (std::string_view(left).substr(end).starts_with(kThen))
    left.erase(at, what.size() + kThen.size());
  else
    left.erase(at >= kThen.size() ? at - kThen.size() : 0);
  return SetNextAction(tx, act, *std::move(open), std::move(left));
}

Result<Case> UpdateCase(Transaction& tx, const Act& act, const CaseChange& change) {
  ASSIGN_OR_RETURN(Case changed, LoadOpen(tx, change.id, change.etag));
  if (!change.reason && !change.grounds && !change.next_action && !change.owner)
    return FieldInvalid("update_mask", "names nothing to change");
  const bool judged = change.reason && *change.reason != domain::CaseReason::kUnknown;
  if (judged && change.grounds.value_or("").empty())
    return FieldInvalid("case.grounds", "must say why the reason is judged so");
  if (change.grounds)
    RETURN_IF_ERROR(domain::CheckText("case.grounds", *change.grounds, 0, kMaxPaperText));
  if (change.next_action)
    RETURN_IF_ERROR(domain::CheckText("case.next_action", *change.next_action, 0, kMaxPaperText));
  if (change.reason) changed.reason = *change.reason;
  if (change.grounds) changed.grounds = *change.grounds;
  if (change.next_action) changed.next_action = *change.next_action;
  if (change.owner) changed.owner = *change.owner;
  RETURN_IF_ERROR(Save(tx.enforcement().cases(), changed, act));
  RETURN_IF_ERROR(RecordCase(tx, act, "case.update", changed, {}));
  return changed;
}

Result<Case> RecordCaseContact(Transaction& tx, const Act& act, const NewCaseContact& contact) {
  ASSIGN_OR_RETURN(Case changed, LoadOpen(tx, contact.case_id, contact.etag));
  if (std::ranges::find(kContactKinds, contact.kind) == kContactKinds.end())
    return FieldInvalid("contact.kind", "must be visit, call, chat, minutes or recording");
  RETURN_IF_ERROR(domain::CheckText("contact.summary", contact.summary, 1, kMaxPaperText));
  if (contact.time && *contact.time > act.now)
    return FieldInvalid("contact.time", "must not be in the future");
  if (changed.contacts.size() >= kMaxContacts)
    return StateConflict(Name("cases", changed.id), "OPEN", "it has 1,000 contacts");
  if (contact.kind == "recording" && contact.paper_sha256.empty())
    return FieldInvalid("contact.attachment", "must hold the recording");
  if (!contact.contact_id.empty())
    RETURN_IF_ERROR(GetContact(tx, changed.customer_id, contact.contact_id));
  std::vector<std::string> attachments;
  if (!contact.paper_sha256.empty()) {
    ASSIGN_OR_RETURN(attachments.emplace_back(),
                     PaperOf(tx, "contact.attachment", contact.paper_sha256, changed.customer_id));
  }
  changed.contacts.push_back({contact.time.value_or(act.now), contact.kind, contact.summary,
                              contact.contact_id, act.actor, contact.paper_sha256});
  RETURN_IF_ERROR(Save(tx.enforcement().cases(), changed, act));
  RETURN_IF_ERROR(
      RecordCase(tx, act, "case.contact", changed, {{"kind", contact.kind}}, attachments));
  return changed;
}

std::string_view SuggestedAction(domain::CaseReason reason) {
  switch (reason) {
    case domain::CaseReason::kUnknown:
      return "ask why it was not paid, and write the reason down with its grounds";
    case domain::CaseReason::kForgotten:
      return "remind";
    case domain::CaseReason::kCashFlow:
      return "offer instalments";
    case domain::CaseReason::kPrioritisesOthers:
      return "offer an early-payment discount";
    case domain::CaseReason::kGrievance:
      return "have the quality reviewed, and record the dispute";
    case domain::CaseReason::kWilful:
      return "put the evidence together, and send the formal notice without delay";
  }
  return "";
}

}  // namespace countersign::app
