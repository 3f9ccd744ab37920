#include "tests/support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace countersign::testing {
namespace {

namespace fs = std::filesystem;
using Steady = std::chrono::steady_clock;

constexpr auto kPatience = std::chrono::minutes(1);
constexpr int kPollMs = 5;

fs::path FromEnvironment(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr)
    throw std::runtime_error(std::string(name) + " is not set: run the test by ctest");
  return value;
}

std::string ReadAll(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

void Pause() { poll(nullptr, 0, kPollMs); }

int OpenFor(const fs::path& path, int flags) {
  const int file = open(path.c_str(), flags | O_CLOEXEC, 0600);
  if (file < 0) throw std::runtime_error("cannot open " + path.string());
  return file;
}

}  // namespace

fs::path BuiltProgram(const std::string& name) {
  return FromEnvironment("COUNTERSIGN_BINARY_DIR") / name;
}

fs::path SourceFile(const std::string& path) {
  return FromEnvironment("COUNTERSIGN_SOURCE_DIR") / path;
}

Process::Process(const std::vector<std::string>& command, const ProcessOptions& options) {
  std::ofstream(directory_ / "in") << options.input;
  const int in = OpenFor(directory_ / "in", O_RDONLY);
  const int out = OpenFor(directory_ / "out", O_WRONLY | O_CREAT | O_APPEND);
  const int err = OpenFor(directory_ / "err", O_WRONLY | O_CREAT | O_APPEND);
  // Everything that allocates happens before the fork: the test may have threads.
  std::vector<char*> arguments;
  for (const std::string& argument : command)
    arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string text = *variable;
    if (!options.environment.contains(text.substr(0, text.find('=')))) variables.push_back(text);
  }
  for (const auto& [name, value] : options.environment) variables.push_back(name + "=" + value);
  std::vector<char*> environment;
  for (std::string& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);
  const std::string directory = options.directory.string();

  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(126);
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    if (!directory.empty() && chdir(directory.c_str()) != 0) _exit(126);
    execvpe(arguments[0], arguments.data(), environment.data());
    _exit(127);
  }
  close(in);
  close(out);
  close(err);
  if (pid_ < 0) throw std::runtime_error("cannot fork");
}

Process::~Process() {
  if (!Running()) return;
  Signal(SIGKILL);
  Wait();
}

std::optional<std::string> Process::ReadLine() {
  const auto deadline = Steady::now() + kPatience;
  while (Steady::now() < deadline) {
    const bool running = Running();
    const std::string output = Output();
    const std::size_t end = output.find('\n', read_);
    if (end != std::string::npos) {
      const std::string line = output.substr(read_, end - read_);
      read_ = end + 1;
      return line;
    }
    if (!running) return std::nullopt;
    Pause();
  }
  return std::nullopt;
}

void Process::Signal(int number) const { kill(pid_, number); }

int Process::Wait() {
  Reap(true);
  return *status_;
}

bool Process::Running() { return !Reap(false); }

bool Process::Reap(bool block) {
  if (status_) return true;
  int status = 0;
  pid_t reaped = -1;
  do {
    reaped = waitpid(pid_, &status, block ? 0 : WNOHANG);
  } while (reaped < 0 && errno == EINTR);
  if (reaped != pid_) return false;
  status_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  return true;
}

std::string Process::Output() const { return ReadAll(directory_ / "out"); }

std::string Process::Errors() const { return ReadAll(directory_ / "err"); }

Finished RunProgram(const std::vector<std::string>& command, const ProcessOptions& options) {
  Process process(command, options);
  const int exit_code = process.Wait();
  return {exit_code, process.Output(), process.Errors()};
}

}  // namespace countersign::testing
