#include "licensing/app/act.h"

#include <boost/json/serialize.hpp>

#include "licensing/base/ids.h"

namespace countersign::app {

Result<void> Record(Transaction& tx, const Act& act, std::string_view action,
                    std::string_view resource, const boost::json::object& body) {
  return tx.Record(Entry{NewId(act.now, act.entropy), act.now, act.actor, std::string(action),
                         std::string(resource), act.request_id, boost::json::serialize(body)});
}

}  // namespace countersign::app
