#include "tests/faults/fault_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace countersign::testing {
namespace {

// A file of ours; the system's own lies behind it in the same memory.
struct FaultFile {
  sqlite3_file base;
  char path[1024];
};

sqlite3_vfs* System() {
  static sqlite3_vfs* const system = sqlite3_vfs_find(nullptr);
  return system;
}

sqlite3_file* Real(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<FaultFile*>(file) + 1);
}

const char* PathOf(sqlite3_file* file) { return reinterpret_cast<FaultFile*>(file)->path; }

int FailCode(Call call) {
  switch (call) {
    case Call::kOpen:
      return SQLITE_CANTOPEN;
    case Call::kRead:
      return SQLITE_IOERR_READ;
    case Call::kWrite:
      return SQLITE_IOERR_WRITE;
    case Call::kSync:
      return SQLITE_IOERR_FSYNC;
    case Call::kTruncate:
      return SQLITE_IOERR_TRUNCATE;
    case Call::kLock:
      return SQLITE_IOERR_LOCK;
    case Call::kSharedMemory:
      return SQLITE_IOERR_SHMMAP;
    case Call::kGrowSharedMemory:
      return SQLITE_IOERR_SHMSIZE;
    case Call::kDelete:
      return SQLITE_IOERR_DELETE;
  }
  return SQLITE_IOERR;
}

int Close(sqlite3_file* file) { return Real(file)->pMethods->xClose(Real(file)); }

int Read(sqlite3_file* file, void* data, int size, sqlite3_int64 offset) {
  if (const int code = FaultVfs::Get().Next(Call::kRead)) return code;
  return Real(file)->pMethods->xRead(Real(file), data, size, offset);
}

int Write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  if (const int code = FaultVfs::Get().Next(Call::kWrite)) {
    // A failed write may have put its beginning on the disk.
    const int half = size / 2;
    if (half > 0 && Real(file)->pMethods->xWrite(Real(file), data, half, offset) == SQLITE_OK) {
      FaultVfs::Get().Wrote(PathOf(file), data, half, offset);
    }
    return code;
  }
  const int code = Real(file)->pMethods->xWrite(Real(file), data, size, offset);
  if (code == SQLITE_OK) FaultVfs::Get().Wrote(PathOf(file), data, size, offset);
  return code;
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (const int code = FaultVfs::Get().Next(Call::kTruncate)) return code;
  const int code = Real(file)->pMethods->xTruncate(Real(file), size);
  if (code == SQLITE_OK) FaultVfs::Get().Truncated(PathOf(file), size);
  return code;
}

int Sync(sqlite3_file* file, int) {
  if (const int code = FaultVfs::Get().Next(Call::kSync)) return code;
  FaultVfs::Get().Synced(PathOf(file));
  return SQLITE_OK;
}

int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  return Real(file)->pMethods->xFileSize(Real(file), size);
}

int Lock(sqlite3_file* file, int level) {
  if (const int code = FaultVfs::Get().Next(Call::kLock)) return code;
  return Real(file)->pMethods->xLock(Real(file), level);
}

int Unlock(sqlite3_file* file, int level) {
  return Real(file)->pMethods->xUnlock(Real(file), level);
}

int CheckReservedLock(sqlite3_file* file, int* locked) {
  return Real(file)->pMethods->xCheckReservedLock(Real(file), locked);
}

int FileControl(sqlite3_file* file, int operation, void* argument) {
  return Real(file)->pMethods->xFileControl(Real(file), operation, argument);
}

int SectorSize(sqlite3_file* file) { return Real(file)->pMethods->xSectorSize(Real(file)); }

int DeviceCharacteristics(sqlite3_file* file) {
  return Real(file)->pMethods->xDeviceCharacteristics(Real(file));
}

int ShmMap(sqlite3_file* file, int page, int size, int extend, void volatile** memory) {
  if (const int code = FaultVfs::Get().Next(Call::kSharedMemory)) return code;
  const auto map = [&](int may_grow) {
    return Real(file)->pMethods->xShmMap(Real(file), page, size, may_grow, memory);
  };
  const int code = map(0);
  if (code != SQLITE_OK || *memory != nullptr || extend == 0) return code;
  if (const int fault = FaultVfs::Get().Next(Call::kGrowSharedMemory)) return fault;
  return map(extend);
}

int ShmLock(sqlite3_file* file, int offset, int count, int flags) {
  // Giving a lock up does not fail.
  if ((flags & SQLITE_SHM_LOCK) != 0) {
    if (const int code = FaultVfs::Get().Next(Call::kLock)) return code;
  }
  return Real(file)->pMethods->xShmLock(Real(file), offset, count, flags);
}

void ShmBarrier(sqlite3_file* file) { Real(file)->pMethods->xShmBarrier(Real(file)); }

int ShmUnmap(sqlite3_file* file, int remove) {
  return Real(file)->pMethods->xShmUnmap(Real(file), remove);
}

// Version 2: shared memory, but no memory-mapped database pages.
const sqlite3_io_methods kMethods = {2,
                                     Close,
                                     Read,
                                     Write,
                                     Truncate,
                                     Sync,
                                     FileSize,
                                     Lock,
                                     Unlock,
                                     CheckReservedLock,
                                     FileControl,
                                     SectorSize,
                                     DeviceCharacteristics,
                                     ShmMap,
                                     ShmLock,
                                     ShmBarrier,
                                     ShmUnmap,
                                     nullptr,
                                     nullptr};

int Open(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* out_flags) {
  file->pMethods = nullptr;
  if (const int code = FaultVfs::Get().Next(Call::kOpen)) return code;
  auto* ours = reinterpret_cast<FaultFile*>(file);
  const int code = System()->xOpen(System(), name, Real(file), flags, out_flags);
  if (code != SQLITE_OK) return code;
  std::snprintf(ours->path, sizeof ours->path, "%s", name ? name : "");
  file->pMethods = &kMethods;
  FaultVfs::Get().Opened(ours->path);
  return SQLITE_OK;
}

int Delete(sqlite3_vfs*, const char* name, int sync_directory) {
  if (const int code = FaultVfs::Get().Next(Call::kDelete)) return code;
  const int code = System()->xDelete(System(), name, sync_directory);
  if (code == SQLITE_OK) {
    FaultVfs::Get().Truncated(name, 0);
    FaultVfs::Get().Synced(name);
  }
  return code;
}

int AccessFile(sqlite3_vfs*, const char* name, int flags, int* result) {
  return System()->xAccess(System(), name, flags, result);
}

int FullPathname(sqlite3_vfs*, const char* name, int size, char* out) {
  return System()->xFullPathname(System(), name, size, out);
}

int Randomness(sqlite3_vfs*, int size, char* out) {
  return System()->xRandomness(System(), size, out);
}

int Sleep(sqlite3_vfs*, int) { return 0; }

int CurrentTime(sqlite3_vfs*, double* out) { return System()->xCurrentTime(System(), out); }

int GetLastError(sqlite3_vfs*, int, char*) { return errno; }

int CurrentTimeInt64(sqlite3_vfs*, sqlite3_int64* out) {
  return System()->xCurrentTimeInt64(System(), out);
}

}  // namespace

FaultVfs& FaultVfs::Get() {
  static FaultVfs instance;
  return instance;
}

FaultVfs::FaultVfs() {
  static sqlite3_vfs vfs{};
  vfs.iVersion = 2;
  vfs.szOsFile = static_cast<int>(sizeof(FaultFile)) + System()->szOsFile;
  vfs.mxPathname = System()->mxPathname;
  vfs.zName = kName;
  vfs.xOpen = Open;
  vfs.xDelete = Delete;
  vfs.xAccess = AccessFile;
  vfs.xFullPathname = FullPathname;
  vfs.xRandomness = Randomness;
  vfs.xSleep = Sleep;
  vfs.xCurrentTime = CurrentTime;
  vfs.xGetLastError = GetLastError;
  vfs.xCurrentTimeInt64 = CurrentTimeInt64;
  sqlite3_vfs_register(&vfs, 0);
}

void FaultVfs::Arm(const FaultPlan& plan) {
  const std::lock_guard hold(mutex_);
  plan_ = plan;
  calls_ = 0;
  fired_ = false;
  files_.clear();
}

bool FaultVfs::Fired() {
  const std::lock_guard hold(mutex_);
  return fired_;
}

std::int64_t FaultVfs::Calls() {
  const std::lock_guard hold(mutex_);
  return calls_;
}

int FaultVfs::Next(Call call) {
  const std::lock_guard hold(mutex_);
  const bool takes_room = call == Call::kWrite || call == Call::kGrowSharedMemory;
  if (plan_.disk_full && !takes_room) return SQLITE_OK;
  if (plan_.only && call != *plan_.only) return SQLITE_OK;
  ++calls_;
  if (plan_.first == 0 || calls_ < plan_.first) return SQLITE_OK;
  if (calls_ > plan_.first && !plan_.lasting) return SQLITE_OK;
  fired_ = true;
  // As the system's VFS says it: it knows of a full disk only where it writes a file.
  errno = plan_.disk_full ? ENOSPC : EIO;
  return plan_.disk_full && call == Call::kWrite ? SQLITE_FULL : FailCode(call);
}

void FaultVfs::Opened(const std::string& path) {
  const std::lock_guard hold(mutex_);
  if (path.empty() || files_.contains(path)) return;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  files_[path].synced = content.str();
}

void FaultVfs::Wrote(const std::string& path, const void* data, int size, std::int64_t offset) {
  const std::lock_guard hold(mutex_);
  files_[path].since.push_back(
      {offset, std::string(static_cast<const char*>(data), static_cast<std::size_t>(size)), false});
}

void FaultVfs::Truncated(const std::string& path, std::int64_t size) {
  const std::lock_guard hold(mutex_);
  files_[path].since.push_back({size, "", true});
}

void FaultVfs::Synced(const std::string& path) {
  const std::lock_guard hold(mutex_);
  File& file = files_[path];
  for (const Change& change : file.since) Apply(change, file.synced);
  file.since.clear();
}

void FaultVfs::Apply(const Change& change, std::string& content) {
  const auto offset = static_cast<std::size_t>(change.offset);
  if (change.truncates) {
    content.resize(offset);
    return;
  }
  content.resize(std::max(content.size(), offset + change.bytes.size()));
  content.replace(offset, change.bytes.size(), change.bytes);
}

void FaultVfs::PowerCut(Unsynced unsynced, std::mt19937& random) {
  const std::lock_guard hold(mutex_);
  for (auto& [path, file] : files_) {
    for (Change& change : file.since) {
      if (unsynced == Unsynced::kLost) continue;
      if (unsynced == Unsynced::kSome) {
        if (random() % 2 == 0) continue;
        if (random() % 4 == 0) change.bytes.resize(random() % (change.bytes.size() + 1));
      }
      Apply(change, file.synced);
    }
    if (path.empty()) continue;
    std::ofstream(path, std::ios::binary | std::ios::trunc) << file.synced;
  }
  files_.clear();
}

}  // namespace countersign::testing
