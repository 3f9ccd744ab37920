#include "licensing/app/act.h"

#include <boost/json/array.hpp>

#include "licensing/app/webhooks.h"
#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"
#include "licensing/ledger/canonical_json.h"

namespace countersign::app {

Result<void> Record(Transaction& tx, const Act& act, std::string_view action,
                    std::string_view resource, const boost::json::object& body,
                    const std::vector<std::string>& attachments) {
  ASSIGN_OR_RETURN(std::string canonical, ledger::CanonicalJson(body));
  boost::json::array hashes;
  for (const std::string& sha256 : attachments) hashes.emplace_back(HexEncode(sha256));
  ASSIGN_OR_RETURN(std::string canonical_hashes, ledger::CanonicalJson(hashes));
  Entry entry{NewId(act.now, act.entropy),
              act.now,
              act.actor,
              std::string(action),
              std::string(resource),
              act.request_id,
              std::move(canonical),
              std::move(canonical_hashes)};
  RETURN_IF_ERROR(TellWebhooks(tx, act, entry));
  tx.Record(std::move(entry));
  return {};
}

}  // namespace countersign::app
