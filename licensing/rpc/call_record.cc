#include "licensing/rpc/call_record.h"

#include <utility>

namespace countersign::rpc {

std::string TakeFault(const Call& call, Error& error) {
  if (error.code != Code::kInternal) return {};
  error.metadata["call_id"] = call.id;
  return std::exchange(error.message,
                       "a fault inside the server; its log has the details under " + call.id);
}

}  // namespace countersign::rpc
