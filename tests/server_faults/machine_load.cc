#include <gtest/gtest.h>

#include <algorithm>

#include "tests/server_faults/load.h"

namespace countersign::testing {
namespace {

constexpr std::size_t kLatest = 8;            // act on these, so that some renew often
constexpr int kMachinesOfClient = 1'000'000;  // so that no two clients have the same machine

}  // namespace

bool MachineLoad::Act(HttpConnection& connection, std::mt19937& random) {
  const auto choice = random() % 10;
  std::size_t at = members_.size();
  if (choice >= 2 && at > 0) at = at - 1 - random() % std::min(at, kLatest);
  if (at == members_.size() || members_[at].released) {
    at = members_.size();
    const int number = client_ * kMachinesOfClient + static_cast<int>(at);
    members_.push_back({FleetMachine(entropy_, number, "pump", code_), {}});
  }
  Member& member = members_[at];
  unanswered_ = at;
  touched_.insert(at);
  member.releasing = member.machine.acknowledged() && choice == 9;
  const auto reply = !member.machine.acknowledged() ? member.machine.Activate(connection)
                     : member.releasing             ? member.machine.Release(connection, entropy_)
                                                    : member.machine.Renew(connection, entropy_);
  if (!reply) return false;
  Adopt(at, *reply);
  return true;
}

void MachineLoad::Adopt(std::size_t at, const CheckReply& reply) {
  unanswered_.reset();
  Member& member = members_[at];
  ASSERT_EQ(reply.http_status, 200) << reply.body;
  ++acknowledged_;
  member.answer = reply.body;
  member.released = member.releasing;
  if (member.released) return;
  ASSERT_EQ(reply.outcome, "CHECK_OUTCOME_VALID") << reply.body;
  member.machine.Acknowledge(reply);
}

void MachineLoad::ExpectKept(HttpConnection& connection, Scope scope) {
  if (scope == Scope::kAll)
    for (std::size_t at = 0; at < members_.size(); ++at) touched_.insert(at);
  for (const std::size_t at : touched_)
    if (unanswered_ != at) ExpectAsAcknowledged(connection, members_[at]);
  if (unanswered_) Settle(connection);
  touched_.clear();
}

void MachineLoad::ExpectAsAcknowledged(HttpConnection& connection, Member& member) {
  if (member.released) {
    const auto reply = member.machine.Renew(connection, entropy_);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->outcome, "CHECK_OUTCOME_NOT_ACTIVATED") << reply->body;
    return;
  }
  const auto reply = member.machine.Repeat(connection);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->body, member.answer);
}

void MachineLoad::Settle(HttpConnection& connection) {
  const std::size_t at = *unanswered_;
  const auto first = members_[at].machine.Repeat(connection);
  const auto second = members_[at].machine.Repeat(connection);
  ASSERT_TRUE(first && second);
  Adopt(at, *first);
  EXPECT_EQ(second->http_status, 200) << second->body;
  EXPECT_EQ(second->body, first->body);
}

}  // namespace countersign::testing
