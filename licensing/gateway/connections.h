// How many connections there are, and from whom.
#ifndef COUNTERSIGN_GATEWAY_CONNECTIONS_H_
#define COUNTERSIGN_GATEWAY_CONNECTIONS_H_

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

namespace countersign::gateway {

// Thread-safe.
class Connections {
 public:
  Connections(std::size_t most, std::size_t most_per_address)
      : most_(most), most_per_address_(most_per_address) {}

  // False: one more would be too many.
  bool Enter(const std::string& address);
  void Leave(const std::string& address);
  // True as soon as there are none; false if there still are after `patience`.
  bool WaitUntilNone(std::chrono::milliseconds patience);

 private:
  const std::size_t most_;
  const std::size_t most_per_address_;
  std::mutex mutex_;
  std::condition_variable left_;
  std::size_t count_ = 0;
  std::unordered_map<std::string, std::size_t> by_address_;
};

}  // namespace countersign::gateway

#endif  // COUNTERSIGN_GATEWAY_CONNECTIONS_H_
