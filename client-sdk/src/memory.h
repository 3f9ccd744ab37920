// The client's knowledge in this process: state, marks and facts, kept in step with the cache. Not
// safe for several threads; its user locks.
#ifndef COUNTERSIGN_SDK_MEMORY_H_
#define COUNTERSIGN_SDK_MEMORY_H_

#include <cstdint>
#include <optional>
#include <string>

#include "client-sdk/src/cache.h"
#include "client-sdk/src/evaluate.h"
#include "client-sdk/src/state.h"

namespace countersign::sdk {

class Memory {
 public:
  // `options` outlives this; its clock is set. Reads nothing yet.
  explicit Memory(const Options& options);

  // Reads the cache if it was never read or another process wrote since. What is on disk is taken
  // unless memory knows better. True if something was taken.
  bool Reload();

  // A believed answer: takes it over and writes it down. `just_now`: a server gave it this moment,
  // so that its time is now; one that was imported is of an earlier time.
  void Adopt(State state, bool just_now);
  // Writes a request down that goes out in a text, so that its answer is known again.
  void NoteRequest(OpenRequest request);
  // Counts the counter up to at least `beyond` + 1 and writes it down before it is used.
  std::uint64_t NextCounter(std::uint64_t beyond);
  // Notes that the code is used from now on. No effect if it was before.
  void UseEmergencyCode(const std::string& code);
  // The seat was given back.
  void Release();

  // Copies what another one knows, of which the process was forked.
  void TakeOver(const Memory& other);

  bool loaded() const { return loaded_; }
  const State& state() const { return state_; }
  const Facts& facts() const { return facts_; }
  bool HoldsLease() const;  // and can renew it
  bool HasLease() const;    // perhaps without its secret: from a licence text
  // Signed time at its least; nullopt if there was none yet.
  std::optional<std::int64_t> LeastTime() const;
  TimeView Time() const;
  std::int64_t BootSeconds() const { return options_.clock->BootSeconds(); }
  std::string MachineSeed();

  // See Cache::LockPath.
  const std::string& LockPath() { return cache_.LockPath(); }
  // What failed to be written last; empty if nothing did. Keys are then in memory only.
  const std::string& write_problem() const { return write_problem_; }

 private:
  void WriteState();
  void WriteMarks();

  const Options& options_;
  Cache cache_;
  State state_;
  Marks marks_;
  Facts facts_;
  std::string machine_seed_;
  std::string signature_;
  std::string write_problem_;
  std::int64_t loaded_boot_ = 0;
  std::string boot_id_;
  bool loaded_ = false;
};

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_SDK_MEMORY_H_
