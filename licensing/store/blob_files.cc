#include "licensing/store/blob_files.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include "licensing/base/ids.h"
#include "licensing/store/data_lock.h"

namespace countersign::store {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPiece = app::kBlobPieceBytes;
constexpr std::size_t kHeader = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr std::size_t kAround = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::string_view kUnfinished = ".part";

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// The state of one stream; wiped at its end, since it holds the key.
struct StreamState {
  StreamState() = default;
  StreamState(const StreamState&) = delete;
  StreamState& operator=(const StreamState&) = delete;
  ~StreamState() { sodium_memzero(&state, sizeof(state)); }
  crypto_secretstream_xchacha20poly1305_state state{};
};

class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  Descriptor(Descriptor&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int get() const { return descriptor_; }
  bool valid() const { return descriptor_ >= 0; }

 private:
  int descriptor_;
};

tl::unexpected<Error> DirectoryFault(const fs::path& directory, int system_error) {
  return tl::unexpected<Error>(DirectoryError(directory, system_error));
}

// Ids begin with the time; their ends spread evenly.
fs::path FolderOf(const fs::path& directory, std::string_view id) {
  return directory / id.substr(id.size() - 2);
}

Result<void> SyncDirectory(const fs::path& directory) {
  const Descriptor opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.valid() || ::fsync(opened.get()) != 0) return DirectoryFault(directory, errno);
  return {};
}

// Durable when it returns.
Result<void> MakeDirectory(const fs::path& directory) {
  if (::mkdir(directory.c_str(), 0700) == 0) return SyncDirectory(directory.parent_path());
  if (errno == EEXIST) return {};
  return DirectoryFault(directory, errno);
}

Result<void> RemoveFile(const fs::path& file) {
  if (::unlink(file.c_str()) == 0 || errno == ENOENT) return {};
  return DirectoryFault(file.parent_path(), errno);
}

std::int64_t FileBytes(std::int64_t content) {
  const auto piece = static_cast<std::int64_t>(kPiece);
  const std::int64_t pieces = std::max<std::int64_t>(1, (content + piece - 1) / piece);
  return static_cast<std::int64_t>(kHeader) + content + pieces * static_cast<std::int64_t>(kAround);
}

tl::unexpected<Error> Damaged(std::string_view id, std::string_view what) {
  const std::string name = "blobs/" + std::string(id);
  return Fail(Code::kDataLoss, Reason::kBlobDamaged,
              "the file of " + name + " " + std::string(what) + ": restore it from a backup",
              {{"resource", name}});
}

class FileSink final : public app::BlobSink {
 public:
  FileSink(fs::path file, Descriptor descriptor, const SecretBytes& key)
      : final_(std::move(file)), descriptor_(std::move(descriptor)) {
    header_.resize(kHeader);
    crypto_secretstream_xchacha20poly1305_init_push(&stream_.state, Bytes(header_),
                                                    Bytes(key.View(SecretAccess{})));
  }

  static fs::path UnfinishedName(fs::path file) { return file += kUnfinished; }

  ~FileSink() override {
    if (keep_) return;
    // What cannot be removed now, the next start removes.
    (void)RemoveFile(UnfinishedName(final_));
    (void)RemoveFile(final_);
  }

  Result<void> Write(std::string_view bytes) override {
    // A full piece waits for the next byte: it may be the last one.
    while (!bytes.empty()) {
      if (piece_.size() == kPiece) RETURN_IF_ERROR(WritePiece(0));
      const std::size_t taken = std::min(kPiece - piece_.size(), bytes.size());
      piece_.append(bytes.substr(0, taken));
      bytes.remove_prefix(taken);
    }
    return {};
  }

  Result<void> Finish() override {
    RETURN_IF_ERROR(WritePiece(crypto_secretstream_xchacha20poly1305_TAG_FINAL));
    if (::fsync(descriptor_.get()) != 0) return Fault();
    if (::rename(UnfinishedName(final_).c_str(), final_.c_str()) != 0) return Fault();
    return SyncDirectory(final_.parent_path());
  }

  void Keep() override { keep_ = true; }

 private:
  Result<void> WritePiece(unsigned char tag) {
    std::string sealed(piece_.size() + kAround, '\0');
    crypto_secretstream_xchacha20poly1305_push(&stream_.state, Bytes(sealed), nullptr,
                                               Bytes(piece_), piece_.size(), nullptr, 0, tag);
    piece_.clear();
    RETURN_IF_ERROR(WriteAll(std::exchange(header_, {})));
    return WriteAll(sealed);
  }

  Result<void> WriteAll(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor_.get(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return Fault();
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
  }

  tl::unexpected<Error> Fault() const { return DirectoryFault(final_.parent_path(), errno); }

  const fs::path final_;
  const Descriptor descriptor_;
  StreamState stream_;
  std::string header_;  // until it is written
  std::string piece_;
  bool keep_ = false;
};

class FileSource final : public app::BlobSource {
 public:
  FileSource(std::string id, Descriptor descriptor)
      : id_(std::move(id)), descriptor_(std::move(descriptor)) {}

  Result<void> Begin(const SecretBytes& key) {
    ASSIGN_OR_RETURN(const std::string header, ReadBytes(kHeader));
    if (header.size() != kHeader ||
        crypto_secretstream_xchacha20poly1305_init_pull(&stream_.state, Bytes(header),
                                                        Bytes(key.View(SecretAccess{}))) != 0)
      return Damaged(id_, "is damaged");
    ASSIGN_OR_RETURN(next_, ReadPiece());
    return {};
  }

  // Looks one piece ahead, so that Begin finds a damaged first one.
  Result<std::string> Read() override {
    std::string piece = std::exchange(next_, {});
    if (ended_) return piece;
    ASSIGN_OR_RETURN(next_, ReadPiece());
    return piece;
  }

 private:
  Result<std::string> ReadPiece() {
    ASSIGN_OR_RETURN(const std::string sealed, ReadBytes(kPiece + kAround));
    std::string piece(sealed.size() < kAround ? 0 : sealed.size() - kAround, '\0');
    unsigned char tag = 0;
    if (crypto_secretstream_xchacha20poly1305_pull(&stream_.state, Bytes(piece), nullptr, &tag,
                                                   Bytes(sealed), sealed.size(), nullptr, 0) != 0)
      return Damaged(id_, "is damaged");
    ended_ = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    return piece;
  }

  // Fewer only at the file's end.
  Result<std::string> ReadBytes(std::size_t most) {
    std::string bytes(most, '\0');
    std::size_t size = 0;
    while (size < most) {
      const ssize_t got = ::read(descriptor_.get(), bytes.data() + size, most - size);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return Damaged(id_, "cannot be read");
      if (got == 0) break;
      size += static_cast<std::size_t>(got);
    }
    bytes.resize(size);
    return bytes;
  }

  const std::string id_;
  const Descriptor descriptor_;
  StreamState stream_;
  std::string next_;
  bool ended_ = false;
};

}  // namespace

Result<std::unique_ptr<DirectoryBlobFiles>> DirectoryBlobFiles::Open(fs::path directory,
                                                                     app::Store& store,
                                                                     bool store_is_newest) {
  RETURN_IF_ERROR(MakeDirectory(directory));
  std::unique_ptr<DirectoryBlobFiles> files(new DirectoryBlobFiles(std::move(directory)));
  RETURN_IF_ERROR(files->Sweep(store, store_is_newest));
  return files;
}

Result<void> DirectoryBlobFiles::Sweep(app::Store& store, bool store_is_newest) {
  std::error_code fault;
  for (fs::recursive_directory_iterator at(directory_, fault), end; !fault && at != end;
       at.increment(fault)) {
    if (!at->is_regular_file(fault)) continue;
    const std::string name = at->path().filename().string();
    bool known = !store_is_newest;
    if (IdBytes(name) && store_is_newest) {
      RETURN_IF_ERROR(store.Read([&](app::View& view) -> Result<void> {
        ASSIGN_OR_RETURN(const auto blob, view.blobs().Find(name));
        known = blob.has_value();
        return {};
      }));
    }
    const bool ours = IdBytes(name) || name.ends_with(kUnfinished);
    if (ours && !known) RETURN_IF_ERROR(RemoveFile(at->path()));
  }
  if (fault) return DirectoryFault(directory_, fault.value());
  return {};
}

Result<std::unique_ptr<app::BlobSink>> DirectoryBlobFiles::Create(std::string_view id,
                                                                  const SecretBytes& key) {
  const fs::path folder = FolderOf(directory_, id);
  RETURN_IF_ERROR(MakeDirectory(folder));
  const fs::path file = folder / id;
  Descriptor descriptor(::open(FileSink::UnfinishedName(file).c_str(),
                               O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!descriptor.valid()) return DirectoryFault(folder, errno);
  return std::unique_ptr<app::BlobSink>(
      std::make_unique<FileSink>(file, std::move(descriptor), key));
}

Result<std::unique_ptr<app::BlobSource>> DirectoryBlobFiles::Open(const domain::Blob& blob,
                                                                  const SecretBytes& key) {
  // What the database holds may have been put there by somebody else, and must not lead elsewhere.
  if (!IdBytes(blob.id)) return Damaged(blob.id, "has no id of ours");
  const fs::path file = FolderOf(directory_, blob.id) / blob.id;
  Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!descriptor.valid() && errno == ENOENT) return Damaged(blob.id, "is missing");
  if (!descriptor.valid()) return DirectoryFault(directory_, errno);
  struct stat status{};
  if (::fstat(descriptor.get(), &status) != 0) return Damaged(blob.id, "cannot be read");
  if (status.st_size != FileBytes(blob.size)) return Damaged(blob.id, "has another length");
  auto source = std::make_unique<FileSource>(blob.id, std::move(descriptor));
  RETURN_IF_ERROR(source->Begin(key));
  return std::unique_ptr<app::BlobSource>(std::move(source));
}

Result<void> DirectoryBlobFiles::Remove(std::string_view id) {
  if (!IdBytes(id)) return Damaged(id, "has no id of ours");
  return RemoveFile(FolderOf(directory_, id) / id);
}

}  // namespace countersign::store
