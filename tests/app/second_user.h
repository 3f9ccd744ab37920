// A second user for what takes two: anna asks, bert approves.
#ifndef COUNTERSIGN_TESTS_APP_SECOND_USER_H_
#define COUNTERSIGN_TESTS_APP_SECOND_USER_H_

#include <string>

#include "licensing/app/approval_decisions.h"
#include "licensing/app/approvals.h"
#include "licensing/app/resource.h"

namespace countersign::app {

inline Result<void> AddUser(Transaction& tx, const Act& act, const std::string& id) {
  domain::User user;
  user.id = id;
  user.roles = {domain::Role::kOwner};
  user.meta = NewMeta(act);
  RETURN_IF_ERROR(tx.users().Insert(user));
  return Record(tx, act, "user.create", "users/" + user.id, {});
}

// What `refused` lacks is asked for, and approved by the user bert.
inline Result<void> ApproveByBert(Transaction& tx, const Act& act, const Error& refused) {
  const auto need = NeedOf(refused);
  if (!need) return tl::unexpected<Error>(refused);
  ASSIGN_OR_RETURN(const RequestedApproval requested, RequestApproval(tx, act, *need));
  const Act second{"users/bert", "", act.now, act.entropy, act.asked};
  return Approve(tx, second, {requested.approval.id, "", ""}).map([](const auto&) {});
}

}  // namespace countersign::app

#endif  // COUNTERSIGN_TESTS_APP_SECOND_USER_H_
