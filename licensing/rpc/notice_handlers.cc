#include "countersign/v1/enforcement.pb.h"
#include "licensing/app/notice_links.h"
#include "licensing/app/notice_receipts.h"
#include "licensing/app/resource.h"
#include "licensing/app/standing_facts.h"
#include "licensing/rpc/convert_standing.h"
#include "licensing/rpc/enforcement_handlers.h"
#include "licensing/rpc/listing.h"
#include "licensing/rpc/names.h"

namespace countersign::rpc {
namespace {

Result<v1::Notice> Convert(Result<domain::Notice>&& answer) {
  ASSIGN_OR_RETURN(const domain::Notice notice, std::move(answer));
  return ToProto(notice);
}

Result<v1::Notice> GetNotice(app::View& view, const v1::GetNoticeRequest& request, Instant) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "notices"));
  ASSIGN_OR_RETURN(v1::Notice notice,
                   Convert(app::Load(view.enforcement().notices(), "notices", id)));
  RETURN_IF_ERROR(NameConfirmer(view, notice));
  return notice;
}

Result<v1::ListNoticesResponse> ListNotices(app::View& view, const v1::ListNoticesRequest& request,
                                            Instant now) {
  static const FilterField kFields[] = {{"contract"},
                                        {"subcontract"},
                                        {"customer"},
                                        {"kind", v1::NoticeKind_descriptor()},
                                        {"state", v1::NoticeState_descriptor()}};
  ASSIGN_OR_RETURN(const auto page_request, ToPageRequest(request, "notices", now, kFields));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage(view.enforcement().notices(), page_request));
  v1::ListNoticesResponse response;
  for (const domain::Notice& notice : page.rows) *response.add_notices() = ToProto(notice);
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<v1::Notice> RecordNoticeReceipt(Mutation& m, const v1::RecordNoticeReceiptRequest& request) {
  app::NewNoticeReceipt receipt;
  ASSIGN_OR_RETURN(receipt.notice_id, ParseName("name", request.name(), "notices"));
  receipt.etag = request.etag();
  if (request.receipt_class() == v1::RECEIPT_CLASS_UNSPECIFIED ||
      !v1::ReceiptClass_IsValid(request.receipt_class()))
    return FieldInvalid("receipt_class", "must say how receipt was proved");
  receipt.receipt_class = static_cast<domain::ReceiptClass>(request.receipt_class());
  ASSIGN_OR_RETURN(receipt.date, DateToDomain("date", request.date()));
  if (!request.contact().empty()) {
    ASSIGN_OR_RETURN(const ChildName contact,
                     ParseChildName("contact", request.contact(), "customers", "contacts"));
    receipt.contact_id = contact.id;
  }
  receipt.proof_sha256 = request.proof_sha256();
  return Convert(app::RecordNoticeReceipt(m.tx, m.act, receipt));
}

Result<v1::Notice> WithdrawNoticeReceipt(Mutation& m,
                                         const v1::WithdrawNoticeReceiptRequest& request) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "notices"));
  return Convert(app::WithdrawNoticeReceipt(m.tx, m.act, id, request.etag(), request.number(),
                                            request.reason()));
}

Result<v1::Notice> ResendNotice(Mutation& m, const v1::ResendNoticeRequest& request) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "notices"));
  return Convert(app::ResendNotice(m.tx, m.act, id, request.etag()));
}

Result<v1::Notice> RevokeNoticeLink(Mutation& m, const v1::RevokeNoticeLinkRequest& request) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "notices"));
  RETURN_IF_ERROR(app::RevokeNoticeLink(m.tx, m.act, id));
  return Convert(app::Load(m.tx.enforcement().notices(), "notices", id));
}

Result<v1::Notice> SendLetter(Mutation& m, const v1::SendLetterRequest& request) {
  app::Letter letter;
  ASSIGN_OR_RETURN(letter.notice_id, ParseName("name", request.name(), "notices"));
  letter.etag = request.etag();
  letter.tracking_number = request.tracking_number();
  ASSIGN_OR_RETURN(letter.date, DateToDomain("date", request.date()));
  letter.paper_sha256 = request.paper_sha256();
  letter.sealing_sha256 = request.sealing_sha256();
  if (!request.contact().empty()) {
    ASSIGN_OR_RETURN(const ChildName contact,
                     ParseChildName("contact", request.contact(), "customers", "contacts"));
    letter.contact_id = contact.id;
  }
  return Convert(app::SendLetter(m.tx, m.act, letter));
}

v1::NoticePreview ToProto(const domain::NoticeText& text) {
  v1::NoticePreview proto;
  proto.set_subject(text.subject);
  proto.set_text(text.text);
  proto.set_html(text.html);
  proto.set_template_version(text.template_version);
  return proto;
}

Result<v1::NoticePreview> GetNoticeText(app::View& view, const v1::GetNoticeTextRequest& request,
                                        Instant) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "notices"));
  ASSIGN_OR_RETURN(const domain::Notice notice,
                   app::Load(view.enforcement().notices(), "notices", id));
  constexpr std::string_view kMessages = "messages/";
  if (notice.message.empty()) return NotFound("the message of " + request.name());
  ASSIGN_OR_RETURN(const domain::Message message,
                   app::Load(view.messages(), "messages", notice.message.substr(kMessages.size())));
  if (message.erased) return NotFound("the text of " + request.name());
  return ToProto(
      domain::NoticeText{message.subject, message.text, message.html, notice.template_version});
}

Result<v1::NoticePreview> PreviewNotice(const app::NoticeDesk& desk, app::View& view,
                                        const v1::PreviewNoticeRequest& request, Instant now) {
  ASSIGN_OR_RETURN(const ChildName name, ParseChildName("subcontract", request.subcontract(),
                                                        "contracts", "subcontracts"));
  if (request.kind() < v1::NOTICE_KIND_PRE_DUE_REMINDER ||
      request.kind() > v1::NOTICE_KIND_FORMAL_NOTICE)
    return FieldInvalid("kind", "must be a step of the ladder, PRE_DUE_REMINDER to FORMAL_NOTICE");
  ASSIGN_OR_RETURN(const auto facts, app::LoadContractFacts(view, name.parent_id, now));
  ASSIGN_OR_RETURN(
      const domain::NoticeText text,
      desk.Preview(view, facts, name.id, static_cast<domain::NoticeKind>(request.kind()),
                   request.language(), now));
  return ToProto(text);
}

Result<v1::NoticePreview> GetTerminationStatement(const app::NoticeDesk& desk, app::View& view,
                                                  const v1::GetTerminationStatementRequest& request,
                                                  Instant now) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "contracts"));
  ASSIGN_OR_RETURN(const domain::NoticeText text,
                   desk.TerminationStatement(view, id, request.language(), now));
  return ToProto(text);
}

}  // namespace

Result<void> NameConfirmer(app::View& view, v1::Notice& notice) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", notice.name(), "notices"));
  ASSIGN_OR_RETURN(const auto link, view.notice_links().Find(id));
  if (!link || !link->confirm_time) return {};
  ASSIGN_OR_RETURN(const std::string name, view.notice_links().FindName(*link));
  for (v1::NoticeReceipt& receipt : *notice.mutable_receipts())
    if (receipt.receipt_class() == v1::RECEIPT_CLASS_PORTAL_CODE && receipt.proof_sha256().empty())
      receipt.set_person(name);
  return {};
}

void AddNoticeMethods(MethodTable& table, const std::string& service, const AdminDeps& deps) {
  AddQuery<v1::GetNoticeRequest, v1::Notice>(table, service + "GetNotice", deps, GetNotice);
  AddQuery<v1::ListNoticesRequest, v1::ListNoticesResponse>(table, service + "ListNotices", deps,
                                                            ListNotices);
  AddQuery<v1::PreviewNoticeRequest, v1::NoticePreview>(
      table, service + "PreviewNotice", deps,
      [desk = deps.notice_desk](app::View& view, const v1::PreviewNoticeRequest& request,
                                Instant now) { return PreviewNotice(desk, view, request, now); });
  AddQuery<v1::GetTerminationStatementRequest, v1::NoticePreview>(
      table, service + "GetTerminationStatement", deps,
      [desk = deps.notice_desk](app::View& view, const v1::GetTerminationStatementRequest& request,
                                Instant now) {
        return GetTerminationStatement(desk, view, request, now);
      });
  AddQuery<v1::GetNoticeTextRequest, v1::NoticePreview>(table, service + "GetNoticeText", deps,
                                                        GetNoticeText);
  AddMutation<v1::RecordNoticeReceiptRequest, v1::Notice>(table, service + "RecordNoticeReceipt",
                                                          deps, RecordNoticeReceipt);
  AddMutation<v1::WithdrawNoticeReceiptRequest, v1::Notice>(
      table, service + "WithdrawNoticeReceipt", deps, WithdrawNoticeReceipt);
  AddMutation<v1::ResendNoticeRequest, v1::Notice>(table, service + "ResendNotice", deps,
                                                   ResendNotice);
  AddMutation<v1::RevokeNoticeLinkRequest, v1::Notice>(table, service + "RevokeNoticeLink", deps,
                                                       RevokeNoticeLink);
  AddMutation<v1::SendLetterRequest, v1::Notice>(table, service + "SendLetter", deps, SendLetter);
}

}  // namespace countersign::rpc
