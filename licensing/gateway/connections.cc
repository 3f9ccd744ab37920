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

BodyBudget::Share::Share(BodyBudget& budget, std::size_t bytes)
    : budget_(budget), bytes_(static_cast<std::int64_t>(bytes)) {
  granted_ = budget_.left_.fetch_sub(bytes_) >= bytes_;
  if (!granted_) budget_.left_ += bytes_;
}

BodyBudget::Share::~Share() {
  if (granted_) budget_.left_ += bytes_;
}

}  // namespace countersign::gateway
