// Approvals in their table.
#ifndef COUNTERSIGN_STORE_APPROVAL_TABLE_H_
#define COUNTERSIGN_STORE_APPROVAL_TABLE_H_

#include <string>
#include <string_view>

#include "licensing/domain/approval.h"
#include "licensing/store/table.h"

namespace countersign::store {

template <>
struct EnumNames<domain::ApprovalState> {
  static constexpr std::pair<domain::ApprovalState, std::string_view> kNames[] = {
      {domain::ApprovalState::kPending, "PENDING"},
      {domain::ApprovalState::kApproved, "APPROVED"},
      {domain::ApprovalState::kDeclined, "DECLINED"},
      {domain::ApprovalState::kUsed, "USED"},
      {domain::ApprovalState::kExpired, "EXPIRED"}};
};

template <>
struct Mapping<domain::Approval> {
  static constexpr std::string_view kTable = "approvals";
  static constexpr FilterField kFilters[] = {{"state", "state", EnumEquals<domain::ApprovalState>},
                                             {"act", "act", TextEquals},
                                             {"resource", "resource", TextEquals}};
  static std::string Name(const domain::Approval& row) { return "approvals/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("method", row.method);
    io("content_hash", row.content_hash);
    io("resource", row.resource);
    io("act", row.act);
    io("summary", row.summary);
    io("reason", row.reason);
    io("requested_by", row.requested_by);
    io.NullIfEmpty("decider", row.decider);
    io("state", row.state);
    io("decided_by", row.decided_by);
    io("decide_time", row.decide_time);
    io("decide_note", row.decide_note);
    io("use_time", row.use_time);
    io("expire_time", row.expire_time);
    MetaFields(io, row.meta);
  }
};

class ApprovalTable final : public app::ApprovalRepository, public Table<domain::Approval> {
 public:
  using Table::Table;
  Result<std::vector<domain::Approval>> FindOpen(std::string_view content_hash) override;
  Result<std::vector<domain::Approval>> FindDue(Instant now, int limit) override;
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_APPROVAL_TABLE_H_
