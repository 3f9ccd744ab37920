// The record of one act, and its one text, which the Merkle tree covers.
#ifndef COUNTERSIGN_LEDGER_ENTRY_H_
#define COUNTERSIGN_LEDGER_ENTRY_H_

#include <string>

#include "licensing/base/clock.h"
#include "licensing/base/result.h"

namespace countersign::ledger {

struct Entry {
  std::string id;  // NewId: sorts by time
  Instant time{};
  std::string actor;       // e.g. "users/anna", "machines/01h…", "system"
  std::string action;      // e.g. "license.suspend"
  std::string resource;    // e.g. "licenses/01h…"
  std::string request_id;  // empty if the caller gave none
  // Canonical JSON object: what happened. No secrets, no personal data: it is kept for good.
  std::string body;
  // Canonical JSON list: the SHA-256, in hexadecimal, of each blob that belongs to it.
  std::string attachments = "[]";
  // Canonical JSON object: of each row that the act wrote, "table/key", the SHA-256 in hexadecimal
  // as it stood afterwards, null if it was deleted. The store fills it in.
  std::string digests = "{}";

  bool operator==(const Entry&) const = default;
};

// The canonical JSON (RFC 8785) of the whole entry: the data of its leaf. What is JSON in it is
// canonical already. INTERNAL if a text is not UTF-8.
Result<std::string> LeafData(const Entry& entry);

}  // namespace countersign::ledger

#endif  // COUNTERSIGN_LEDGER_ENTRY_H_
