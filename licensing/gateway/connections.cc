#include "licensing/gateway/connections.h"

namespace countersign::gateway {

bool Connections::Enter(const std::string& address) {
  std::lock_guard lock(mutex_);
  if (count_ >= most_) return false;
  std::size_t& of_address = by_address_[address];
  if (of_address >= most_per_address_) return false;
  ++of_address;
  ++count_;
  return true;
}

void Connections::Leave(const std::string& address) {
  std::lock_guard lock(mutex_);
  const auto found = by_address_.find(address);
  if (--found->second == 0) by_address_.erase(found);
  if (--count_ == 0) left_.notify_all();
}

bool Connections::WaitUntilNone(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  return left_.wait_for(lock, patience, [this] { return count_ == 0; });
}

}  // namespace countersign::gateway
