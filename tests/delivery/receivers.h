// Real servers that take what is delivered, each in a process and a directory of its own.
#ifndef COUNTERSIGN_TESTS_DELIVERY_RECEIVERS_H_
#define COUNTERSIGN_TESTS_DELIVERY_RECEIVERS_H_

#include <boost/json.hpp>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace countersign::delivery {

class Receiver {
 public:
  // A line of JSON for each mail or request that was taken, as smtp_server.py and webhook_server.py
  // say.
  std::vector<boost::json::object> Received() const;
  // JSON, see there. Empty: takes everything.
  void Answer(const std::string& rules);
  int port() const { return port_; }
  const std::filesystem::path& directory() const { return directory_.path(); }

 protected:
  void Run(const std::string& script, const std::vector<std::string>& arguments);

  testing::TempDir directory_;
  std::unique_ptr<testing::Process> process_;
  int port_ = 0;
};

class Relay : public Receiver {
 public:
  // `options` of smtp_server.py. With one that is about TLS, certificate() vouches for it.
  explicit Relay(std::vector<std::string> options = {"--dsn"});
  std::string url(const std::string& scheme = "smtp") const {
    return scheme + "://127.0.0.1:" + std::to_string(port_);
  }
  std::string certificate() const { return directory_ / "cert.pem"; }
  void Stop() { process_.reset(); }
  void Start();  // on the same port

 private:
  const std::vector<std::string> options_;
};

class WebhookReceiver : public Receiver {
 public:
  explicit WebhookReceiver(const std::string& secret);
  // From now on signatures are checked with this one.
  void Trust(const std::string& secret);
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/notices"; }
};

// One member of a line, as text.
std::string TextOf(const boost::json::object& line, std::string_view member);
std::string HeaderOf(const boost::json::object& line, std::string_view name);

}  // namespace countersign::delivery

#endif  // COUNTERSIGN_TESTS_DELIVERY_RECEIVERS_H_
