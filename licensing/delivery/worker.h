// Delivers what the outbox holds, on a thread of its own: it wakes for what is due, and sends one
// message after the other.
//
// Each attempt is put on record before it is made and again when it has ended. What is on record as
// under way after a crash is sent again under the same Message-ID: to the relay, a message is
// delivered at least once, and twice only if the process ended between the relay's answer and the
// record of it. There is one worker to a store, because there is one server (store/data_lock.h).
#ifndef COUNTERSIGN_DELIVERY_WORKER_H_
#define COUNTERSIGN_DELIVERY_WORKER_H_

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "licensing/app/messages.h"
#include "licensing/app/simulated_clock.h"
#include "licensing/base/clock.h"
#include "licensing/base/entropy.h"
#include "licensing/delivery/channel.h"
#include "licensing/delivery/mailbox.h"

namespace countersign::delivery {

struct WorkerOptions {
  // How long a channel that is down is left alone: at first, and at most after doubling.
  std::chrono::milliseconds first_wait{60'000};
  std::chrono::milliseconds longest_wait{3'600'000};
  // How often the mailbox is looked at.
  std::chrono::milliseconds mailbox_wait{15'000};
  // Told of each attempt that failed, and of a channel that is down (empty id), on the worker's
  // thread.
  std::function<void(const std::string& message_id, domain::DeliveryFailure failure, int reply)>
      on_failure = [](const std::string&, domain::DeliveryFailure, int) {};
};

struct WorkerStatus {
  std::int64_t attempts = 0;  // since the start
  std::int64_t sent = 0;
  std::int64_t failed = 0;
  // Channels that nothing can be sent by just now, and why.
  std::map<domain::MessageChannel, domain::DeliveryFailure> down;
  // Messages that an attempt was made for whose end could not be put on record yet. They are not
  // sent again meanwhile.
  std::int64_t unsettled = 0;
  MailboxCounts mailbox;
  std::optional<Error> mailbox_fault;
  std::optional<Error> fault;  // of the store or a hook, at the last turn
};

class Worker {
 public:
  // All outlive it. `mailbox` may be null. `simulated`: the clock, if the installation is
  // simulated.
  Worker(app::Store& store, const Clock& clock, Entropy& entropy, app::MessageHook& hook,
         std::vector<Channel*> channels, ReportMailbox* mailbox, app::SimulatedClock* simulated,
         WorkerOptions options);
  ~Worker();  // as Stop

  void Start();
  // Ends once the message that is being handed over is; what is still being connected for is given
  // up. Idempotent.
  void Stop();
  // Something was committed. Cheap, from any thread.
  void Wake();

  // What was tried already in a stretch of time: nothing is tried twice in it.
  struct Stretch {
    std::set<std::string> messages;
    std::set<domain::MessageChannel> unreachable;
  };
  // Delivers what falls due up to `to`, in its order, each message at its instant, by whatever
  // channel can be reached; in a simulated installation the clock's place is committed with each.
  // Reads the mailbox first. Whether anything was put on record, after which other steps may come
  // next. Errors: the store's; UNAVAILABLE / SHUTTING_DOWN.
  Result<bool> DeliverUntil(Instant to, Stretch& stretch);

  // Puts a report of delivery on record, whichever way it came; whether it said something new. From
  // any thread. Errors: the store's and the hook's.
  Result<bool> TakeReport(const MailReport& report);

  WorkerStatus Status() const;

 private:
  using Steady = std::chrono::steady_clock;
  struct Lane {
    Channel* channel = nullptr;
    std::optional<domain::DeliveryFailure> down;
    std::chrono::milliseconds wait{0};
    Steady::time_point retry{};
  };
  struct Found {
    Lane* lane = nullptr;
    std::string id;
    Instant due{};
  };
  using Allowed = std::function<bool(const Lane&)>;

  void Run();
  std::chrono::microseconds Turn();
  Result<void> DeliverDue();
  bool ReadMailbox();
  bool Settle(Instant now);
  Result<std::optional<Found>> FindNext(const Allowed& allowed, const std::set<std::string>& skip);
  struct Turned {
    bool wrote = false;  // anything was put on record
    // The message that an attempt was made for; nothing: it was put off or cancelled, or the lane
    // is down.
    std::optional<std::string> attempted;
  };
  Result<Turned> Deliver(const Found& found, Instant now);
  Result<void> Commit(
      Instant now,
      const std::function<Result<app::Finish>(app::Transaction&, const app::Act&)>& work);
  // Whether it can be reached.
  bool Reach(Lane& lane);
  void NoteDown(Lane& lane, domain::DeliveryFailure failure);
  void Publish(std::optional<Error> fault);

  app::Store& store_;
  const Clock& clock_;
  Entropy& entropy_;
  app::MessageHook& hook_;
  ReportMailbox* const mailbox_;
  app::SimulatedClock* const simulated_;
  const WorkerOptions options_;

  std::thread thread_;
  std::mutex wake_mutex_;
  std::condition_variable wake_;
  bool woken_ = false;
  std::atomic<bool> stopping_{false};

  std::mutex work_;  // whoever delivers: everything from here on
  std::vector<Lane> lanes_;
  std::map<std::string, app::Attempt> unsettled_;
  std::optional<Error> unsettled_fault_;
  std::optional<Instant> next_;        // of the lanes that are not down
  Steady::time_point mailbox_time_{};  // when it was read last
  std::optional<Error> mailbox_fault_;
  WorkerStatus counts_;

  mutable std::mutex status_mutex_;
  WorkerStatus status_;
};

}  // namespace countersign::delivery

#endif  // COUNTERSIGN_DELIVERY_WORKER_H_
