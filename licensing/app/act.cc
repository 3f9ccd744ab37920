#include "licensing/app/act.h"

#include "licensing/base/ids.h"
#include "licensing/ledger/canonical_json.h"

namespace countersign::app {

Result<void> Record(Transaction& tx, const Act& act, std::string_view action,
                    std::string_view resource, const boost::json::object& body) {
  ASSIGN_OR_RETURN(std::string canonical, ledger::CanonicalJson(body));
  tx.Record(Entry{NewId(act.now, act.entropy), act.now, act.actor, std::string(action),
                  std::string(resource), act.request_id, std::move(canonical)});
  return {};
}

}  // namespace countersign::app
