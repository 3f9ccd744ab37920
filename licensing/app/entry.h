// The record of one act. Every change of state is committed together with at least one.
#ifndef COUNTERSIGN_APP_ENTRY_H_
#define COUNTERSIGN_APP_ENTRY_H_

#include <string>

#include "licensing/base/clock.h"

namespace countersign::app {

struct Entry {
  std::string id;  // NewId: sorts by time
  Instant time{};
  std::string actor;       // e.g. "users/anna", "machines/01h…", "system"
  std::string action;      // e.g. "license.suspend"
  std::string resource;    // e.g. "licenses/01h…"
  std::string request_id;  // empty if the caller gave none
  std::string body;        // JSON object: what happened, no secrets, no personal data
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_ENTRY_H_
