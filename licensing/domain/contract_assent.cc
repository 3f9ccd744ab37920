// Disclosure of the right to suspend, and the customer's separate assent to it.
#include <algorithm>
#include <map>
#include <utility>

#include "licensing/base/encoding.h"
#include "licensing/domain/contract.h"
#include "licensing/domain/milestone_steps.h"
#include "licensing/domain/validate.h"

namespace countersign::domain {
namespace {

bool IsDisclosedBy(const Contract& contract, CivilDate day) {
  const std::string hash = ClauseHash(contract);
  return std::ranges::any_of(contract.disclosures, [&](const Disclosure& disclosure) {
    return disclosure.text_sha256 == hash && disclosure.date <= day;
  });
}

Result<void> CheckClause(const Contract& contract, std::string_view text_sha256) {
  if (!contract.terms.enforcement_clause.empty() && text_sha256 == ClauseHash(contract)) return {};
  return Fail(Code::kInvalidArgument, Reason::kDocumentMismatch,
              "this is not the hash of the contract's enforcement clause");
}

}  // namespace

std::string ClauseHash(const ContractTerms& terms, const std::vector<std::string>& dependents) {
  std::string text = terms.enforcement_clause;
  if (terms.offline_clause) text += "\n\n" + *terms.offline_clause;
  for (const std::string& one : dependents) text += "\n\n" + one;
  return HexEncode(Sha256(text));
}

std::string ClauseHash(const Contract& contract) {
  std::map<std::string_view, std::string_view> by_id;
  for (const SubContract& part : contract.sub_contracts)
    if (part.core && !part.dependents.empty()) by_id.emplace(part.id, part.dependents);
  std::vector<std::string> dependents;
  for (const auto& [id, text] : by_id) dependents.emplace_back(text);
  return ClauseHash(contract.terms, dependents);
}

Result<Contract> RecordDisclosure(Contract contract, Disclosure disclosure, CivilDate today) {
  RETURN_IF_ERROR(CheckPast("disclosure.date", disclosure.date, today));
  RETURN_IF_ERROR(CheckText("disclosure.how", disclosure.how, 1, 200));
  RETURN_IF_ERROR(CheckText("disclosure.contact", disclosure.contact_id, 1, 200));
  RETURN_IF_ERROR(CheckClause(contract, disclosure.text_sha256));
  contract.disclosures.push_back(std::move(disclosure));
  return contract;
}

Result<Contract> RecordAssent(Contract contract, Assent assent,
                              const std::vector<std::string>& signatories, CivilDate today) {
  RETURN_IF_ERROR(CheckPast("assent.date", assent.date, today));
  if (std::ranges::find(signatories, assent.contact_id) == signatories.end())
    return Fail(Code::kFailedPrecondition, Reason::kSignatoryMissing,
                assent.contact_id + " is none of the customer's signatories",
                {{"contact", assent.contact_id}});
  if (assent.method == SignatureMethod::kPaper)
    RETURN_IF_ERROR(CheckHash("assent.paper_sha256", assent.paper_sha256));
  RETURN_IF_ERROR(CheckClause(contract, assent.text_sha256));
  if (!IsDisclosedBy(contract, assent.date))
    return Fail(Code::kFailedPrecondition, Reason::kDocumentMismatch,
                "the clause was not disclosed by that day: record its disclosure first");
  contract.assents.push_back(std::move(assent));
  return contract;
}

bool IsAssentedBefore(const Contract& contract, CivilDate invoice_date) {
  const std::string hash = ClauseHash(contract);
  return std::ranges::any_of(contract.assents, [&](const Assent& assent) {
    return assent.text_sha256 == hash && assent.date < invoice_date &&
           IsDisclosedBy(contract, assent.date);
  });
}

}  // namespace countersign::domain
