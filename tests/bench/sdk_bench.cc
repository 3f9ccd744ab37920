// What a start-up check from the cache costs a program.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <sodium.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>

#include "tests/bench/ratio_reporter.h"
#include "tests/sdk/support/vendor.h"

namespace countersign::sdk {
namespace {

// The reference: one verification of a message as long as a key.
void VerifyOneSignature(benchmark::State& state) {
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> public_key{};
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret_key{};
  crypto_sign_keypair(public_key.data(), secret_key.data());
  std::array<unsigned char, 600> message{};
  std::array<unsigned char, crypto_sign_BYTES> signature{};
  crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(),
                       secret_key.data());
  for (auto _ : state)
    if (crypto_sign_verify_detached(signature.data(), message.data(), message.size(),
                                    public_key.data()) != 0)
      state.SkipWithError("the signature does not verify");
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(VerifyOneSignature)->UseRealTime();

// Client::Create, CheckAtStartup and the end of the client. `p99_us` is the slowest of the fastest
// 99 %.
void CachedCheck(benchmark::State& state) {
  using Steady = std::chrono::steady_clock;
  World world;
  if (world.Start()->CheckAtStartup().outcome != Outcome::kValid)
    return state.SkipWithError("not activated");
  world.server->down = true;
  std::vector<double> durations;
  for (auto _ : state) {
    const auto start = Steady::now();
    const Status status = world.Start()->CheckAtStartup();
    durations.push_back(std::chrono::duration<double, std::micro>(Steady::now() - start).count());
    if (status.outcome != Outcome::kValid) state.SkipWithError("not valid");
  }
  const auto p99 = durations.begin() + static_cast<std::ptrdiff_t>(durations.size() * 99 / 100);
  std::nth_element(durations.begin(), p99, durations.end());
  state.counters["p99_us"] = *p99;
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(CachedCheck)->UseRealTime();

void RunToTheEnd(benchmark::State& state, std::vector<std::string> command) {
  std::vector<char*> arguments;
  for (std::string& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  for (auto _ : state) {
    pid_t child = 0;
    int ended = 0;
    if (posix_spawn(&child, arguments[0], &quiet, nullptr, arguments.data(), environ) != 0 ||
        waitpid(child, &ended, 0) != child)
      state.SkipWithError("cannot run it");
  }
  posix_spawn_file_actions_destroy(&quiet);
  state.SetItemsProcessed(state.iterations());
}

std::string Program() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "startup_example";
}

// Start to exit of the example program when it only prints its usage ...
void ProcessThatDoesNotCheck(benchmark::State& state) { RunToTheEnd(state, {Program()}); }
BENCHMARK(ProcessThatDoesNotCheck)->UseRealTime();

// ... and when it checks from its cache.
void ProcessThatChecks(benchmark::State& state) {
  World world;
  const auto roots = PrepareForPrograms(world);
  RunToTheEnd(state, {Program(), "--product", kProduct, "--version", "4.2.1", "--roots",
                      roots.string(), "--cache", (world.directory / "cache").string(),
                      "--machine-id", "machine-1", "--cached"});
}
BENCHMARK(ProcessThatChecks)->UseRealTime();

}  // namespace
}  // namespace countersign::sdk

int main(int argc, char** argv) {
  if (sodium_init() < 0) return 1;
  return countersign::bench::RunAndCompare(argc, argv, "VerifyOneSignature");
}
