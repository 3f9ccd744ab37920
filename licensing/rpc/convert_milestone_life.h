// What became of a milestone after its plan, as messages and back.
#ifndef COUNTERSIGN_RPC_CONVERT_MILESTONE_LIFE_H_
#define COUNTERSIGN_RPC_CONVERT_MILESTONE_LIFE_H_

#include <string_view>

#include "countersign/v1/milestone.pb.h"
#include "licensing/base/result.h"
#include "licensing/domain/milestone.h"

namespace countersign::rpc {

// Sets what is output only. `customer_id` as in ToProto(Milestone).
void PutLife(const domain::Milestone& milestone, std::string_view customer_id,
             v1::Milestone& proto);

Result<domain::Defect> ToDomain(const v1::Defect& defect);

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_CONVERT_MILESTONE_LIFE_H_
