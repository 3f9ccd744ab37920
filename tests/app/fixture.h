// Use cases on a real store, one transaction each, as user anna.
#ifndef COUNTERSIGN_TESTS_APP_FIXTURE_H_
#define COUNTERSIGN_TESTS_APP_FIXTURE_H_

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>

#include "licensing/app/act.h"
#include "licensing/app/customers.h"
#include "licensing/app/licenses.h"
#include "licensing/app/policies.h"
#include "licensing/app/products.h"
#include "licensing/app/reassess.h"
#include "tests/support/fakes.h"
#include "tests/support/store_snapshot.h"
#include "tests/support/test_store.h"

namespace countersign::app {

class AppTest : public ::testing::Test {
 protected:
  // Runs a use case in a transaction of its own and commits it if it succeeds, with the standings
  // that follow from it, as every mutating call does.
  template <class UseCase>
  auto Do(UseCase use_case) {
    using Answer = decltype(use_case(std::declval<Transaction&>(), std::declval<const Act&>()));
    Answer answer = tl::unexpected<Error>(Error{});
    const Act act{"users/anna", "", now_, entropy_};
    const auto written = store_->Write([&](Transaction& tx) -> Result<Finish> {
      answer = use_case(tx, act);
      if (!answer) return tl::unexpected<Error>(answer.error());
      RETURN_IF_ERROR(Reassess(tx, act));
      return Finish::kCommit;
    });
    if (!written && answer) answer = tl::unexpected<Error>(written.error());
    return answer;
  }

  // The use case is refused with this code and reason, and leaves no trace. Returns the error.
  template <class UseCase>
  Error Refused(Code code, Reason reason, UseCase use_case) {
    const std::string before = testing::Snapshot(*store_);
    const auto answer = Do(use_case);
    EXPECT_EQ(testing::Snapshot(*store_), before);
    if (answer) {
      ADD_FAILURE() << "was not refused with " << ReasonName(reason);
      return {};
    }
    EXPECT_EQ(answer.error().code, code) << answer.error().message;
    EXPECT_EQ(ReasonName(answer.error().reason), ReasonName(reason)) << answer.error().message;
    return answer.error();
  }
  template <class UseCase>
  void RefusedField(const std::string& field, UseCase use_case) {
    const Error error = Refused(Code::kInvalidArgument, Reason::kFieldInvalid, use_case);
    const auto named = error.metadata.find("field");
    ASSERT_NE(named, error.metadata.end()) << error.message;
    EXPECT_EQ(named->second, field);
  }

  domain::Product MakeProduct(const std::string& id = "acme") {
    domain::Product draft;
    draft.id = id;
    draft.display_name = "ACME";
    draft.entitlements = {{"reports", {}}, {"seats", 5}, {"export", {}}};
    draft.always_available = {"export"};
    return *Do([&](auto& tx, auto& act) { return CreateProduct(tx, act, draft); });
  }
  domain::Policy MakePolicy(const std::string& id = "node") {
    domain::Policy draft;
    draft.id = id;
    draft.display_name = "Node-locked";
    return *Do([&](auto& tx, auto& act) { return CreatePolicy(tx, act, draft); });
  }
  domain::Customer MakeCustomer(const std::string& id = "huzhou") {
    domain::Customer draft;
    draft.id = id;
    draft.display_name = "湖州精密机械";
    return *Do([&](auto& tx, auto& act) { return CreateCustomer(tx, act, draft); });
  }
  domain::License LicenseDraft() const {
    domain::License draft;
    draft.id = "erp";
    draft.customer_id = "huzhou";
    draft.product_id = "acme";
    draft.policy_id = "node";
    draft.start_time = now_;
    return draft;
  }
  domain::License MakeLicense() {
    MakeProduct();
    MakePolicy();
    MakeCustomer();
    return Do([&](auto& tx, auto& act) { return CreateLicense(tx, act, LicenseDraft()); })->license;
  }

  template <class T>
  static Change<T> ChangeOf(const T& now_stored, std::set<std::string> paths, T values) {
    return {now_stored.id, EtagOf(now_stored.meta), std::move(paths), std::move(values)};
  }

  std::vector<Entry> Entries() { return testing::AllEntries(*store_); }
  // The entries of one resource, oldest first.
  std::vector<Entry> EntriesOf(const std::string& resource) {
    std::vector<Entry> entries = Entries();
    std::erase_if(entries, [&](const Entry& entry) { return entry.resource != resource; });
    return entries;
  }

  template <class F>
  auto Look(F f) {
    using Answer = decltype(f(std::declval<View&>()));
    Answer answer = tl::unexpected<Error>(Error{});
    EXPECT_TRUE(store_->Read([&](View& view) -> Result<void> {
      answer = f(view);
      return {};
    }));
    return answer;
  }

  // Time goes on between two acts, so that entries stand in the order in which they were made.
  void Wait(std::chrono::microseconds time = std::chrono::minutes(1)) { now_ += time; }

  testing::TestStore store_;
  testing::FakeEntropy entropy_;
  Instant now_ = *ParseInstant("2026-03-31T08:00:00Z");
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_TESTS_APP_FIXTURE_H_
