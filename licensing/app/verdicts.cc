#include "licensing/app/verdicts.h"

#include <boost/json/array.hpp>
#include <limits>

#include "licensing/app/contacts.h"

namespace countersign::app {
namespace {

using domain::MilestoneChange;

Result<std::vector<std::string>> SignatoriesOf(View& view, std::string_view customer_id) {
  ASSIGN_OR_RETURN(const auto contacts,
                   view.contacts().List({.limit = std::numeric_limits<std::int32_t>::max(),
                                         .equals = {{"customer_id", std::string(customer_id)},
                                                    {"role", "SIGNATORY"}}}));
  std::vector<std::string> ids;
  ids.reserve(contacts.size());
  for (const domain::Contact& contact : contacts) ids.push_back(contact.id);
  return ids;
}

std::vector<domain::PunchItem> PunchListOf(const Stage& stage,
                                           const std::vector<std::string>& descriptions) {
  std::vector<domain::PunchItem> items;
  std::vector<std::string> ids;
  for (const std::string& description : descriptions) {
    ids.push_back(FreePartId(stage.milestone, 'p', ids));
    items.push_back({ids.back(), description, {}});
  }
  return items;
}

domain::Signature SignatureOf(const Stage& stage, const SignOff& sign_off) {
  domain::Signature signature;
  signature.date = sign_off.date.value_or(stage.today);
  signature.contact_id = sign_off.contact_id;
  signature.method = domain::SignatureMethod::kPaper;
  signature.document_sha256 = sign_off.document_sha256;
  if (signature.document_sha256.empty() && !stage.milestone.rounds.empty())
    signature.document_sha256 = stage.milestone.rounds.back().delivery.document_sha256;
  signature.paper_sha256 = sign_off.paper_sha256;
  signature.items = sign_off.items;
  signature.punch_list = PunchListOf(stage, sign_off.punch_list);
  return signature;
}

boost::json::array DefectsJson(const std::vector<domain::Defect>& defects) {
  boost::json::array array;
  for (const domain::Defect& defect : defects)
    array.push_back(boost::json::object{{"id", defect.id},
                                        {"criterion", defect.criterion_id},
                                        {"item", defect.item_id},
                                        {"severity", static_cast<int>(defect.severity)}});
  return array;
}

}  // namespace

Result<MilestoneChange> AcceptMilestone(Transaction& tx, const Act& act, const SignOff& sign_off) {
  ASSIGN_OR_RETURN(const Stage stage, LoadActiveStage(tx, sign_off.milestone, act.now));
  if (sign_off.customer_id != stage.contract.customer_id)
    return FieldInvalid("contact", "must be one of " + stage.customer_name());
  RETURN_IF_ERROR(GetContact(tx, sign_off.customer_id, sign_off.contact_id));
  ASSIGN_OR_RETURN(const auto signatories, SignatoriesOf(tx, sign_off.customer_id));
  ASSIGN_OR_RETURN(const std::string remainder_id,
                   TakeId("remainder_id", sign_off.remainder_id, act));
  const domain::Signature signature = SignatureOf(stage, sign_off);
  ASSIGN_OR_RETURN(MilestoneChange change, domain::Accept(stage.milestone, signature, stage.rules(),
                                                          signatories, remainder_id, stage.today));
  ASSIGN_OR_RETURN(std::vector<std::string> attachments,
                   LoadAttachments(tx, stage, "paper_sha256", {sign_off.paper_sha256}));
  boost::json::object body = {{"contact", ContactName(sign_off.customer_id, sign_off.contact_id)},
                              {"document_sha256", signature.document_sha256},
                              {"date", FormatCivilDate(signature.date)}};
  return Keep(tx, act, stage, std::move(change),
              {"milestone.accept", std::move(body), std::move(attachments)});
}

Result<MilestoneChange> RejectMilestone(Transaction& tx, const Act& act, const Refusal& refusal) {
  ASSIGN_OR_RETURN(const Stage stage, LoadActiveStage(tx, refusal.milestone, act.now));
  domain::Rejection rejection{refusal.date.value_or(stage.today), refusal.defects};
  std::vector<std::string> ids;
  for (const domain::Defect& defect : rejection.defects) ids.push_back(defect.id);
  for (domain::Defect& defect : rejection.defects) {
    if (!defect.id.empty()) continue;
    defect.id = FreePartId(stage.milestone, 'd', ids);
    ids.push_back(defect.id);
  }
  ASSIGN_OR_RETURN(MilestoneChange change,
                   domain::Reject(stage.milestone, rejection, stage.rules(), stage.today));
  std::vector<std::string> papers;
  if (!refusal.paper_sha256.empty()) papers.push_back(refusal.paper_sha256);
  ASSIGN_OR_RETURN(std::vector<std::string> attachments,
                   LoadAttachments(tx, stage, "paper_sha256", papers));
  boost::json::object body = {{"date", FormatCivilDate(rejection.date)},
                              {"defects", DefectsJson(rejection.defects)}};
  return Keep(tx, act, stage, std::move(change),
              {"milestone.reject", std::move(body), std::move(attachments)});
}

Result<MilestoneChange> CompletePunchItem(Transaction& tx, const Act& act, const MilestoneRef& ref,
                                          std::string_view id) {
  ASSIGN_OR_RETURN(const Stage stage, LoadStage(tx, ref, act.now));
  ASSIGN_OR_RETURN(MilestoneChange change,
                   domain::CompletePunchItem(stage.milestone, id, stage.today));
  return Keep(tx, act, stage, std::move(change), {"milestone.complete_punch_item"});
}

Result<MilestoneChange> FulfilMilestone(Transaction& tx, const Act& act, const MilestoneRef& ref,
                                        std::optional<CivilDate> date) {
  ASSIGN_OR_RETURN(const Stage stage, LoadActiveStage(tx, ref, act.now));
  ASSIGN_OR_RETURN(MilestoneChange change,
                   domain::Fulfil(stage.milestone, date.value_or(stage.today), stage.today));
  return Keep(tx, act, stage, std::move(change), {"milestone.fulfil"});
}

}  // namespace countersign::app
