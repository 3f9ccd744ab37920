#include "licensing/store/db/wal_index.h"

#include <sqlite3.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

namespace countersign::store::db {
namespace {

constexpr int kPartBytes = 32768;  // the size in which SQLite asks for shared memory
constexpr std::int64_t kPagesInPart = 4096;
constexpr std::int64_t kPagesInHeader = 34;  // by which the first part holds fewer
constexpr std::int64_t kPageBytes = 4096;
constexpr std::int64_t kFrameBytes = kPageBytes + 24;  // of a page in the log
constexpr std::int64_t kPadding = 16;  // a commit may be filled up to the end of a sector

sqlite3_file* FileOf(sqlite3* db, int which) {
  sqlite3_file* file = nullptr;
  sqlite3_file_control(db, "main", which, static_cast<void*>(&file));
  return file;
}

// The most pages that the log can hold after a commit: those in the file, current or left over,
// and, as if each were to be written, those in the cache.
int CountPages(sqlite3* db, std::int64_t& pages) {
  sqlite3_file* const log = FileOf(db, SQLITE_FCNTL_JOURNAL_POINTER);
  sqlite3_int64 bytes = 0;
  if (const int code = log->pMethods->xFileSize(log, &bytes)) return code;
  int cached = 0;
  int highest = 0;
  if (const int code = sqlite3_db_status(db, SQLITE_DBSTATUS_CACHE_USED, &cached, &highest, 0))
    return code;
  pages = bytes / kFrameBytes + cached / kPageBytes + kPadding;
  return SQLITE_OK;
}

// SQLite writes a byte into every 4 KiB of a new part. Where the file system's blocks are smaller,
// the rest has no room yet, and touching it would end the process by SIGBUS. 0 or an errno.
int Populate(void volatile* memory) {
  // In whole pages of memory, which may be larger than a part.
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const std::uintptr_t before = reinterpret_cast<std::uintptr_t>(memory) % page;
  char* const begin = static_cast<char*>(const_cast<void*>(memory)) - before;
  if (madvise(begin, before + kPartBytes, MADV_POPULATE_WRITE) == 0) return 0;
  if (errno == EINVAL) return 0;  // a kernel before 5.14: the blocks' size decides
  // "It would be SIGBUS": for want of room, unless the disk has a fault.
  return errno == EFAULT ? ENOSPC : errno;
}

}  // namespace

int WalIndex::Reserve(sqlite3* db) {
  sqlite3_file* const file = FileOf(db, SQLITE_FCNTL_FILE_POINTER);
  // A database in memory has neither file nor log.
  if (file->pMethods == nullptr) return SQLITE_OK;
  std::int64_t pages = 0;
  if (const int code = CountPages(db, pages)) return code;
  const std::int64_t needed = (pages + kPagesInHeader + kPagesInPart - 1) / kPagesInPart;
  for (; parts_ < needed; ++parts_) {
    errno = 0;
    void volatile* memory = nullptr;
    const int code = file->pMethods->xShmMap(file, parts_, kPartBytes, 1, &memory);
    system_error_ = errno;
    if (code != SQLITE_OK) return code;
    system_error_ = Populate(memory);
    if (system_error_ != 0) return SQLITE_IOERR_SHMMAP;
  }
  return SQLITE_OK;
}

}  // namespace countersign::store::db
