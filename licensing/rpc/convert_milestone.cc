#include "licensing/app/contracts.h"
#include "licensing/rpc/convert_common.h"
#include "licensing/rpc/convert_contract.h"
#include "licensing/rpc/convert_milestone_life.h"

namespace countersign::rpc {
namespace {

Result<std::vector<domain::MilestoneItem>> ItemsOf(const v1::Milestone& proto) {
  std::vector<domain::MilestoneItem> items;
  for (const v1::WorkItem& item : proto.items()) {
    domain::MilestoneItem& added = items.emplace_back();
    added.id = item.id();
    added.title = item.title();
    ASSIGN_OR_RETURN(added.work.weight,
                     domain::Rate::Parse("milestone.items.weight", item.weight()));
  }
  return items;
}

}  // namespace

v1::Milestone ToProto(const domain::Milestone& milestone, std::string_view customer_id) {
  v1::Milestone proto;
  proto.set_name(app::MilestoneName(milestone.contract_id, milestone.id));
  proto.set_display_name(milestone.title);
  proto.set_subcontract(app::SubContractName(milestone.contract_id, milestone.sub_contract_id));
  proto.set_state(static_cast<v1::MilestoneState>(milestone.state));
  proto.set_trigger(static_cast<v1::Trigger>(milestone.trigger));
  *proto.mutable_amount() = ToProto(milestone.amount);
  if (milestone.share) proto.set_share(milestone.share->ToString());
  for (const domain::Criterion& criterion : milestone.criteria) {
    v1::Criterion& added = *proto.add_criteria();
    added.set_id(criterion.id);
    added.set_text(criterion.text);
  }
  for (const domain::MilestoneItem& item : milestone.items) {
    v1::WorkItem& added = *proto.add_items();
    added.set_id(item.id);
    added.set_weight(item.work.weight.ToString());
    added.set_title(item.title);
  }
  if (milestone.review_term) *proto.mutable_review_term() = ToProto(*milestone.review_term);
  proto.set_retention_rate(milestone.retention_rate.ToString());
  proto.set_retention_release_date(ToProto(milestone.retention_release_date));
  PutMeta(milestone.meta, proto);
  proto.set_warranty_end_date(ToProto(milestone.warranty_end));
  PutLife(milestone, customer_id, proto);
  return proto;
}

Result<domain::Milestone> ToDomain(const v1::Milestone& proto) {
  domain::Milestone milestone;
  milestone.title = proto.display_name();
  ASSIGN_OR_RETURN(milestone.trigger, EnumOr("milestone.trigger", v1::Trigger_descriptor(),
                                             proto.trigger(), domain::Trigger::kFinalAcceptance));
  milestone.amount = ToDomain(proto.amount());
  if (!proto.share().empty()) {
    ASSIGN_OR_RETURN(milestone.share, domain::Rate::Parse("milestone.share", proto.share()));
  }
  for (const v1::Criterion& criterion : proto.criteria())
    milestone.criteria.push_back({criterion.id(), criterion.text()});
  ASSIGN_OR_RETURN(milestone.items, ItemsOf(proto));
  if (proto.has_review_term()) {
    ASSIGN_OR_RETURN(milestone.review_term, ToDomain("milestone.review_term", proto.review_term()));
  }
  ASSIGN_OR_RETURN(milestone.retention_rate,
                   RateOr("milestone.retention_rate", proto.retention_rate(), domain::Rate()));
  ASSIGN_OR_RETURN(
      milestone.retention_release_date,
      DateToDomain("milestone.retention_release_date", proto.retention_release_date()));
  ASSIGN_OR_RETURN(milestone.warranty_end,
                   DateToDomain("milestone.warranty_end_date", proto.warranty_end_date()));
  return milestone;
}

}  // namespace countersign::rpc
