#include "licensing/app/guarantees.h"

#include <algorithm>

#include "licensing/app/contracts.h"
#include "licensing/app/papers.h"
#include "licensing/app/resource.h"
#include "licensing/domain/validate.h"

namespace countersign::app {

using domain::Guarantee;
using domain::GuaranteeState;

std::string GuaranteeName(std::string_view contract_id, std::string_view id) {
  return Name("contracts", contract_id) + "/" + Name("guarantees", id);
}

Result<Guarantee> GetGuarantee(View& view, std::string_view contract_id, std::string_view id) {
  ASSIGN_OR_RETURN(std::optional<Guarantee> found, view.papers().guarantees().Find(id));
  if (!found || found->contract_id != contract_id) return NotFound(GuaranteeName(contract_id, id));
  return *std::move(found);
}

Result<Guarantee> RecordGuarantee(Transaction& tx, const Act& act, Guarantee draft) {
  ASSIGN_OR_RETURN(draft.id, TakeId("guarantee_id", draft.id, act));
  draft.meta = NewMeta(act);
  draft.release_date.reset();
  draft.release_reason.clear();
  ASSIGN_OR_RETURN(const domain::Contract contract,
                   Load(tx.contracts(), "contracts", draft.contract_id));
  if (!draft.sub_contract_id.empty())
    RETURN_IF_ERROR(GetSubContract(tx, contract.id, draft.sub_contract_id));
  RETURN_IF_ERROR(domain::CheckText("guarantee.guarantor", draft.guarantor, 1, kMaxPartyName));
  RETURN_IF_ERROR(domain::CheckPositiveAmount("guarantee.amount", draft.amount));
  RETURN_IF_ERROR(domain::CheckCurrency(contract.terms.currency_code, {draft.amount}));
  RETURN_IF_ERROR(domain::CheckNotInFuture("guarantee.date", draft.date, act.now));
  if (draft.end_date) {
    RETURN_IF_ERROR(CheckDate("guarantee.end_date", *draft.end_date));
    RETURN_IF_ERROR(
        CheckNotBefore("guarantee.end_date", *draft.end_date, draft.date, "the guarantee's date"));
  }
  ASSIGN_OR_RETURN(const std::string paper,
                   PaperOf(tx, "guarantee.paper_sha256", draft.paper_sha256, contract.customer_id));
  RETURN_IF_ERROR(tx.papers().guarantees().Insert(draft));
  boost::json::object body = MoneyJson(draft.amount);
  body["date"] = FormatCivilDate(draft.date);
  RETURN_IF_ERROR(
      Record(tx, act, "guarantee.record", GuaranteeName(contract.id, draft.id), body, {paper}));
  return draft;
}

Result<Guarantee> ReleaseGuarantee(Transaction& tx, const Act& act,
                                   const GuaranteeRelease& release) {
  ASSIGN_OR_RETURN(Guarantee guarantee, GetGuarantee(tx, release.contract_id, release.id));
  const std::string name = GuaranteeName(guarantee.contract_id, guarantee.id);
  RETURN_IF_ERROR(CheckEtag(release.etag, guarantee.meta, name));
  ASSIGN_OR_RETURN(const domain::Contract contract,
                   Load(tx.contracts(), "contracts", guarantee.contract_id));
  ASSIGN_OR_RETURN(const CivilDate today, TodayOf(contract, act.now));
  const GuaranteeState state = domain::StateOn(guarantee, today);
  if (state != GuaranteeState::kActive)
    return StateConflict(name, state == GuaranteeState::kReleased ? "RELEASED" : "EXPIRED",
                         "there is nothing to release");
  const CivilDate date = release.date.value_or(today);
  RETURN_IF_ERROR(domain::CheckNotInFuture("date", date, act.now));
  RETURN_IF_ERROR(CheckNotBefore("date", date, guarantee.date, "the guarantee's date"));
  RETURN_IF_ERROR(domain::CheckText("reason", release.reason, 1, kMaxPaperText));
  guarantee.release_date = date;
  guarantee.release_reason = release.reason;
  RETURN_IF_ERROR(Save(tx.papers().guarantees(), guarantee, act));
  RETURN_IF_ERROR(Record(tx, act, "guarantee.release", name, {{"date", FormatCivilDate(date)}}));
  return guarantee;
}

Result<bool> IsSecured(View& view, const domain::Invoice& invoice, CivilDate day) {
  if (invoice.contract.empty()) return false;
  const std::string contract_id = invoice.contract.substr(invoice.contract.find('/') + 1);
  ASSIGN_OR_RETURN(const auto guarantees,
                   ListAll(view.papers().guarantees(), "contract_id", contract_id));
  return std::ranges::any_of(guarantees, [&](const Guarantee& guarantee) {
    return guarantee.date <= day && domain::StateOn(guarantee, day) == GuaranteeState::kActive &&
           (guarantee.sub_contract_id.empty() ||
            invoice.sub_contract == SubContractName(contract_id, guarantee.sub_contract_id));
  });
}

}  // namespace countersign::app
