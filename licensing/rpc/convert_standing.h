// Standings, notices, effects, holds and cases as the interface has them.
#ifndef COUNTERSIGN_RPC_CONVERT_STANDING_H_
#define COUNTERSIGN_RPC_CONVERT_STANDING_H_

#include "countersign/v1/standing.pb.h"
#include "licensing/app/standing_views.h"
#include "licensing/domain/standing.h"
#include "licensing/rpc/convert_common.h"

namespace countersign::rpc {

v1::Notice ToProto(const domain::Notice& notice);
v1::Effect ToProto(const domain::Effect& effect);
v1::Hold ToProto(const domain::Hold& hold);
v1::PaymentSlip ToProto(const domain::PaymentSlip& slip);
v1::Case ToProto(const domain::Case& one);
v1::LadderStep ToProto(const domain::LadderStep& step);
// With what stands and what comes; title, `since`, notices and effects are the caller's.
v1::SubContractStanding ToProto(const domain::SubContractStanding& standing,
                                std::string_view contract_id);

v1::StandingSummary ToProto(const app::StandingLine& line);

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_CONVERT_STANDING_H_
