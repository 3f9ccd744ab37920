// A SQLite VFS over the system's own that fails on demand and knows what a power cut would leave.
//
// Calls that can fail are counted. While a plan is armed, the call with the plan's number (or every
// call from it on) fails with the error that its kind of call has. Syncs do not reach the disk:
// instead the VFS keeps, for each file, what was there at the last sync and what was written since,
// so that PowerCut() can leave the files as a disk may.
#ifndef COUNTERSIGN_TESTS_FAULTS_FAULT_VFS_H_
#define COUNTERSIGN_TESTS_FAULTS_FAULT_VFS_H_

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

struct sqlite3_vfs;

namespace countersign::testing {

enum class Call {
  kOpen,
  kRead,
  kWrite,
  kSync,
  kTruncate,
  kLock,
  kSharedMemory,
  kGrowSharedMemory,
  kDelete
};

struct FaultPlan {
  std::int64_t first = 0;  // number of the call that fails, from 1 on; 0: none
  bool lasting = false;    // every later call fails as well
  bool disk_full = false;  // what takes room fails as on a full disk; the rest does not count
  std::optional<Call> only = std::nullopt;  // other calls neither fail nor count
};

class FaultVfs {
 public:
  // The one instance, registered with SQLite as kName when first asked for.
  static FaultVfs& Get();
  static constexpr char kName[] = "countersign-faults";

  // Counts from 0 again and forgets what it knew of files.
  void Arm(const FaultPlan& plan);
  void Disarm() { Arm({}); }
  // True once a call was failed.
  bool Fired();
  std::int64_t Calls();

  // What a power cut now would leave: of the writes since the last sync each survives or not, and
  // of a surviving one perhaps only the beginning. Call when every connection is closed or dead.
  enum class Unsynced { kLost, kKept, kSome };
  void PowerCut(Unsynced unsynced, std::mt19937& random);

  // For the VFS's own functions.
  // The error to return, or SQLITE_OK to go on.
  int Next(Call call);
  void Opened(const std::string& path);
  void Wrote(const std::string& path, const void* data, int size, std::int64_t offset);
  void Truncated(const std::string& path, std::int64_t size);
  void Synced(const std::string& path);

 private:
  FaultVfs();

  struct Change {
    std::int64_t offset;  // of the write, or the new size
    std::string bytes;
    bool truncates;
  };
  struct File {
    std::string synced;
    std::vector<Change> since;
  };
  static void Apply(const Change& change, std::string& content);

  std::mutex mutex_;
  FaultPlan plan_;
  std::int64_t calls_ = 0;
  bool fired_ = false;
  std::map<std::string, File> files_;
};

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_FAULTS_FAULT_VFS_H_
