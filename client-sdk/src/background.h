// One thread that calls a function again and again, after the pauses that the function asks for.
#ifndef COUNTERSIGN_SDK_BACKGROUND_H_
#define COUNTERSIGN_SDK_BACKGROUND_H_

#include <cstdint>
#include <functional>
#include <memory>

namespace countersign::sdk {

class Background {
 public:
  // Starts the thread. `turn` returns the seconds until its next call, 0 for none; it does not
  // throw. Null if the system gives no thread.
  static std::unique_ptr<Background> Start(std::function<std::int64_t()> turn);

  // Ends the thread: no further turn begins, and `hurry` is called again and again until the one
  // under way is over. Called from the thread itself it only ends the turns.
  void Stop(const std::function<void()>& hurry);
  ~Background();

 private:
  class Loop;
  explicit Background(std::unique_ptr<Loop> loop);
  std::unique_ptr<Loop> loop_;
};

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_SDK_BACKGROUND_H_
