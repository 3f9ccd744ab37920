#include "licensing/app/told_rows.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cstring>

#include "licensing/base/encoding.h"
#include "licensing/ledger/renewals.h"

namespace countersign::app {
namespace {

static_assert(ledger::kShortDigestBytes == 24);

tl::unexpected<Error> Unreadable(const Entry& entry) {
  return Fail(Code::kInternal, Reason::kInternalFault,
              "the digests of entry " + entry.id + " cannot be read");
}

}  // namespace

Result<std::vector<std::pair<std::string, std::string>>> RowsToldBy(const Entry& entry,
                                                                    std::string_view renewals) {
  std::vector<std::pair<std::string, std::string>> rows;
  boost::system::error_code error;
  const boost::json::value digests = boost::json::parse(entry.digests, error);
  if (error || !digests.is_object()) return Unreadable(entry);
  for (const auto& [row, digest] : digests.as_object()) {
    if (digest.is_null()) {
      rows.emplace_back(row, "");
      continue;
    }
    if (!digest.is_string()) return Unreadable(entry);
    const auto bytes = HexDecode(std::string_view(digest.as_string()));
    if (!bytes || bytes->size() != ledger::kHashBytes) return Unreadable(entry);
    rows.emplace_back(row, *bytes);
  }
  const auto listed = ledger::ParseRenewals(renewals);
  if (!listed) return Unreadable(entry);
  for (const ledger::ListedRenewal& renewal : *listed)
    rows.emplace_back("leases/" + renewal.lease_id, renewal.short_digest);
  return rows;
}

Result<void> ToldRows::Learn(const LedgerEntry& entry, std::string_view renewals) {
  ASSIGN_OR_RETURN(const auto rows, RowsToldBy(entry, renewals));
  for (const auto& [row, digest] : rows) Tell(row, digest, entry.position);
  return {};
}

void ToldRows::Tell(std::string_view row, std::string_view digest, std::int64_t position) {
  Told& told = rows_[KeyOf(row)];
  told.position = position;
  told.exists = !digest.empty();
  told.seen = false;
  std::copy_n(digest.data(), std::min(digest.size(), told.digest.size()), told.digest.data());
}

RowVerdict ToldRows::Judge(const RowDigest& row) {
  const auto found = rows_.find(KeyOf(row.row));
  if (found == rows_.end() || !found->second.exists) return RowVerdict::kUntold;
  Told& told = found->second;
  told.seen = true;
  const bool same = row.digest.size() >= told.digest.size() &&
                    std::equal(told.digest.begin(), told.digest.end(), row.digest.begin());
  return same ? RowVerdict::kAsTold : RowVerdict::kChanged;
}

std::vector<std::int64_t> ToldRows::PositionsOfUnseen() const {
  std::vector<std::int64_t> positions;
  for (const auto& [key, told] : rows_)
    if (told.exists && !told.seen) positions.push_back(told.position);
  std::ranges::sort(positions);
  const auto repeated = std::ranges::unique(positions);
  positions.erase(repeated.begin(), repeated.end());
  return positions;
}

bool ToldRows::IsUnseen(std::string_view row, std::int64_t position) const {
  const auto found = rows_.find(KeyOf(row));
  return found != rows_.end() && found->second.exists && !found->second.seen &&
         found->second.position == position;
}

// A row's name stands for itself by 128 bits of its hash.
ToldRows::Key ToldRows::KeyOf(std::string_view row) {
  const std::string hash = Sha256(row);
  Key key;
  std::memcpy(key.data(), hash.data(), sizeof(key));
  return key;
}

}  // namespace countersign::app
