#include "licensing/app/certificates.h"

#include <algorithm>
#include <boost/json.hpp>

#include "licensing/app/contacts.h"
#include "licensing/app/contracts.h"
#include "licensing/app/milestones.h"
#include "licensing/app/resource.h"
#include "licensing/base/encoding.h"

namespace countersign::app {
namespace {

namespace json = boost::json;

constexpr int kEntriesAtOnce = 100;

std::string ModeName(domain::AcceptanceMode mode) {
  switch (mode) {
    case domain::AcceptanceMode::kSigned:
      return "SIGNED";
    case domain::AcceptanceMode::kDeemed:
      return "DEEMED";
    case domain::AcceptanceMode::kByUse:
      return "BY_USE";
    case domain::AcceptanceMode::kTriggered:
      return "TRIGGERED";
  }
  return "";
}

std::string MethodName(domain::SignatureMethod method) {
  return method == domain::SignatureMethod::kPaper ? "PAPER" : "PORTAL";
}

// Stored as hexadecimal digits.
std::string HashOf(const std::string& digits) { return HexDecode(digits).value_or(""); }

template <class T>
std::vector<std::string> IdsOf(const std::vector<T>& parts) {
  std::vector<std::string> ids;
  for (const T& part : parts) ids.push_back(part.id);
  return ids;
}

bool TellsOfAcceptance(const Entry& entry) {
  json::error_code error;
  const json::value body = json::parse(entry.body, error);
  const json::value* events =
      error || !body.is_object() ? nullptr : body.as_object().if_contains("events");
  if (events == nullptr || !events->is_array()) return false;
  return std::ranges::any_of(events->as_array(), [](const json::value& event) {
    const json::value* kind = event.is_object() ? event.as_object().if_contains("kind") : nullptr;
    if (kind == nullptr || !kind->is_string()) return false;
    const std::string_view name = kind->as_string();
    return name == domain::EventName(domain::MilestoneEventKind::kAccepted) ||
           name == domain::EventName(domain::MilestoneEventKind::kDeemedAccepted);
  });
}

// It happens once in a milestone's life.
Result<Entry> EntryOfAcceptance(View& view, const std::string& name) {
  ListQuery query;
  query.limit = kEntriesAtOnce;
  query.equals = {{"resource", name}};
  while (true) {
    ASSIGN_OR_RETURN(const auto entries, view.entries().List(query));
    const auto found = std::ranges::find_if(entries, TellsOfAcceptance);
    if (found != entries.end()) return *found;
    if (entries.size() < kEntriesAtOnce) break;
    query.after_id = entries.back().id;
  }
  return Fail(Code::kInternal, Reason::kLedgerContradicted,
              "no entry of the ledger tells that " + name + " was accepted");
}

// Of the delivery that was accepted; nothing for a milestone without one.
void AddRound(const domain::Milestone& milestone, const domain::Contract& contract,
              verify::Certificate& certificate) {
  if (milestone.rounds.empty()) return;
  const domain::Round& round = milestone.rounds.back();
  certificate.document = HashOf(round.delivery.document_sha256);
  if (round.receipt) certificate.receipt_date = FormatCivilDate(round.receipt->received);
  for (const domain::Signature& signature : round.signatures)
    certificate.signatures.push_back({ContactName(contract.customer_id, signature.contact_id),
                                      FormatCivilDate(signature.date), MethodName(signature.method),
                                      HashOf(signature.paper_sha256)});
}

}  // namespace

Result<verify::Certificate> CertifiedAcceptance(View& view, std::string_view contract_id,
                                                std::string_view id) {
  ASSIGN_OR_RETURN(const domain::Milestone milestone, GetMilestone(view, contract_id, id));
  ASSIGN_OR_RETURN(const domain::Contract contract,
                   Load(view.contracts(), "contracts", contract_id));
  verify::Certificate certificate;
  certificate.milestone = MilestoneName(contract_id, id);
  if (!milestone.acceptance)
    return StateConflict(certificate.milestone, domain::StateName(milestone.state),
                         "there is no acceptance to certify");
  ASSIGN_OR_RETURN(const Entry entry, EntryOfAcceptance(view, certificate.milestone));
  ASSIGN_OR_RETURN(const std::string amount, domain::FormatAmount(milestone.amount));
  certificate.issued_at = ToSeconds(entry.time);
  certificate.entry_id = entry.id;
  certificate.sub_contract = SubContractName(contract_id, milestone.sub_contract_id);
  certificate.amount = milestone.amount.currency_code + " " + amount;
  certificate.mode = ModeName(milestone.acceptance->mode);
  certificate.date = FormatCivilDate(milestone.acceptance->date);
  certificate.items = IdsOf(milestone.items);
  certificate.punch_items = IdsOf(milestone.punch_list);
  AddRound(milestone, contract, certificate);
  return certificate;
}

}  // namespace countersign::app
