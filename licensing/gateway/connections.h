// How many connections there are, and from whom; how much they hold.
#ifndef COUNTERSIGN_GATEWAY_CONNECTIONS_H_
#define COUNTERSIGN_GATEWAY_CONNECTIONS_H_

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
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

// Memory for the bodies of requests that are read or worked on: no number of connections takes
// more. Thread-safe.
class BodyBudget {
 public:
  explicit BodyBudget(std::size_t bytes) : left_(static_cast<std::int64_t>(bytes)) {}

  // A part of the budget, given back at its end.
  class Share {
   public:
    // Holds nothing if there is not so much left.
    Share(BodyBudget& budget, std::size_t bytes);
    ~Share();
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;
    bool granted() const { return granted_; }

   private:
    BodyBudget& budget_;
    const std::int64_t bytes_;
    bool granted_ = false;
  };

 private:
  std::atomic<std::int64_t> left_;
};

}  // namespace countersign::gateway

#endif  // COUNTERSIGN_GATEWAY_CONNECTIONS_H_
