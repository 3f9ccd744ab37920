#include "licensing/rpc/convert_papers.h"
#include "licensing/rpc/paper_handlers.h"

namespace countersign::rpc {
namespace {

Result<v1::Paper> Convert(Result<domain::PackPaper>&& answer) {
  ASSIGN_OR_RETURN(const domain::PackPaper paper, std::move(answer));
  return ToProto(paper);
}

Result<v1::Paper> AttachPaper(Mutation& m, const v1::AttachPaperRequest& request) {
  app::NewPackPaper draft;
  ASSIGN_OR_RETURN(draft.invoice_id, ParseName("parent", request.parent(), "invoices"));
  draft.id = request.paper_id();
  draft.kind = request.paper().kind();
  draft.paper_sha256 = request.paper().paper_sha256();
  return Convert(app::AttachPaper(m.tx, m.act, draft));
}

Result<v1::Paper> RecordPaperReceipt(Mutation& m, const v1::RecordPaperReceiptRequest& request) {
  app::PaperReceipt receipt;
  ASSIGN_OR_RETURN(const ChildName name,
                   ParseChildName("name", request.name(), "invoices", "papers"));
  receipt.invoice_id = name.parent_id;
  receipt.id = name.id;
  receipt.etag = request.etag();
  ASSIGN_OR_RETURN(receipt.date, DateToDomain("date", request.date()));
  receipt.proof_sha256 = request.proof_sha256();
  return Convert(app::RecordPaperReceipt(m.tx, m.act, receipt));
}

Result<v1::PaymentPack> GetPaymentPack(app::View& view, const v1::GetPaymentPackRequest& request,
                                       Instant) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "invoices"));
  ASSIGN_OR_RETURN(const app::PaymentPack pack, app::GetPaymentPack(view, id));
  return ToProto(pack);
}

}  // namespace

void AddPackMethods(MethodTable& table, const std::string& service, const AdminDeps& deps) {
  AddMutation<v1::AttachPaperRequest, v1::Paper>(table, service + "AttachPaper", deps, AttachPaper);
  AddMutation<v1::RecordPaperReceiptRequest, v1::Paper>(table, service + "RecordPaperReceipt", deps,
                                                        RecordPaperReceipt);
  AddQuery<v1::GetPaymentPackRequest, v1::PaymentPack>(table, service + "GetPaymentPack", deps,
                                                       GetPaymentPack);
}

}  // namespace countersign::rpc
