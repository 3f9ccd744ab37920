// A real `countersign serve`, on free ports of this machine, with a data directory of its own.
#ifndef COUNTERSIGN_TESTS_SUPPORT_SERVER_PROCESS_H_
#define COUNTERSIGN_TESTS_SUPPORT_SERVER_PROCESS_H_

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/http_client.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace countersign::testing {

// `countersign init --data DATA …`; throws if it fails.
void InitData(const std::filesystem::path& data, const std::vector<std::string>& arguments = {},
              const ProcessOptions& options = {});
// The administrator's token of a data directory.
std::string AdminToken(const std::filesystem::path& data);
// Replaces a line of DATA/countersign.toml, e.g. "header_seconds = 10" by "header_seconds = 1".
// Throws unless the line is there once.
void EditConfig(const std::filesystem::path& data, std::string_view line,
                std::string_view replacement);

class ServerProcess {
 public:
  // Serves a new installation, made with these arguments of `init`.
  explicit ServerProcess(const std::vector<std::string>& init_arguments = {});
  // Serves an installation that is there, on free ports unless the arguments name them. Throws with
  // what it printed if it does not get ready.
  explicit ServerProcess(const std::filesystem::path& data,
                         const std::vector<std::string>& serve_arguments = {},
                         const ProcessOptions& options = {});
  // The same with failpoints built in, of which `failpoint` ("NAME" or "NAME:N") is to end it.
  // Needs the target countersign_failpoints. Null if it ended before it was ready.
  static std::unique_ptr<ServerProcess> WithFailpoint(const std::filesystem::path& data,
                                                      const std::string& failpoint);

  // The same run by another program, e.g. strace, which takes its command line as last arguments
  // and leaves the process to it.
  static std::unique_ptr<ServerProcess> Under(const std::vector<std::string>& wrapper,
                                              const std::filesystem::path& data);

  const std::filesystem::path& data() const { return data_; }
  const std::string& grpc() const { return grpc_; }  // "127.0.0.1:40123"
  const std::string& http() const { return http_; }
  std::string token() const { return AdminToken(data_); }
  Process& process() { return *process_; }
  std::string log() const { return process_->Errors(); }

  // POST /countersign.v1.<method> with a JSON body, e.g. Call("CatalogService/ListProducts", "{}").
  // An empty token sends none; by default the administrator's.
  HttpReply Call(std::string_view method, const std::string& body) const;
  HttpReply Call(std::string_view method, const std::string& body, const std::string& token) const;

  // Asks it to stop, and waits: its exit code.
  int Stop();

 private:
  struct Unstarted {};
  ServerProcess(Unstarted, const std::filesystem::path& data);
  // False if it does not get ready.
  // `program` is a path, or several words that end with one.
  bool Start(std::vector<std::string> program, const std::vector<std::string>& arguments,
             const ProcessOptions& options);
  void StartOrThrow(const std::vector<std::string>& arguments, const ProcessOptions& options);

  std::unique_ptr<TempDir> own_;
  std::filesystem::path data_;
  std::unique_ptr<Process> process_;
  std::string grpc_;
  std::string http_;
};

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_SUPPORT_SERVER_PROCESS_H_
