#include "licensing/ledger/renewals.h"

#include "licensing/base/ids.h"

namespace countersign::ledger {
namespace {

constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kTimeBytes = 8;
constexpr std::uint64_t kEndOfTime = 253'370'764'800;  // 9999-01-01T00:00:00Z

void AppendNumber(std::string& out, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift & 0xffU);
}

std::uint64_t ReadNumber(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8U | static_cast<unsigned char>(byte);
  return number;
}

}  // namespace

bool AppendRenewal(std::string& list, const ListedRenewal& renewal) {
  const auto lease = IdBytes(renewal.lease_id);
  const auto key = IdBytes(renewal.key_id);
  if (!lease || !key || renewal.short_digest.size() != kShortDigestBytes) return false;
  list.append(*lease).append(*key);
  AppendNumber(list, static_cast<std::uint64_t>(ToSeconds(renewal.expire_time)));
  list.append(renewal.short_digest);
  return true;
}

std::optional<std::vector<ListedRenewal>> ParseRenewals(std::string_view list) {
  if (list.size() % kRenewalBytes != 0) return std::nullopt;
  std::vector<ListedRenewal> renewals;
  renewals.reserve(list.size() / kRenewalBytes);
  for (; !list.empty(); list.remove_prefix(kRenewalBytes)) {
    ListedRenewal& renewal = renewals.emplace_back();
    renewal.lease_id = IdOf(list.substr(0, kIdBytes));
    renewal.key_id = IdOf(list.substr(kIdBytes, kIdBytes));
    const std::uint64_t seconds = ReadNumber(list.substr(2 * kIdBytes, kTimeBytes));
    if (seconds >= kEndOfTime) return std::nullopt;
    renewal.expire_time = FromSeconds(static_cast<std::int64_t>(seconds));
    renewal.short_digest = list.substr(2 * kIdBytes + kTimeBytes, kShortDigestBytes);
  }
  return renewals;
}

}  // namespace countersign::ledger
