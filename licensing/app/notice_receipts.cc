#include "licensing/app/notice_receipts.h"

#include <algorithm>

#include "licensing/app/contacts.h"
#include "licensing/app/contracts.h"
#include "licensing/app/papers.h"
#include "licensing/app/resource.h"
#include "licensing/domain/validate.h"

namespace countersign::app {
namespace {

using domain::Notice;
using domain::NoticeChannel;
using domain::NoticeState;
using domain::ReceiptClass;

constexpr std::size_t kMaxTrackingNumber = 64;

std::string_view StateText(NoticeState state) {
  switch (state) {
    case NoticeState::kWaiting:
      return "WAITING";
    case NoticeState::kSent:
      return "SENT";
    case NoticeState::kReceived:
      return "RECEIVED";
    case NoticeState::kFailed:
      return "FAILED";
    case NoticeState::kCancelled:
      break;
  }
  return "CANCELLED";
}

tl::unexpected<Error> WrongState(const Notice& notice, std::string_view what) {
  return StateConflict(Name("notices", notice.id), StateText(notice.state), what);
}

Result<Notice> LoadNotice(View& view, std::string_view id, std::string_view etag) {
  return LoadForChange(view.enforcement().notices(), "notices", id, etag);
}

Result<void> CheckProof(ReceiptClass receipt_class, bool service_clause) {
  if (domain::ProvesReceipt(receipt_class, service_clause)) return {};
  return FieldInvalid("receipt.receipt_class",
                      "proves nothing without a service clause in the contract");
}

Result<void> CheckClass(const Notice& notice, ReceiptClass receipt_class, bool service_clause) {
  if (receipt_class == ReceiptClass::kPortalCode)
    return FieldInvalid("receipt.receipt_class",
                        "is recorded by the contact alone, in the portal with a mailed code; a "
                        "written acknowledgement is class A (ACKNOWLEDGED)");
  const bool letter = notice.channel == NoticeChannel::kLetter;
  const bool by_post = receipt_class == ReceiptClass::kRegistered ||
                       receipt_class == ReceiptClass::kRegisteredRefused;
  if (by_post && !letter)
    return FieldInvalid("receipt.receipt_class", "is one of registered mail: send a letter first");
  if (receipt_class == ReceiptClass::kArrived && !letter)
    return FieldInvalid("receipt.receipt_class", "is what the server sees of its own mails");
  return CheckProof(receipt_class, service_clause);
}

// Mail that came back proves receipt only at the address that was agreed for it.
Result<void> CheckReturned(const Notice& notice, ReceiptClass receipt_class,
                           const domain::ContractTerms& terms) {
  if (receipt_class != ReceiptClass::kRegisteredRefused) return {};
  constexpr std::string_view kField = "receipt.receipt_class";
  if (!terms.service_contact_id)
    return FieldInvalid(kField,
                        "proves nothing: the contract names no service contact, whose postal "
                        "address was agreed for notices");
  if (*terms.service_contact_id == notice.contact_id) return {};
  return FieldInvalid(kField, "proves nothing: the letter went to " +
                                  ContactName(notice.customer_id, notice.contact_id) +
                                  ", and the agreed address is that of " +
                                  ContactName(notice.customer_id, *terms.service_contact_id));
}

// To whom a letter goes. FIELD_INVALID where the agreed address is not known.
Result<std::string> AddresseeOf(View& view, const Notice& notice,
                                const domain::ContractTerms& terms, const std::string& given) {
  const std::string id =
      given.empty() ? terms.service_contact_id.value_or(notice.contact_id) : given;
  // The notice's own contact may have been erased since.
  if (id == notice.contact_id && id != terms.service_contact_id) return id;
  ASSIGN_OR_RETURN(const domain::Contact contact, GetContact(view, notice.customer_id, id));
  if (id == terms.service_contact_id && contact.postal_address.empty())
    return FieldInvalid("letter.contact",
                        "must have a postal address: it is the one that was "
                        "agreed for notices");
  return id;
}

struct Place {
  domain::Contract contract;
  TimeZone zone;
  CivilDate today;
};

Result<Place> PlaceOf(View& view, const Notice& notice, Instant now) {
  ASSIGN_OR_RETURN(domain::Contract contract, GetContract(view, notice.contract_id));
  ASSIGN_OR_RETURN(const TimeZone zone, TimeZone::Find(contract.terms.time_zone));
  return Place{std::move(contract), zone, zone.DateAt(now)};
}

Result<CivilDate> DayBetween(std::string_view field, std::optional<CivilDate> given,
                             CivilDate first, CivilDate today) {
  const CivilDate day = given.value_or(today);
  RETURN_IF_ERROR(CheckDate(field, day));
  if (day < first) return FieldInvalid(field, "must not be before the notice went out");
  if (day > today) return FieldInvalid(field, "must not be in the future");
  return day;
}

boost::json::object ReceiptBody(const Notice& notice, const domain::NoticeReceipt& receipt) {
  return {{"contract", Name("contracts", notice.contract_id)},
          {"class", static_cast<std::int64_t>(receipt.receipt_class)},
          {"date", FormatCivilDate(receipt.date)}};
}

Result<Notice> LoadSent(View& view, std::string_view id, std::string_view etag) {
  ASSIGN_OR_RETURN(Notice notice, LoadNotice(view, id, etag));
  if (notice.state != NoticeState::kSent && notice.state != NoticeState::kReceived)
    return WrongState(notice, "only what was sent can be received");
  return notice;
}

Result<Notice> KeepReceipt(Transaction& tx, const Act& act, Notice notice,
                           const domain::NoticeReceipt& receipt, const boost::json::object& body,
                           const std::vector<std::string>& papers) {
  notice.receipts.push_back(receipt);
  notice.state = NoticeState::kReceived;
  RETURN_IF_ERROR(Save(tx.enforcement().notices(), notice, act));
  RETURN_IF_ERROR(Record(tx, act, "notice.receive", Name("notices", notice.id), body, papers));
  return notice;
}

}  // namespace

Result<Notice> RecordNoticeReceipt(Transaction& tx, const Act& act, const NewNoticeReceipt& draft) {
  ASSIGN_OR_RETURN(Notice notice, LoadSent(tx, draft.notice_id, draft.etag));
  ASSIGN_OR_RETURN(const Place place, PlaceOf(tx, notice, act.now));
  RETURN_IF_ERROR(CheckClass(notice, draft.receipt_class, place.contract.terms.service_clause));
  RETURN_IF_ERROR(CheckReturned(notice, draft.receipt_class, place.contract.terms));
  domain::NoticeReceipt receipt;
  receipt.receipt_class = draft.receipt_class;
  ASSIGN_OR_RETURN(receipt.date, DayBetween("receipt.date", draft.date,
                                            place.zone.DateAt(*notice.sent_time), place.today));
  receipt.record_time = act.now;
  if (!draft.contact_id.empty())
    RETURN_IF_ERROR(GetContact(tx, notice.customer_id, draft.contact_id));
  receipt.contact_id = draft.contact_id;
  receipt.proof_sha256 = draft.proof_sha256;
  ASSIGN_OR_RETURN(const std::string proof,
                   PaperOf(tx, "receipt.proof_sha256", draft.proof_sha256, notice.customer_id));
  const boost::json::object body = ReceiptBody(notice, receipt);
  return KeepReceipt(tx, act, std::move(notice), receipt, body, {proof});
}

Result<Notice> ConfirmNoticeReceipt(Transaction& tx, const Act& act, std::string_view id,
                                    std::string_view code_message) {
  ASSIGN_OR_RETURN(Notice notice, LoadSent(tx, id, ""));
  ASSIGN_OR_RETURN(const Place place, PlaceOf(tx, notice, act.now));
  domain::NoticeReceipt receipt;
  receipt.receipt_class = ReceiptClass::kPortalCode;
  receipt.date = place.today;
  receipt.record_time = act.now;
  receipt.contact_id = notice.contact_id;
  boost::json::object body = ReceiptBody(notice, receipt);
  body["text_sha256"] = notice.text_sha256;
  body["message"] = notice.message;
  body["code_message"] = code_message;
  return KeepReceipt(tx, act, std::move(notice), receipt, body, {});
}

Result<Notice> RecordArrival(Transaction& tx, const Act& act, std::string_view id,
                             Instant arrived) {
  ASSIGN_OR_RETURN(Notice notice, LoadSent(tx, id, ""));
  ASSIGN_OR_RETURN(const Place place, PlaceOf(tx, notice, act.now));
  RETURN_IF_ERROR(CheckProof(ReceiptClass::kArrived, place.contract.terms.service_clause));
  domain::NoticeReceipt receipt;
  receipt.receipt_class = ReceiptClass::kArrived;
  receipt.date = place.zone.DateAt(arrived);
  receipt.record_time = act.now;
  receipt.contact_id = notice.contact_id;
  boost::json::object body = ReceiptBody(notice, receipt);
  body["message"] = notice.message;
  return KeepReceipt(tx, act, std::move(notice), receipt, body, {});
}

Result<Notice> WithdrawNoticeReceipt(Transaction& tx, const Act& act, std::string_view id,
                                     std::string_view etag, int number, std::string_view reason) {
  ASSIGN_OR_RETURN(Notice notice, LoadNotice(tx, id, etag));
  if (number < 1 || static_cast<std::size_t>(number) > notice.receipts.size())
    return FieldInvalid("number", "must be that of one of the notice's receipts");
  RETURN_IF_ERROR(domain::CheckText("reason", reason, 1, kMaxPaperText));
  domain::NoticeReceipt& receipt = notice.receipts[static_cast<std::size_t>(number) - 1];
  if (receipt.withdraw_time) return WrongState(notice, "that receipt was withdrawn before");
  receipt.withdraw_time = act.now;
  const bool received = std::ranges::any_of(
      notice.receipts, [](const domain::NoticeReceipt& one) { return !one.withdraw_time; });
  if (!received && notice.state == NoticeState::kReceived) notice.state = NoticeState::kSent;
  boost::json::object body = ReceiptBody(notice, receipt);
  body["reason"] = reason;
  RETURN_IF_ERROR(Save(tx.enforcement().notices(), notice, act));
  RETURN_IF_ERROR(Record(tx, act, "notice.withdraw_receipt", Name("notices", notice.id), body));
  return notice;
}

Result<Notice> SendLetter(Transaction& tx, const Act& act, const Letter& letter) {
  ASSIGN_OR_RETURN(const Notice before, LoadNotice(tx, letter.notice_id, letter.etag));
  if (before.state == NoticeState::kWaiting || before.state == NoticeState::kCancelled)
    return WrongState(before, "it has not been sent, and need not be posted");
  if (before.consume_time) return WrongState(before, "what it was about is settled");
  RETURN_IF_ERROR(
      domain::CheckText("letter.tracking_number", letter.tracking_number, 1, kMaxTrackingNumber));
  ASSIGN_OR_RETURN(const Place place, PlaceOf(tx, before, act.now));
  ASSIGN_OR_RETURN(const CivilDate day,
                   DayBetween("letter.date", letter.date,
                              place.zone.DateAt(before.meta.create_time), place.today));
  std::vector<std::string> papers;
  ASSIGN_OR_RETURN(papers.emplace_back(),
                   PaperOf(tx, "letter.paper_sha256", letter.paper_sha256, before.customer_id));
  ASSIGN_OR_RETURN(papers.emplace_back(),
                   PaperOf(tx, "letter.sealing_sha256", letter.sealing_sha256, before.customer_id));
  Notice posted = before;
  ASSIGN_OR_RETURN(posted.contact_id,
                   AddresseeOf(tx, before, place.contract.terms, letter.contact_id));
  ASSIGN_OR_RETURN(posted.id, TakeId("notice_id", "", act));
  posted.channel = NoticeChannel::kLetter;
  posted.text_sha256 = letter.paper_sha256;
  posted.tracking_number = letter.tracking_number;
  posted.message.clear();
  posted.receipts.clear();
  posted.failure.clear();
  posted.state = NoticeState::kSent;
  posted.sent_time = day == place.today ? act.now : place.zone.StartOf(day);
  posted.send_time = *posted.sent_time;
  posted.meta = NewMeta(act);
  RETURN_IF_ERROR(tx.enforcement().notices().Insert(posted));
  RETURN_IF_ERROR(Record(tx, act, "notice.post", Name("notices", posted.id),
                         {{"contract", Name("contracts", posted.contract_id)},
                          {"instead_of", Name("notices", before.id)},
                          {"contact", ContactName(posted.customer_id, posted.contact_id)},
                          {"tracking_number", posted.tracking_number}},
                         papers));
  return posted;
}

Result<Notice> ResendNotice(Transaction& tx, const Act& act, std::string_view id,
                            std::string_view etag) {
  ASSIGN_OR_RETURN(Notice notice, LoadNotice(tx, id, etag));
  if (notice.state != NoticeState::kSent && notice.state != NoticeState::kFailed)
    return WrongState(notice, "only what was sent and not received is sent again");
  notice.state = NoticeState::kFailed;
  notice.failure = "given up for a new one";
  RETURN_IF_ERROR(Save(tx.enforcement().notices(), notice, act));
  RETURN_IF_ERROR(Record(tx, act, "notice.resend", Name("notices", notice.id), {}));
  return notice;
}

}  // namespace countersign::app
