#include "licensing/app/deliveries.h"

#include <boost/json/array.hpp>

#include "licensing/app/contacts.h"
#include "licensing/app/contracts.h"
#include "licensing/app/delivery_credit.h"
#include "licensing/base/encoding.h"
#include "licensing/ledger/canonical_json.h"

namespace countersign::app {
namespace {

using domain::MilestoneChange;

boost::json::array Texts(const std::vector<std::string>& texts) {
  boost::json::array array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

// The ids of the customer's contacts with these names.
Result<std::vector<std::string>> RecipientsOf(View& view, const Stage& stage,
                                              const std::vector<std::string>& names) {
  const std::string prefix = ContactName(stage.contract.customer_id, "");
  std::vector<std::string> ids;
  for (const std::string& name : names) {
    if (!name.starts_with(prefix))
      return FieldInvalid("recipients", "must be contacts of " + stage.customer_name());
    ids.push_back(name.substr(prefix.size()));
    RETURN_IF_ERROR(GetContact(view, stage.contract.customer_id, ids.back()));
  }
  return ids;
}

Result<domain::Receipt> ReceiptOf(const Stage& stage, const ReceiptProof& proof) {
  if (proof.date && proof.time)
    return FieldInvalid("date", "must be left out where there is a time");
  const CivilDate received =
      proof.time ? stage.zone.DateAt(*proof.time) : proof.date.value_or(stage.today);
  return domain::Receipt{proof.receipt_class, received, proof.proof_sha256};
}

// What receipt and reminder have in common: a proof, and a command that takes it.
template <class Command>
Result<MilestoneChange> Receive(Transaction& tx, const Act& act, const ReceiptProof& proof,
                                std::string_view action, Command command) {
  ASSIGN_OR_RETURN(const Stage stage, LoadActiveStage(tx, proof.milestone, act.now));
  ASSIGN_OR_RETURN(domain::Receipt receipt, ReceiptOf(stage, proof));
  ASSIGN_OR_RETURN(MilestoneChange change,
                   command(stage.milestone, std::move(receipt), stage.rules(), stage.today));
  ASSIGN_OR_RETURN(std::vector<std::string> attachments,
                   LoadAttachments(tx, stage, "proof_sha256", {proof.proof_sha256}));
  return Keep(tx, act, stage, std::move(change), {action, {}, std::move(attachments)});
}

}  // namespace

Result<std::string> DeliveryDocument(const domain::Milestone& milestone, std::size_t round,
                                     const domain::Delivery& delivery,
                                     const std::vector<std::string>& recipients) {
  boost::json::array criteria;
  for (const domain::Criterion& criterion : milestone.criteria)
    criteria.push_back(boost::json::object{{"id", criterion.id}, {"text", criterion.text}});
  boost::json::array items;
  for (const domain::MilestoneItem& item : milestone.items)
    items.push_back(boost::json::object{{"id", item.id}, {"title", item.title}});
  return ledger::CanonicalJson(
      boost::json::object{{"milestone", MilestoneName(milestone.contract_id, milestone.id)},
                          {"title", milestone.title},
                          {"round", static_cast<std::int64_t>(round)},
                          {"date", FormatCivilDate(delivery.date)},
                          {"files", Texts(delivery.files)},
                          {"release", delivery.release},
                          {"recipients", Texts(recipients)},
                          {"announces_use", delivery.announces_use},
                          {"criteria", std::move(criteria)},
                          {"items", std::move(items)}});
}

Result<MilestoneChange> DeliverMilestone(Transaction& tx, const Act& act,
                                         const NewDelivery& draft) {
  ASSIGN_OR_RETURN(const Stage stage, LoadActiveStage(tx, draft.milestone, act.now));
  domain::Delivery delivery;
  delivery.date = draft.date.value_or(stage.today);
  delivery.files = draft.files;
  delivery.release = draft.release;
  delivery.announces_use = draft.announces_use;
  ASSIGN_OR_RETURN(delivery.recipients, RecipientsOf(tx, stage, draft.recipients));
  ASSIGN_OR_RETURN(const std::string document,
                   DeliveryDocument(stage.milestone, stage.milestone.rounds.size() + 1, delivery,
                                    draft.recipients));
  delivery.document_sha256 = HexEncode(Sha256(document));
  const std::string hash = delivery.document_sha256;
  RETURN_IF_ERROR(CheckSupply(tx, stage, delivery));
  ASSIGN_OR_RETURN(MilestoneChange change,
                   domain::Deliver(stage.milestone, std::move(delivery), stage.today));
  ASSIGN_OR_RETURN(std::vector<std::string> attachments,
                   LoadAttachments(tx, stage, "attachments", draft.files));
  boost::json::object body = {{"document_sha256", hash},
                              {"release", draft.release},
                              {"recipients", Texts(draft.recipients)}};
  ASSIGN_OR_RETURN(const auto needed, DeliveryNeeds(tx, stage, draft.release));
  if (needed) {
    ASSIGN_OR_RETURN(const std::string approval, RequireApproval(tx, act, *needed));
    body["approval"] = approval;
  }
  return Keep(tx, act, stage, std::move(change),
              {"milestone.deliver", std::move(body), std::move(attachments)});
}

Result<MilestoneChange> RecordReceipt(Transaction& tx, const Act& act, const ReceiptProof& proof) {
  return Receive(tx, act, proof, "milestone.record_receipt", domain::RecordReceipt);
}

Result<MilestoneChange> RecordReminder(Transaction& tx, const Act& act, const ReceiptProof& proof) {
  return Receive(tx, act, proof, "milestone.record_reminder", domain::RecordReminder);
}

Result<MilestoneChange> WithdrawReceipt(Transaction& tx, const Act& act, const MilestoneRef& ref) {
  ASSIGN_OR_RETURN(const Stage stage, LoadActiveStage(tx, ref, act.now));
  ASSIGN_OR_RETURN(MilestoneChange change, domain::WithdrawReceipt(stage.milestone, stage.today));
  return Keep(tx, act, stage, std::move(change), {"milestone.withdraw_receipt"});
}

Result<MilestoneChange> MeasureMilestone(Transaction& tx, const Act& act, const MilestoneRef& ref,
                                         const std::map<std::string, domain::Rate>& complete) {
  ASSIGN_OR_RETURN(const Stage stage, LoadActiveStage(tx, ref, act.now));
  if (complete.empty()) return FieldInvalid("complete", "must name at least one item");
  ASSIGN_OR_RETURN(MilestoneChange change, domain::Measure(stage.milestone, complete, stage.today));
  boost::json::object measured;
  for (const auto& [id, rate] : complete) measured[id] = rate.ToString();
  return Keep(tx, act, stage, std::move(change),
              {"milestone.measure", {{"complete", std::move(measured)}}});
}

}  // namespace countersign::app
