// Payment packs: the papers that a customer's procedure asks for with a claim, and their receipts.
#ifndef COUNTERSIGN_APP_PACKS_H_
#define COUNTERSIGN_APP_PACKS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/act.h"
#include "licensing/domain/contract_papers.h"

namespace countersign::app {

// "invoices/i1/papers/p1"
std::string PackPaperName(std::string_view invoice_id, std::string_view id);

struct NewPackPaper {
  std::string id;
  std::string invoice_id;
  std::string kind;  // 1 to 200 characters
  std::string paper_sha256;
};
// FIELD_INVALID, RESOURCE_NOT_FOUND, RESOURCE_EXISTS.
Result<domain::PackPaper> AttachPaper(Transaction& tx, const Act& act, const NewPackPaper& draft);

struct PaperReceipt {
  std::string invoice_id;
  std::string id;
  std::string etag;               // empty: whatever it is
  std::optional<CivilDate> date;  // on which the customer received it; nothing: the act's day
  std::string proof_sha256;
};
// FIELD_INVALID, RESOURCE_NOT_FOUND, ETAG_MISMATCH, STATE_CONFLICT if it was received before.
Result<domain::PackPaper> RecordPaperReceipt(Transaction& tx, const Act& act,
                                             const PaperReceipt& receipt);

// What is there of one kind of paper.
struct PackItem {
  std::string kind;
  bool required = false;  // by the customer's payment profile, as it is now
  std::vector<domain::PackPaper> papers;
};
struct PaymentPack {
  std::vector<PackItem> items;  // the required ones first, in the profile's order
  bool complete = false;        // the customer received one of every required kind
};
// RESOURCE_NOT_FOUND.
Result<PaymentPack> GetPaymentPack(View& view, std::string_view invoice_id);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_PACKS_H_
