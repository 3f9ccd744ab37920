// Who does something, when, and how it goes on record.
#ifndef COUNTERSIGN_APP_ACT_H_
#define COUNTERSIGN_APP_ACT_H_

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/ports.h"
#include "licensing/base/entropy.h"

namespace countersign::app {

// What a caller asked for, so that a second user can approve exactly that.
struct Asked {
  std::string method;  // "countersign.v1.ContractService/TerminateContract"
  // Hex SHA-256 of method and request, without its request_id and validate_only, whoever asks.
  std::string content_hash;
};

// One act of one caller. Every use case that writes takes one; `now` is read once for all of it.
struct Act {
  std::string actor;       // e.g. "users/anna", "system"
  std::string request_id;  // empty if the caller gave none
  Instant now{};
  Entropy& entropy;
  Asked asked{};  // empty where nobody asked: steps, software
};

// Puts an entry of this act on record, and queues what webhooks are to be told of it
// (app/webhooks.h). `body`, whose integers become strings, must hold no secrets
// and no personal data: entries are kept for good. `attachments`: the SHA-256 of each, 32 bytes.
Result<void> Record(Transaction& tx, const Act& act, std::string_view action,
                    std::string_view resource, const boost::json::object& body,
                    const std::vector<std::string>& attachments = {});

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_ACT_H_
