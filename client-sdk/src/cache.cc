#include "client-sdk/src/cache.h"

#include <cstdlib>

#include "client-sdk/src/bytes.h"

namespace countersign::sdk {
namespace {

constexpr std::size_t kSeedBytes = 32;
constexpr int kSeedLockMilliseconds = 1000;

std::string DirectoryOf(const Options& options) {
  if (!options.cache_directory.empty()) return options.cache_directory;
  const char* state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && state[0] == '/') return std::string(state) + "/countersign";
  const char* home = std::getenv("HOME");
  if (home != nullptr && home[0] == '/') return std::string(home) + "/.local/state/countersign";
  return {};
}

// Processes that are counted one by one have a lease each.
std::string Suffix(const Options& options) {
  if (options.process_id.empty()) return {};
  return "-" + HexEncode(Sha256({options.process_id})).substr(0, 16);
}

std::string Stem(const std::string& directory, const Options& options, const char* what,
                 const std::string& suffix) {
  return directory + "/" + options.product + suffix + what;
}

}  // namespace

Cache::Cache(const Options& options)
    : directory_(DirectoryOf(options)),
      lock_path_(Stem(directory_, options, ".lock", Suffix(options))),
      machine_lock_path_(Stem(directory_, options, ".machine.lock", "")),
      state_(Stem(directory_, options, ".lease", Suffix(options))),
      marks_(Stem(directory_, options, ".marks", Suffix(options))),
      machine_(Stem(directory_, options, ".machine", "")) {}

Cache::Content Cache::Read() const {
  Content content;
  if (directory_.empty()) return content;
  if (const auto record = state_.Read()) {
    content.state = DecodeState(record->body).value_or(State());
  }
  if (const auto record = marks_.Read()) {
    content.marks = DecodeMarks(record->body).value_or(Marks());
  }
  return content;
}

std::string Cache::Prepare() {
  if (directory_.empty()) return "there is no directory to keep keys in";
  return MakeDirectories(directory_);
}

const std::string& Cache::LockPath() {
  Prepare();
  return lock_path_;
}

std::string Cache::Write(const State& state) {
  std::string problem = Prepare();
  return problem.empty() ? state_.Write(EncodeState(state)) : problem;
}

std::string Cache::Write(const Marks& marks) {
  std::string problem = Prepare();
  return problem.empty() ? marks_.Write(EncodeMarks(marks)) : problem;
}

void Cache::Forget() {
  if (!directory_.empty()) state_.Remove();
}

std::string Cache::MachineSeed(std::string* problem) {
  if (!directory_.empty()) {
    const auto record = machine_.Read();
    if (record && record->body.size() == kSeedBytes) return record->body;
  }
  std::string seed = RandomBytes(kSeedBytes);
  *problem = Prepare();
  if (!problem->empty()) return seed;
  const FileLock lock(machine_lock_path_, kSeedLockMilliseconds, nullptr);
  const auto record = machine_.Read();  // another process may have been first
  if (record && record->body.size() == kSeedBytes) return record->body;
  *problem = machine_.Write(seed);
  return seed;
}

std::string Cache::Signature() const {
  return directory_.empty() ? std::string() : state_.Signature() + marks_.Signature();
}

}  // namespace countersign::sdk
