#include "licensing/store/enforcement_json.h"

#include "licensing/store/contract_names.h"
#include "licensing/store/json_members.h"

namespace countersign::domain {

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, NoticedClaim>
void Members(Io& io, T& claim) {
  io("invoice_id", claim.invoice_id);
  io("number", claim.number);
  io("principal", claim.principal);
  io("interest", claim.interest);
  io("due_date", claim.due_date);
  io("days_overdue", claim.days_overdue);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, NoticeReceipt>
void Members(Io& io, T& receipt) {
  io("class", receipt.receipt_class);
  io("date", receipt.date);
  io("record_time", receipt.record_time);
  io("contact_id", receipt.contact_id);
  io("proof_sha256", receipt.proof_sha256);
  io("withdraw_time", receipt.withdraw_time);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, CaseContact>
void Members(Io& io, T& contact) {
  io("time", contact.time);
  io("kind", contact.kind);
  io("summary", contact.summary);
  io("contact_id", contact.contact_id);
  io("user", contact.user);
  io("paper_sha256", contact.paper_sha256);
}

}  // namespace countersign::domain

namespace countersign::store {

std::string ToJson(const std::vector<domain::NoticedClaim>& claims) { return WriteMembers(claims); }
std::string ToJson(const std::vector<domain::NoticeReceipt>& receipts) {
  return WriteMembers(receipts);
}
std::string ToJson(const std::vector<domain::CaseContact>& contacts) {
  return WriteMembers(contacts);
}

Result<void> FromJson(std::string_view text, std::vector<domain::NoticedClaim>& claims) {
  return ReadMembers(text, claims);
}
Result<void> FromJson(std::string_view text, std::vector<domain::NoticeReceipt>& receipts) {
  return ReadMembers(text, receipts);
}
Result<void> FromJson(std::string_view text, std::vector<domain::CaseContact>& contacts) {
  return ReadMembers(text, contacts);
}

}  // namespace countersign::store
