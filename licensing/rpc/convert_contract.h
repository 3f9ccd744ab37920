// Contracts and milestones as messages and back.
#ifndef COUNTERSIGN_RPC_CONVERT_CONTRACT_H_
#define COUNTERSIGN_RPC_CONVERT_CONTRACT_H_

#include "countersign/v1/contract.pb.h"
#include "countersign/v1/milestone.pb.h"
#include "licensing/base/result.h"
#include "licensing/domain/contract.h"

namespace countersign::rpc {

v1::Term ToProto(const domain::Term& term);
Result<domain::Term> ToDomain(std::string_view field, const v1::Term& term);

v1::Contract ToProto(const domain::Contract& contract);
// Id, customer, meta and what is output only stay empty; terms that are not set get their defaults.
Result<domain::Contract> ToDomain(const v1::Contract& contract);

v1::SubContract ToProto(const domain::SubContract& sub_contract);
// Ids and meta stay empty.
domain::SubContract ToDomain(const v1::SubContract& sub_contract);

v1::TermsFinding ToProto(const domain::TermsFinding& finding);

// `customer_id`: of the contract, to whom the contacts belong.
v1::Milestone ToProto(const domain::Milestone& milestone, std::string_view customer_id);
// Ids, state, meta and what is output only stay empty.
Result<domain::Milestone> ToDomain(const v1::Milestone& milestone);
v1::MilestoneOutcome ToProto(const domain::MilestoneChange& change, std::string_view customer_id);

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_CONVERT_CONTRACT_H_
