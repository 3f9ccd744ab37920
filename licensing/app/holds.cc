#include "licensing/app/holds.h"

#include "licensing/app/contracts.h"
#include "licensing/app/interest_due.h"
#include "licensing/app/papers.h"
#include "licensing/app/resource.h"
#include "licensing/domain/validate.h"

namespace countersign::app {
namespace {

constexpr std::int64_t kLongestHold = 366;  // days

Result<void> CheckLastDate(CivilDate last, CivilDate today) {
  RETURN_IF_ERROR(CheckDate("hold.last_date", last));
  const std::int64_t days = DaysBetween(today, last);
  if (days >= 0 && days <= kLongestHold) return {};
  return FieldInvalid("hold.last_date", "must be from today to 366 days from now");
}

boost::json::object BodyOf(const domain::Hold& hold) {
  boost::json::object body{{"contract", Name("contracts", hold.contract_id)},
                           {"last_date", FormatCivilDate(hold.last_date)},
                           {"reason", hold.reason}};
  if (!hold.sub_contract_id.empty())
    body["subcontract"] = SubContractName(hold.contract_id, hold.sub_contract_id);
  return body;
}

}  // namespace

Result<domain::Hold> PlaceHold(Transaction& tx, const Act& act, const NewHold& draft) {
  ASSIGN_OR_RETURN(const domain::Contract contract, GetContract(tx, draft.contract_id));
  // A completed contract goes on down the ladder where a payment bounced.
  if (contract.state != domain::ContractState::kActive &&
      contract.state != domain::ContractState::kCompleted)
    return StateConflict(Name("contracts", contract.id), domain::StateName(contract.state),
                         "nothing of it is to be held");
  domain::Hold hold;
  ASSIGN_OR_RETURN(hold.id, TakeId("hold_id", draft.id, act));
  hold.contract_id = contract.id;
  if (!draft.sub_contract_id.empty()) {
    ASSIGN_OR_RETURN(const auto sub, GetSubContract(tx, contract.id, draft.sub_contract_id));
    hold.sub_contract_id = sub.id;
  }
  RETURN_IF_ERROR(domain::CheckText("hold.reason", draft.reason, 1, kMaxPaperText));
  ASSIGN_OR_RETURN(const CivilDate today, TodayOf(contract, act.now));
  RETURN_IF_ERROR(CheckLastDate(draft.last_date, today));
  hold.reason = draft.reason;
  hold.last_date = draft.last_date;
  hold.user = act.actor;
  hold.meta = NewMeta(act);
  RETURN_IF_ERROR(tx.enforcement().holds().Insert(hold));
  RETURN_IF_ERROR(Record(tx, act, "hold.place", Name("holds", hold.id), BodyOf(hold)));
  return hold;
}

Result<domain::Hold> ReleaseHold(Transaction& tx, const Act& act, std::string_view id,
                                 std::string_view etag) {
  ASSIGN_OR_RETURN(domain::Hold hold, LoadForChange(tx.enforcement().holds(), "holds", id, etag));
  ASSIGN_OR_RETURN(const domain::Contract contract, GetContract(tx, hold.contract_id));
  ASSIGN_OR_RETURN(const CivilDate today, TodayOf(contract, act.now));
  if (hold.release_time || hold.last_date < today)
    return StateConflict(Name("holds", hold.id), "OVER", "it holds nothing any more");
  hold.release_time = act.now;
  RETURN_IF_ERROR(Save(tx.enforcement().holds(), hold, act));
  RETURN_IF_ERROR(Record(tx, act, "hold.release", Name("holds", hold.id), BodyOf(hold)));
  return hold;
}

Result<domain::PaymentSlip> RecordPaymentSlip(Transaction& tx, const Act& act,
                                              const NewSlip& draft) {
  domain::PaymentSlip slip;
  ASSIGN_OR_RETURN(slip.id, TakeId("slip_id", draft.id, act));
  ASSIGN_OR_RETURN(const auto customer, Load(tx.customers(), "customers", draft.customer_id));
  slip.customer_id = customer.id;
  RETURN_IF_ERROR(
      LoadOpenClaims(tx, "slip.invoices", draft.invoice_ids, slip.customer_id, "").map([](auto&&) {
      }));
  slip.invoice_ids = draft.invoice_ids;
  ASSIGN_OR_RETURN(slip.date, DateOrToday(tx, slip.customer_id, "slip.date", draft.date, act.now));
  slip.paper_sha256 = draft.paper_sha256;
  ASSIGN_OR_RETURN(const std::string paper,
                   PaperOf(tx, "slip.paper_sha256", slip.paper_sha256, slip.customer_id));
  slip.meta = NewMeta(act);
  RETURN_IF_ERROR(tx.enforcement().slips().Insert(slip));
  RETURN_IF_ERROR(
      Record(tx, act, "slip.record", Name("slips", slip.id),
             {{"invoices", InvoiceNames(slip.invoice_ids)}, {"date", FormatCivilDate(slip.date)}},
             {paper}));
  return slip;
}

}  // namespace countersign::app
