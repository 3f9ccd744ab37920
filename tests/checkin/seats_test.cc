// A floating limit under load: many machines, few seats, time that passes, programs that crash.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <thread>

#include "tests/checkin/installation.h"

namespace countersign::checkin {
namespace {

constexpr int kSeats = 10;
constexpr int kMachines = 64;
constexpr int kRounds = 40;
constexpr std::int64_t kLease = 60;

// When which lease's software can run, as seen from outside the server. Seconds, begin <= t < end.
class Held {
 public:
  void Granted(const std::string& lease, std::int64_t begin, std::int64_t end) {
    const std::lock_guard lock(mutex_);
    runs_.push_back({lease, begin, end});
    ++granted_;
    // Every moment at which most can run is one at which somebody began.
    for (const Run& run : runs_)
      if (run.begin >= begin && run.begin < end) Expect(run.begin);
    Expect(begin);
    std::erase_if(runs_, [&](const Run& run) { return run.end < begin - 10 * kLease; });
  }
  // Before the release is sent: from then on the software does not run any more.
  void GivesBack(const std::string& lease, std::int64_t when) {
    const std::lock_guard lock(mutex_);
    for (Run& run : runs_)
      if (run.lease == lease) run.end = std::min(run.end, when);
  }
  int granted() const { return granted_; }
  std::size_t most() const { return most_; }

 private:
  struct Run {
    std::string lease;
    std::int64_t begin, end;
  };
  void Expect(std::int64_t moment) {
    std::set<std::string> running;
    for (const Run& run : runs_)
      if (run.begin <= moment && moment < run.end) running.insert(run.lease);
    most_ = std::max(most_, running.size());
    ASSERT_LE(running.size(), static_cast<std::size_t>(kSeats)) << "an eleventh at " << moment;
  }

  std::mutex mutex_;
  std::vector<Run> runs_;
  int granted_ = 0;
  std::size_t most_ = 0;
};

// One machine's life: asks, gives back, crashes, waits.
void Live(Installation& installation, const std::string& code, int machine, Held& held) {
  std::minstd_rand random(static_cast<unsigned>(machine) + 1);
  const auto one_in = [&](int n) { return std::uniform_int_distribution(1, n)(random) == 1; };
  Software software(installation, "machine " + std::to_string(machine));
  for (int round = 0; round < kRounds; ++round) {
    if (one_in(8)) installation.Advance(seconds(std::uniform_int_distribution(1, 15)(random)));
    if (!software.lease_id.empty() && one_in(4)) {
      held.GivesBack(software.lease_id, ToSeconds(installation.now()));
      const auto released = software.Send(software.Release());
      ASSERT_TRUE(released) << released.error().message;
      software.lease_id.clear();
      continue;
    }
    if (one_in(5)) software.lease_id.clear();  // a crash: it forgets, and gives nothing back
    const auto answer =
        software.Send(software.lease_id.empty() ? software.Activation(code) : software.Renewal());
    ASSERT_TRUE(answer) << answer.error().message;
    if (answer->key) {
      ASSERT_EQ(answer->answer.outcome, Outcome::kValid);
      held.Granted(answer->answer.lease_id, answer->key->issued_at,
                   answer->key->expires_at + answer->key->offline_seconds);
    } else {
      ASSERT_EQ(answer->answer.outcome, Outcome::kNoSeat) << ReasonName(answer->answer.reason);
    }
  }
}

TEST(Seats, TenSeatsForSixtyFourMachinesAreNeverEleven) {
  Installation installation;
  domain::Policy policy = installation.NewPolicy(LicenseKind::kFloating, kSeats);
  policy.lease = seconds(kLease);
  installation.Put(policy);
  const std::string code = installation.NewLicense();

  Held held;
  std::vector<std::thread> machines;
  for (int machine = 0; machine < kMachines; ++machine)
    machines.emplace_back([&, machine] { Live(installation, code, machine, held); });
  for (std::thread& machine : machines) machine.join();

  EXPECT_EQ(held.most(), static_cast<std::size_t>(kSeats)) << "the seats were all in use";
  EXPECT_GT(held.granted(), kMachines);
  EXPECT_LE(installation.Seats().taken, kSeats);
  installation.Advance(seconds(kLease));
  EXPECT_EQ(installation.Seats().taken, 0) << "what crashed holds no seat for ever";
}

TEST(Seats, TheSameMachineAskingFromManyThreadsGetsOneLease) {
  Installation installation;
  installation.Put(installation.NewPolicy(LicenseKind::kNodeLocked, 3));
  const std::string code = installation.NewLicense();
  const Software software(installation, "one");
  std::mutex mutex;
  std::set<std::string> leases;
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i)
    threads.emplace_back([&, copy = software]() mutable {
      const auto answer = copy.Send(copy.Activation(code));
      ASSERT_TRUE(answer) << answer.error().message;
      const std::lock_guard lock(mutex);
      leases.insert(answer->answer.lease_id);
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(leases.size(), 1U);
  EXPECT_EQ(installation.Seats().taken, 1);
}

TEST(Seats, TheLastSeatGoesToOneOfMany) {
  Installation installation;
  installation.Put(installation.NewPolicy(LicenseKind::kNodeLocked, 1));
  const std::string code = installation.NewLicense();
  std::atomic<int> granted{0};
  std::atomic<int> refused{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i)
    threads.emplace_back([&, i] {
      Software software(installation, "machine " + std::to_string(i));
      const auto answer = software.Send(software.Activation(code));
      ASSERT_TRUE(answer) << answer.error().message;
      ++(answer->key ? granted : refused);
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(granted, 1);
  EXPECT_EQ(refused, 15);
}

}  // namespace
}  // namespace countersign::checkin
