// A small record on disk that survives crashes and damage: two slots that are written in turn, each
// with a sequence number and a checksum. A damaged slot is passed over; the other one counts.
#ifndef COUNTERSIGN_SDK_TWO_SLOT_FILE_H_
#define COUNTERSIGN_SDK_TWO_SLOT_FILE_H_

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace countersign::sdk {

class TwoSlotFile {
 public:
  // Slots are `stem`.0 and `stem`.1.
  explicit TwoSlotFile(std::string stem);

  struct Record {
    std::uint64_t sequence = 0;  // rises by one with every write
    std::string body;
  };
  // The newest undamaged slot, if there is one. Takes no lock: a slot changes in one step.
  std::optional<Record> Read() const;

  // Writes `body` over the older slot, on disk (mode 0600) when this returns. Empty, or what
  // failed.
  std::string Write(std::string_view body);

  // Removes both slots.
  void Remove();

  // Cheap; differs after another process wrote.
  std::string Signature() const;

 private:
  std::string SlotPath(std::uint64_t sequence) const;

  std::string stem_;
};

// Holds an advisory lock between processes while it lives.
class FileLock {
 public:
  // Waits at most `milliseconds`, and no longer once `stop` (may be null) is true. Not locked if
  // that was not enough or the file cannot be made: callers go on, since the lock saves work and is
  // not what keeps data whole.
  FileLock(const std::string& path, int milliseconds, const std::atomic<bool>* stop);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  bool locked() const { return locked_; }

 private:
  int file_ = -1;
  bool locked_ = false;
};

// Makes `path` and its parents, mode 0700. Empty, or what failed.
std::string MakeDirectories(const std::string& path);

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_SDK_TWO_SLOT_FILE_H_
