#include "tests/support/server_process.h"

#include <signal.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace countersign::testing {
namespace {

namespace fs = std::filesystem;

std::string ReadText(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return text.str();
}

// The value of `name` in "ready grpc=… http=…".
std::string ValueIn(const std::string& line, const std::string& name) {
  std::istringstream words(line);
  std::string word;
  while (words >> word)
    if (word.starts_with(name + "=")) return word.substr(name.size() + 1);
  return {};
}

}  // namespace

void InitData(const fs::path& data, const std::vector<std::string>& arguments,
              const ProcessOptions& options) {
  std::vector<std::string> command = {BuiltProgram("countersign"), "init", "--data", data};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const Finished init = RunProgram(command, options);
  if (init.exit_code != 0) throw std::runtime_error("init failed: " + init.errors);
}

std::string AdminToken(const fs::path& data) {
  std::string token = ReadText(data / "admin.token");
  while (!token.empty() && token.back() == '\n') token.pop_back();
  return token;
}

void EditConfig(const fs::path& data, std::string_view line, std::string_view replacement) {
  const fs::path path = data / "countersign.toml";
  std::string text = ReadText(path);
  const std::string whole = "\n" + std::string(line) + "\n";
  const std::size_t at = text.find(whole);
  if (at == std::string::npos || text.find(whole, at + 1) != std::string::npos)
    throw std::runtime_error("not one line in the configuration: " + std::string(line));
  text.replace(at, whole.size(), "\n" + std::string(replacement) + "\n");
  std::ofstream(path) << text;
}

ServerProcess::ServerProcess(const std::vector<std::string>& init_arguments)
    : own_(std::make_unique<TempDir>()), data_(*own_ / "data") {
  InitData(data_, init_arguments);
  StartOrThrow({}, {});
}

ServerProcess::ServerProcess(const fs::path& data, const std::vector<std::string>& serve_arguments,
                             const ProcessOptions& options)
    : data_(data) {
  StartOrThrow(serve_arguments, options);
}

ServerProcess::ServerProcess(Unstarted, const fs::path& data) : data_(data) {}

std::unique_ptr<ServerProcess> ServerProcess::WithFailpoint(const fs::path& data,
                                                            const std::string& failpoint) {
  std::unique_ptr<ServerProcess> server(new ServerProcess(Unstarted{}, data));
  const ProcessOptions options{.environment = {{"COUNTERSIGN_FAILPOINT", failpoint}}};
  if (server->Start({BuiltProgram("countersign_failpoints")}, {}, options)) return server;
  if (server->process().Wait() != -SIGKILL)
    throw std::runtime_error("the server did not get ready: " + server->log());
  return nullptr;
}

std::unique_ptr<ServerProcess> ServerProcess::Under(const std::vector<std::string>& wrapper,
                                                    const fs::path& data) {
  std::unique_ptr<ServerProcess> server(new ServerProcess(Unstarted{}, data));
  std::vector<std::string> program = wrapper;
  program.push_back(BuiltProgram("countersign"));
  if (server->Start(std::move(program), {}, {})) return server;
  throw std::runtime_error("the server did not get ready: " + server->log());
}

void ServerProcess::StartOrThrow(const std::vector<std::string>& arguments,
                                 const ProcessOptions& options) {
  if (Start({BuiltProgram("countersign")}, arguments, options)) return;
  throw std::runtime_error("the server did not get ready: " + process_->Output() + log());
}

bool ServerProcess::Start(std::vector<std::string> program,
                          const std::vector<std::string>& arguments,
                          const ProcessOptions& options) {
  std::vector<std::string> command = std::move(program);
  command.insert(command.end(), {"serve", "--data", data_});
  for (const std::string face : {"--grpc", "--http"})
    if (std::find(arguments.begin(), arguments.end(), face) == arguments.end())
      command.insert(command.end(), {face, "127.0.0.1:0"});
  command.insert(command.end(), arguments.begin(), arguments.end());
  process_ = std::make_unique<Process>(command, options);
  const std::string line = process_->ReadLine().value_or("");
  grpc_ = ValueIn(line, "grpc");
  http_ = ValueIn(line, "http");
  return line.starts_with("ready ") && !grpc_.empty() && !http_.empty();
}

HttpReply ServerProcess::Call(std::string_view method, const std::string& body) const {
  return Call(method, body, token());
}

HttpReply ServerProcess::Call(std::string_view method, const std::string& body,
                              const std::string& token) const {
  Headers headers = {{"content-type", "application/json"}};
  if (!token.empty()) headers["authorization"] = "Bearer " + token;
  return HttpRequest(http_, "POST", "/countersign.v1." + std::string(method), headers, body);
}

int ServerProcess::Stop() {
  process_->Signal(SIGTERM);
  return process_->Wait();
}

}  // namespace countersign::testing
