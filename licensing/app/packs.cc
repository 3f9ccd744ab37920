#include "licensing/app/packs.h"

#include <algorithm>

#include "licensing/app/interest_due.h"
#include "licensing/app/papers.h"
#include "licensing/app/resource.h"
#include "licensing/domain/validate.h"

namespace countersign::app {
namespace {

using domain::PackPaper;

constexpr std::size_t kMaxKind = 200;

Result<PackPaper> LoadPaper(View& view, const PaperReceipt& receipt) {
  ASSIGN_OR_RETURN(std::optional<PackPaper> found, view.papers().pack_papers().Find(receipt.id));
  if (!found || found->invoice_id != receipt.invoice_id)
    return NotFound(PackPaperName(receipt.invoice_id, receipt.id));
  return *std::move(found);
}

bool WasReceived(const PackItem& item) {
  return std::ranges::any_of(item.papers,
                             [](const PackPaper& paper) { return paper.received_on.has_value(); });
}

}  // namespace

std::string PackPaperName(std::string_view invoice_id, std::string_view id) {
  return Name("invoices", invoice_id) + "/" + Name("papers", id);
}

Result<PackPaper> AttachPaper(Transaction& tx, const Act& act, const NewPackPaper& draft) {
  ASSIGN_OR_RETURN(const domain::Invoice invoice,
                   Load(tx.receivables().invoices(), "invoices", draft.invoice_id));
  PackPaper paper;
  ASSIGN_OR_RETURN(paper.id, TakeId("paper_id", draft.id, act));
  paper.customer_id = invoice.customer_id;
  paper.invoice_id = invoice.id;
  paper.kind = draft.kind;
  paper.paper_sha256 = draft.paper_sha256;
  paper.meta = NewMeta(act);
  RETURN_IF_ERROR(domain::CheckText("paper.kind", paper.kind, 1, kMaxKind));
  ASSIGN_OR_RETURN(const std::string hash,
                   PaperOf(tx, "paper.paper_sha256", paper.paper_sha256, paper.customer_id));
  RETURN_IF_ERROR(tx.papers().pack_papers().Insert(paper));
  RETURN_IF_ERROR(Record(tx, act, "paper.attach", PackPaperName(invoice.id, paper.id),
                         {{"kind", paper.kind}}, {hash}));
  return paper;
}

Result<PackPaper> RecordPaperReceipt(Transaction& tx, const Act& act, const PaperReceipt& receipt) {
  ASSIGN_OR_RETURN(PackPaper paper, LoadPaper(tx, receipt));
  const std::string name = PackPaperName(paper.invoice_id, paper.id);
  RETURN_IF_ERROR(CheckEtag(receipt.etag, paper.meta, name));
  if (paper.received_on) return StateConflict(name, "RECEIVED", "it is received once");
  ASSIGN_OR_RETURN(paper.received_on,
                   DateOrToday(tx, paper.customer_id, "date", receipt.date, act.now));
  paper.receipt_sha256 = receipt.proof_sha256;
  ASSIGN_OR_RETURN(const std::string hash,
                   PaperOf(tx, "proof_sha256", paper.receipt_sha256, paper.customer_id));
  RETURN_IF_ERROR(Save(tx.papers().pack_papers(), paper, act));
  RETURN_IF_ERROR(Record(tx, act, "paper.receive", name,
                         {{"kind", paper.kind}, {"date", FormatCivilDate(*paper.received_on)}},
                         {hash}));
  return paper;
}

Result<PaymentPack> GetPaymentPack(View& view, std::string_view invoice_id) {
  ASSIGN_OR_RETURN(const domain::Invoice invoice,
                   Load(view.receivables().invoices(), "invoices", invoice_id));
  ASSIGN_OR_RETURN(const domain::Customer customer,
                   Load(view.customers(), "customers", invoice.customer_id));
  ASSIGN_OR_RETURN(auto papers,
                   ListAll(view.papers().pack_papers(), "invoice", Name("invoices", invoice_id)));
  PaymentPack pack;
  if (customer.payment_profile)
    for (const std::string& kind : customer.payment_profile->required_papers)
      pack.items.push_back({kind, true, {}});
  for (PackPaper& paper : papers) {
    auto item = std::ranges::find(pack.items, paper.kind, &PackItem::kind);
    if (item == pack.items.end())
      item = pack.items.insert(pack.items.end(), {paper.kind, false, {}});
    item->papers.push_back(std::move(paper));
  }
  pack.complete = std::ranges::all_of(
      pack.items, [](const PackItem& item) { return !item.required || WasReceived(item); });
  return pack;
}

}  // namespace countersign::app
