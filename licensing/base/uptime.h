// For how long the machine has been running: time that nobody can set.
#ifndef COUNTERSIGN_BASE_UPTIME_H_
#define COUNTERSIGN_BASE_UPTIME_H_

#include <chrono>
#include <string>

namespace countersign {

class Uptime {
 public:
  virtual ~Uptime() = default;
  // Since the machine was started. It goes on while the machine sleeps, but not while a virtual
  // machine is paused from outside. Safe to call from any thread.
  virtual std::chrono::microseconds Now() const = 0;
  // Which start that was: another word after each. Empty: not known.
  virtual std::string Boot() const = 0;
};

class SystemUptime final : public Uptime {
 public:
  std::chrono::microseconds Now() const override;
  std::string Boot() const override;
};

}  // namespace countersign

#endif  // COUNTERSIGN_BASE_UPTIME_H_
