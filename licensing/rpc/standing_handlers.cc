#include <algorithm>

#include "countersign/v1/enforcement.pb.h"
#include "licensing/app/cases.h"
#include "licensing/app/contracts.h"
#include "licensing/app/resource.h"
#include "licensing/app/standing_views.h"
#include "licensing/rpc/admin_services.h"
#include "licensing/rpc/convert_standing.h"
#include "licensing/rpc/enforcement_handlers.h"
#include "licensing/rpc/listing.h"
#include "licensing/rpc/names.h"

namespace countersign::rpc {
namespace {

constexpr std::chrono::days kDefaultQueue{7};

template <class T, class Add>
void AddOf(std::string_view sub_contract_id, const std::vector<T>& rows, Add add) {
  for (const T& row : rows)
    if (row.sub_contract_id == sub_contract_id) add(row);
}

// When the stage began, as it was last committed.
Result<void> PutSince(app::View& view, const domain::SubContractStanding& sub,
                      v1::SubContractStanding& proto) {
  ASSIGN_OR_RETURN(const auto kept, view.enforcement().standings().Find(sub.sub_contract_id));
  if (kept && kept->stage == sub.stage) *proto.mutable_since() = ToProto(kept->since);
  return {};
}

// Which stage of the contract each claim is for.
Result<void> PutMilestones(app::View& view, v1::SubContractStanding& proto) {
  constexpr std::string_view kInvoices = "invoices/";
  for (v1::StandingReason& reason : *proto.mutable_reasons()) {
    if (!reason.record().starts_with(kInvoices)) continue;
    ASSIGN_OR_RETURN(const auto milestone,
                     view.milestones().FindByInvoice(reason.record().substr(kInvoices.size())));
    if (milestone) reason.set_milestone(app::MilestoneName(milestone->contract_id, milestone->id));
  }
  return {};
}

Result<void> PutCase(app::View& view, const std::string& contract_id,
                     const domain::SubContractStanding& sub, v1::SubContractStanding& proto) {
  ASSIGN_OR_RETURN(const auto open, app::OpenCaseOf(view, contract_id, sub.sub_contract_id));
  if (!open) return {};
  proto.set_open_case(app::Name("cases", open->id));
  proto.set_to_do(open->next_action);
  return {};
}

Result<v1::Standing> Convert(app::View& view, const app::StandingView& found) {
  const domain::Contract& contract = found.facts.contract;
  ASSIGN_OR_RETURN(const domain::Customer customer,
                   app::Load(view.customers(), "customers", contract.customer_id));
  v1::Standing proto;
  proto.set_contract(app::Name("contracts", contract.id));
  proto.set_title(contract.title);
  proto.set_customer(app::Name("customers", customer.id));
  proto.set_customer_display_name(customer.display_name);
  proto.set_time_zone(contract.terms.time_zone);
  proto.set_currency_code(contract.terms.currency_code);
  *proto.mutable_time() = ToProto(found.time);
  for (const domain::SubContractStanding& sub : found.standing.sub_contracts) {
    v1::SubContractStanding& added = *proto.add_subcontracts();
    added = ToProto(sub, contract.id);
    const auto part =
        std::ranges::find(contract.sub_contracts, sub.sub_contract_id, &domain::SubContract::id);
    if (part != contract.sub_contracts.end()) added.set_title(part->title);
    RETURN_IF_ERROR(PutSince(view, sub, added));
    RETURN_IF_ERROR(PutMilestones(view, added));
    RETURN_IF_ERROR(PutCase(view, contract.id, sub, added));
    AddOf(sub.sub_contract_id, found.facts.notices,
          [&](const domain::Notice& notice) { *added.add_notices() = ToProto(notice); });
    for (v1::Notice& notice : *added.mutable_notices())
      RETURN_IF_ERROR(NameConfirmer(view, notice));
    AddOf(sub.sub_contract_id, found.facts.effects,
          [&](const domain::Effect& effect) { *added.add_effects() = ToProto(effect); });
  }
  return proto;
}

Result<v1::ListStandingsResponse> ListStandings(app::View& view,
                                                const v1::ListStandingsRequest& request,
                                                Instant now, const app::Doubt& doubt) {
  static const FilterField kFields[] = {
      {"contract"}, {"customer"}, {"stage", v1::Stage_descriptor()}};
  ASSIGN_OR_RETURN(const auto page_request, ToPageRequest(request, "standings", now, kFields));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage(view.enforcement().standings(), page_request));
  ASSIGN_OR_RETURN(const auto lines, app::LinesOf(view, page.rows, now, doubt));
  v1::ListStandingsResponse response;
  for (const app::StandingLine& line : lines) *response.add_standings() = ToProto(line);
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<app::Assumptions> AssumptionsOf(const v1::PreviewTimelineRequest& request) {
  app::Assumptions assumptions;
  for (const v1::AssumedPayment& proto : request.payments()) {
    app::AssumedPayment& payment = assumptions.payments.emplace_back();
    ASSIGN_OR_RETURN(payment.invoice_id,
                     ParseName("payments.invoice", proto.invoice(), "invoices"));
    if (proto.has_amount()) payment.amount = ToDomain(proto.amount());
    ASSIGN_OR_RETURN(const auto date, DateToDomain("payments.date", proto.date()));
    if (!date) return FieldInvalid("payments.date", "must be set");
    payment.date = *date;
  }
  for (const v1::AssumedReceipt& proto : request.receipts()) {
    app::AssumedReceipt& receipt = assumptions.receipts.emplace_back();
    ASSIGN_OR_RETURN(receipt.notice_id, ParseName("receipts.notice", proto.notice(), "notices"));
    ASSIGN_OR_RETURN(const auto date, DateToDomain("receipts.date", proto.date()));
    if (!date) return FieldInvalid("receipts.date", "must be set");
    receipt.date = *date;
  }
  if (request.has_time()) {
    ASSIGN_OR_RETURN(assumptions.time, ToDomain("time", request.time()));
  }
  return assumptions;
}

v1::QueueEntry EntryOf(const app::QueueEntry& entry) {
  v1::QueueEntry proto;
  *proto.mutable_time() = ToProto(entry.time);
  proto.set_date(ToProto(entry.date));
  proto.set_step(static_cast<v1::LadderStepKind>(entry.step));
  proto.set_subcontract(app::SubContractName(entry.contract_id, entry.sub_contract_id));
  proto.set_customer(app::Name("customers", entry.customer_id));
  for (const std::string& id : entry.invoice_ids) proto.add_invoices(app::Name("invoices", id));
  for (const std::string& what : entry.missing) proto.add_missing(what);
  return proto;
}

}  // namespace

void AddStandingMethods(MethodTable& table, const std::string& service, const AdminDeps& deps) {
  AddQuery<v1::GetStandingRequest, v1::Standing>(
      table, service + "GetStanding", deps,
      [doubt = deps.doubt](app::View& view, const v1::GetStandingRequest& request,
                           Instant now) -> Result<v1::Standing> {
        ASSIGN_OR_RETURN(const std::string id,
                         ParseName("contract", request.contract(), "contracts"));
        ASSIGN_OR_RETURN(const app::StandingView found, app::GetStanding(view, id, now, doubt));
        return Convert(view, found);
      });
  AddQuery<v1::ListStandingsRequest, v1::ListStandingsResponse>(
      table, service + "ListStandings", deps,
      [doubt = deps.doubt](app::View& view, const v1::ListStandingsRequest& request, Instant now) {
        return ListStandings(view, request, now, doubt);
      });
  AddQuery<v1::PreviewTimelineRequest, v1::Standing>(
      table, service + "PreviewTimeline", deps,
      [doubt = deps.doubt](app::View& view, const v1::PreviewTimelineRequest& request,
                           Instant now) -> Result<v1::Standing> {
        ASSIGN_OR_RETURN(const std::string id,
                         ParseName("contract", request.contract(), "contracts"));
        ASSIGN_OR_RETURN(const app::Assumptions assumptions, AssumptionsOf(request));
        ASSIGN_OR_RETURN(const app::StandingView found,
                         app::PreviewStanding(view, id, assumptions, now, doubt));
        return Convert(view, found);
      });
  AddQuery<v1::GetQueueRequest, v1::GetQueueResponse>(
      table, service + "GetQueue", deps,
      [doubt = deps.doubt](app::View& view, const v1::GetQueueRequest& request,
                           Instant now) -> Result<v1::GetQueueResponse> {
        Instant until = now + kDefaultQueue;
        if (request.has_until()) {
          ASSIGN_OR_RETURN(until, ToDomain("until", request.until()));
        }
        ASSIGN_OR_RETURN(const app::Queue queue, app::GetQueue(view, until, now, doubt));
        v1::GetQueueResponse response;
        for (const app::QueueEntry& entry : queue.entries) *response.add_entries() = EntryOf(entry);
        response.set_truncated(queue.truncated);
        return response;
      });
}

void AddEnforcementService(MethodTable& table, const AdminDeps& deps) {
  const std::string service = "countersign.v1.EnforcementService/";
  AddStandingMethods(table, service, deps);
  AddNoticeMethods(table, service, deps);
  AddCaseMethods(table, service, deps);
  AddApprovals(table, deps);
}

}  // namespace countersign::rpc
