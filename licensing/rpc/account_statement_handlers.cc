#include "licensing/rpc/convert_papers.h"
#include "licensing/rpc/listing.h"
#include "licensing/rpc/paper_handlers.h"

namespace countersign::rpc {
namespace {

Result<v1::SentStatement> Convert(Result<domain::SentStatement>&& answer) {
  ASSIGN_OR_RETURN(const domain::SentStatement sent, std::move(answer));
  return ToProto(sent);
}

// What PreviewStatement and SendStatement have in common.
template <class Request>
Result<app::StatementRequest> ToContent(const Request& request, std::string customer_id) {
  app::StatementRequest content;
  content.customer_id = std::move(customer_id);
  ASSIGN_OR_RETURN(content.date, DateToDomain("date", request.date()));
  content.time_zone = request.time_zone();
  content.language = request.language();
  return content;
}

Result<v1::PreviewStatementResponse> PreviewStatement(app::View& view,
                                                      const v1::PreviewStatementRequest& request,
                                                      Instant now) {
  ASSIGN_OR_RETURN(std::string id, ParseName("name", request.name(), "customers"));
  ASSIGN_OR_RETURN(const app::StatementRequest content, ToContent(request, std::move(id)));
  ASSIGN_OR_RETURN(const app::StatementDraft draft, app::DraftStatement(view, content, now));
  v1::PreviewStatementResponse response;
  response.set_text(draft.text);
  response.set_text_sha256(draft.text_sha256);
  return response;
}

Result<v1::SentStatement> SendStatement(Mutation& m, const v1::SendStatementRequest& request) {
  app::NewSentStatement draft;
  ASSIGN_OR_RETURN(const ChildName contact, ParseContact("contact", request.contact()));
  ASSIGN_OR_RETURN(draft.content, ToContent(request, contact.parent_id));
  draft.id = request.statement_id();
  draft.contact_id = contact.id;
  ASSIGN_OR_RETURN(draft.sent_on, DateToDomain("sent_date", request.sent_date()));
  ASSIGN_OR_RETURN(const int method,
                   KnownValue("method", v1::SendMethod_descriptor(), request.method()));
  draft.method = static_cast<domain::SendMethod>(method);
  draft.proof_sha256 = request.proof_sha256();
  draft.text_sha256 = request.text_sha256();
  return Convert(app::SendStatement(m.tx, m.act, draft));
}

template <class Request>
Result<app::StatementAnswer> ToAnswer(const Request& request, bool confirmed) {
  app::StatementAnswer answer;
  ASSIGN_OR_RETURN(answer.statement_id, ParseName("name", request.name(), "statements"));
  answer.etag = request.etag();
  answer.confirmed = confirmed;
  ASSIGN_OR_RETURN(const ChildName contact, ParseContact("contact", request.contact()));
  answer.customer_id = contact.parent_id;
  answer.contact_id = contact.id;
  ASSIGN_OR_RETURN(answer.date, DateToDomain("date", request.date()));
  answer.paper_sha256 = request.paper_sha256();
  return answer;
}

Result<v1::SentStatement> ConfirmStatement(Mutation& m,
                                           const v1::ConfirmStatementRequest& request) {
  ASSIGN_OR_RETURN(const app::StatementAnswer answer, ToAnswer(request, true));
  return Convert(app::AnswerStatement(m.tx, m.act, answer));
}

Result<v1::SentStatement> ContradictStatement(Mutation& m,
                                              const v1::ContradictStatementRequest& request) {
  ASSIGN_OR_RETURN(app::StatementAnswer answer, ToAnswer(request, false));
  answer.remarks = request.remarks();
  return Convert(app::AnswerStatement(m.tx, m.act, answer));
}

Result<v1::SentStatement> GetSentStatement(app::View& view,
                                           const v1::GetSentStatementRequest& request, Instant) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "statements"));
  return Convert(app::Load(view.papers().statements(), "statements", id));
}

Result<v1::ListSentStatementsResponse> ListSentStatements(
    app::View& view, const v1::ListSentStatementsRequest& request, Instant now) {
  static const FilterField kFields[] = {{"customer"},
                                        {"state", v1::SentStatementState_descriptor()}};
  ASSIGN_OR_RETURN(const auto page_request, ToPageRequest(request, "statements", now, kFields));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage(view.papers().statements(), page_request));
  v1::ListSentStatementsResponse response;
  for (const domain::SentStatement& row : page.rows) *response.add_statements() = ToProto(row);
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<v1::Attestation> AttestPayments(Mutation& m, const v1::AttestPaymentsRequest& request) {
  app::NewAttestation draft;
  ASSIGN_OR_RETURN(draft.through_date, DateToDomain("through_date", request.through_date()));
  draft.time_zone = request.time_zone();
  draft.note = request.note();
  ASSIGN_OR_RETURN(const auto attestation, app::AttestPayments(m.tx, m.act, draft));
  return ToProto(attestation);
}

Result<v1::Attestation> GetAttestation(app::View& view, const v1::GetAttestationRequest&, Instant) {
  ASSIGN_OR_RETURN(const auto attestation, app::CurrentAttestation(view));
  if (!attestation) return NotFound("attestation of payments yet");
  return ToProto(*attestation);
}

}  // namespace

void AddAccountStatementMethods(MethodTable& table, const std::string& service,
                                const AdminDeps& deps) {
  AddQuery<v1::PreviewStatementRequest, v1::PreviewStatementResponse>(
      table, service + "PreviewStatement", deps, PreviewStatement);
  AddMutation<v1::SendStatementRequest, v1::SentStatement>(table, service + "SendStatement", deps,
                                                           SendStatement);
  AddMutation<v1::ConfirmStatementRequest, v1::SentStatement>(table, service + "ConfirmStatement",
                                                              deps, ConfirmStatement);
  AddMutation<v1::ContradictStatementRequest, v1::SentStatement>(
      table, service + "ContradictStatement", deps, ContradictStatement);
  AddQuery<v1::GetSentStatementRequest, v1::SentStatement>(table, service + "GetSentStatement",
                                                           deps, GetSentStatement);
  AddQuery<v1::ListSentStatementsRequest, v1::ListSentStatementsResponse>(
      table, service + "ListSentStatements", deps, ListSentStatements);
  AddMutation<v1::AttestPaymentsRequest, v1::Attestation>(table, service + "AttestPayments", deps,
                                                          AttestPayments);
  AddQuery<v1::GetAttestationRequest, v1::Attestation>(table, service + "GetAttestation", deps,
                                                       GetAttestation);
}

}  // namespace countersign::rpc
