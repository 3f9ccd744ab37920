// The conformance suite's view of a store engine. Every engine is listed in Engines() and has to
// pass every test of the suite.
#ifndef COUNTERSIGN_TESTS_STORE_ENGINE_H_
#define COUNTERSIGN_TESTS_STORE_ENGINE_H_

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "licensing/app/ports.h"

namespace countersign::store {

// One empty store, gone with the object.
class Installation {
 public:
  virtual ~Installation() = default;
  virtual app::Store& store() = 0;
  // As after a restart of the server.
  virtual void Restart() = 0;
};

struct Engine {
  std::string name;
  std::unique_ptr<Installation> (*install)();
};

std::vector<Engine> Engines();

class StoreTest : public ::testing::TestWithParam<Engine> {
 protected:
  StoreTest() : installation_(GetParam().install()) {}

  app::Store& store() { return installation_->store(); }
  void Restart() { installation_->Restart(); }

  // Runs `work` in a transaction with an entry, and commits.
  Result<void> Commit(const std::function<Result<void>(app::Transaction&)>& work);

  // What `work` reads from a view; the test fails where it cannot.
  template <class Work>
  auto Look(Work work) {
    typename std::invoke_result_t<Work, app::View&>::value_type seen{};
    EXPECT_TRUE(store().Read([&](app::View& view) -> Result<void> {
      ASSIGN_OR_RETURN(seen, work(view));
      return {};
    }));
    return seen;
  }

 private:
  std::unique_ptr<Installation> installation_;
};

template <class T>
std::vector<std::string> IdsOf(const std::vector<T>& rows) {
  std::vector<std::string> ids;
  for (const T& row : rows) ids.push_back(row.id);
  return ids;
}

inline std::string EngineName(const ::testing::TestParamInfo<Engine>& info) {
  return info.param.name;
}

#define COUNTERSIGN_FOR_EACH_ENGINE(suite) \
  INSTANTIATE_TEST_SUITE_P(Engines, suite, ::testing::ValuesIn(Engines()), EngineName)

}  // namespace countersign::store

#endif  // COUNTERSIGN_TESTS_STORE_ENGINE_H_
