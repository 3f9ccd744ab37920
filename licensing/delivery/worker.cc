#include "licensing/delivery/worker.h"

#include <algorithm>

#include "licensing/app/contacts.h"
#include "licensing/app/steps.h"
#include "licensing/base/failpoint.h"

namespace countersign::delivery {
namespace {

using domain::DeliveryFailure;
using domain::Message;

// Commits come in bursts: one look for all of them.
constexpr std::chrono::milliseconds kSettle{20};
constexpr std::chrono::milliseconds kAfterFault{1000};

// What another message would meet as well. Each webhook of the owner's is a server of its own.
bool IsOfTheChannel(DeliveryFailure failure, domain::MessageChannel channel) {
  return failure < DeliveryFailure::kDeferred && channel != domain::MessageChannel::kEvent;
}

// Whom it is for: nobody of a message to a webhook.
Result<std::optional<domain::Contact>> FindContact(app::View& view, const Message& message) {
  if (message.channel == domain::MessageChannel::kEvent) return domain::Contact();
  return view.contacts().Find(message.contact_id);
}

}  // namespace

Worker::Worker(app::Store& store, const Clock& clock, Entropy& entropy, app::MessageHook& hook,
               std::vector<Channel*> channels, ReportMailbox* mailbox,
               app::SimulatedClock* simulated, WorkerOptions options)
    : store_(store),
      clock_(clock),
      entropy_(entropy),
      hook_(hook),
      mailbox_(mailbox),
      simulated_(simulated),
      options_(std::move(options)) {
  for (Channel* channel : channels) lanes_.push_back({channel, {}, options_.first_wait, {}});
}

Worker::~Worker() { Stop(); }

void Worker::Start() {
  thread_ = std::thread([this] { Run(); });
}

void Worker::Stop() {
  if (stopping_.exchange(true)) return;
  for (const Lane& lane : lanes_) lane.channel->Interrupt();
  {
    const std::lock_guard hold(wake_mutex_);
    wake_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void Worker::Wake() {
  const std::lock_guard hold(wake_mutex_);
  if (woken_) return;
  woken_ = true;
  wake_.notify_all();
}

void Worker::Run() {
  while (!stopping_) {
    const std::chrono::microseconds wait = Turn();
    std::unique_lock hold(wake_mutex_);
    wake_.wait_for(hold, wait, [this] { return woken_ || stopping_; });
    if (woken_) wake_.wait_for(hold, kSettle, [this] { return stopping_.load(); });
    woken_ = false;
  }
}

// How long to wait for the next.
std::chrono::microseconds Worker::Turn() {
  const std::lock_guard hold(work_);
  const auto delivered = DeliverDue();
  Publish(delivered ? std::nullopt : std::optional(delivered.error()));
  if (!delivered || !unsettled_.empty()) return kAfterFault;
  // Also without a mailbox: so a clock that was set is noticed.
  std::chrono::microseconds wait = options_.mailbox_wait;
  // A simulated clock stands still: it is moved by what wakes this.
  if (next_ && simulated_ == nullptr) wait = std::min(wait, *next_ - clock_.Now());
  for (const Lane& lane : lanes_)
    if (lane.down)
      wait =
          std::min(wait, std::chrono::ceil<std::chrono::microseconds>(lane.retry - Steady::now()));
  return std::max(wait, std::chrono::microseconds(0));
}

Result<void> Worker::DeliverDue() {
  if (Steady::now() >= mailbox_time_ + options_.mailbox_wait) ReadMailbox();
  Settle(clock_.Now());
  for (Lane& lane : lanes_)
    if (lane.down && Steady::now() >= lane.retry) Reach(lane);
  const Allowed up = [](const Lane& lane) { return !lane.down; };
  while (!stopping_) {
    ASSIGN_OR_RETURN(const auto found, FindNext(up, {}));
    next_ = found ? std::optional(found->due) : std::nullopt;
    const Instant now = clock_.Now();
    if (!found || found->due > now) break;
    RETURN_IF_ERROR(Deliver(*found, now));
  }
  return {};
}

Result<bool> Worker::DeliverUntil(Instant to, Stretch& stretch) {
  const std::lock_guard hold(work_);
  bool any = ReadMailbox();
  any = Settle(clock_.Now()) || any;
  const Allowed allowed = [&stretch](const Lane& lane) {
    return !stretch.unreachable.contains(lane.channel->kind());
  };
  while (true) {
    if (stopping_)
      return Fail(Code::kUnavailable, Reason::kShuttingDown,
                  "the server is stopping; try again in 1 s", {{"retry_after", "1"}});
    ASSIGN_OR_RETURN(const auto found, FindNext(allowed, stretch.messages));
    if (!found || found->due > to) break;
    ASSIGN_OR_RETURN(const Turned turned, Deliver(*found, std::max(found->due, clock_.Now())));
    any = any || turned.wrote;
    if (found->lane->down) stretch.unreachable.insert(found->lane->channel->kind());
    if (turned.attempted) stretch.messages.insert(*turned.attempted);
  }
  Publish(std::nullopt);
  return any;
}

// What it holds can wait; what is to be sent need not. Whether anything was put on record.
bool Worker::ReadMailbox() {
  if (mailbox_ == nullptr) return false;
  mailbox_time_ = Steady::now();
  bool any = false;
  const auto take = [&](const MailReport& report) -> Result<bool> {
    ASSIGN_OR_RETURN(const bool counted, TakeReport(report));
    any = any || counted;
    return counted;
  };
  const auto read = mailbox_->Read(take);
  mailbox_fault_ = read ? std::nullopt : std::optional(read.error());
  return any;
}

Result<bool> Worker::TakeReport(const MailReport& report) {
  if (!report.report) return false;
  const Instant now = clock_.Now();
  bool counted = false;
  RETURN_IF_ERROR(
      Commit(now, [&](app::Transaction& tx, const app::Act& act) -> Result<app::Finish> {
        ASSIGN_OR_RETURN(counted, app::TakeReport(tx, act, hook_, report.message_id, *report.report,
                                                  report.time.value_or(now)));
        return counted ? app::Finish::kCommit : app::Finish::kRollback;
      }));
  return counted;
}

// Puts the ends of attempts on record. One that fails holds up no other, and is tried again: the
// message is not sent twice for it. Whether anything was put on record.
bool Worker::Settle(Instant now) {
  const std::size_t before = unsettled_.size();
  unsettled_fault_.reset();
  std::erase_if(unsettled_, [&](const auto& unsettled) {
    const auto settled = Commit(now, [&](app::Transaction& tx, const app::Act& act) {
      return app::EndAttempt(tx, act, hook_, unsettled.first, unsettled.second).map([] {
        return app::Finish::kCommit;
      });
    });
    if (!settled) unsettled_fault_ = settled.error();
    return settled.has_value();
  });
  return unsettled_.size() < before;
}

Result<std::optional<Worker::Found>> Worker::FindNext(const Allowed& allowed,
                                                      const std::set<std::string>& skip) {
  std::optional<Found> next;
  // As many as are passed over may come first.
  const int limit = 1 + static_cast<int>(skip.size() + unsettled_.size());
  RETURN_IF_ERROR(store_.Read([&](app::View& view) -> Result<void> {
    for (Lane& lane : lanes_) {
      if (!allowed(lane)) continue;
      ASSIGN_OR_RETURN(const auto due,
                       view.messages().FindDue(lane.channel->kind(), Instant::max(), limit));
      const auto first = std::ranges::find_if(due, [&](const Message& message) {
        return !skip.contains(message.id) && !unsettled_.contains(message.id);
      });
      if (first == due.end()) continue;
      if (!next || *first->next_attempt_time < next->due)
        next = Found{&lane, first->id, *first->next_attempt_time};
    }
    return {};
  }));
  return next;
}

Result<Worker::Turned> Worker::Deliver(const Found& found, Instant now) {
  Lane& lane = *found.lane;
  if (!Reach(lane)) return Turned{};
  std::optional<Message> message;
  std::optional<domain::Contact> contact;
  RETURN_IF_ERROR(
      Commit(now, [&](app::Transaction& tx, const app::Act& act) -> Result<app::Finish> {
        ASSIGN_OR_RETURN(message,
                         app::BeginAttempt(tx, act, hook_, found.id, lane.channel->id_domain()));
        if (message) {
          ASSIGN_OR_RETURN(contact, FindContact(tx, *message));
        }
        return app::Finish::kCommit;
      }));
  if (!message) return Turned{true, {}};
  ++counts_.attempts;
  FailPoint(failpoint::kMessageBefore);
  const app::Attempt attempt = contact ? lane.channel->Send(*message, *contact, now)
                                       : app::Attempt{DeliveryFailure::kNoAddress};
  FailPoint(failpoint::kMessageAfter);
  ++(attempt.failure ? counts_.failed : counts_.sent);
  if (attempt.failure) options_.on_failure(message->id, *attempt.failure, attempt.reply);
  if (attempt.failure && IsOfTheChannel(*attempt.failure, lane.channel->kind()))
    NoteDown(lane, *attempt.failure);
  if (!attempt.failure) lane.wait = options_.first_wait;
  unsettled_.emplace(message->id, attempt);
  Settle(now);
  return Turned{true, message->id};
}

bool Worker::Reach(Lane& lane) {
  const auto failure = lane.channel->Probe();
  lane.down.reset();
  if (failure) NoteDown(lane, *failure);
  return !failure;
}

Result<void> Worker::Commit(
    Instant now,
    const std::function<Result<app::Finish>(app::Transaction&, const app::Act&)>& work) {
  const app::Act act{std::string(app::kSystemActor), "", now, entropy_};
  const bool moves = simulated_ != nullptr && now > simulated_->Now();
  RETURN_IF_ERROR(store_.Write([&](app::Transaction& tx) -> Result<app::Finish> {
    if (moves) RETURN_IF_ERROR(app::PutSimulatedNow(tx, now));
    return work(tx, act);
  }));
  if (moves) simulated_->MoveTo(now);
  return {};
}

void Worker::NoteDown(Lane& lane, DeliveryFailure failure) {
  options_.on_failure("", failure, 0);
  lane.down = failure;
  lane.retry = Steady::now() + lane.wait;
  lane.wait = std::min(options_.longest_wait, lane.wait * 2);
}

void Worker::Publish(std::optional<Error> fault) {
  WorkerStatus status = counts_;
  for (const Lane& lane : lanes_)
    if (lane.down) status.down[lane.channel->kind()] = *lane.down;
  status.unsettled = static_cast<std::int64_t>(unsettled_.size());
  if (mailbox_ != nullptr) status.mailbox = mailbox_->counts();
  status.mailbox_fault = mailbox_fault_;
  status.fault = fault ? std::move(fault) : unsettled_fault_;
  const std::lock_guard hold(status_mutex_);
  status_ = std::move(status);
}

WorkerStatus Worker::Status() const {
  const std::lock_guard hold(status_mutex_);
  return status_;
}

}  // namespace countersign::delivery
