#include "tests/delivery/receivers.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace countersign::delivery {
namespace {

// Debian's own, which has Debian's modules.
constexpr char kPython[] = "/usr/bin/python3";

}  // namespace

void Receiver::Run(const std::string& script, const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {kPython, testing::SourceFile("tests/delivery/" + script),
                                      directory_.path()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  process_ = std::make_unique<testing::Process>(command);
  const auto port = process_->ReadLine();
  if (!port) throw std::runtime_error(script + " did not start: " + process_->Errors());
  port_ = std::stoi(*port);
}

std::vector<boost::json::object> Receiver::Received() const {
  std::vector<boost::json::object> lines;
  std::ifstream file(directory_ / "received");
  // What has no end yet is being written.
  for (std::string line; std::getline(file, line) && !file.eof();)
    lines.push_back(boost::json::parse(line).as_object());
  return lines;
}

void Receiver::Answer(const std::string& rules) {
  // In one step: the server may be reading.
  const auto next = directory_ / "rules.next";
  std::ofstream(next) << (rules.empty() ? "{}" : rules);
  std::filesystem::rename(next, directory_ / "rules");
}

Relay::Relay(std::vector<std::string> options) : options_(std::move(options)) {
  const bool secure = std::ranges::any_of(options_, [](const std::string& option) {
    return option == "--starttls" || option == "--smtps";
  });
  if (secure)
    testing::RunProgram({"openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-subj",
                         "/CN=relay", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "30000",
                         "-keyout", directory_ / "key.pem", "-out", certificate()});
  Start();
}

void Relay::Start() {
  std::vector<std::string> arguments = {std::to_string(port_)};
  arguments.insert(arguments.end(), options_.begin(), options_.end());
  Run("smtp_server.py", arguments);
}

WebhookReceiver::WebhookReceiver(const std::string& secret) { Run("webhook_server.py", {secret}); }

void WebhookReceiver::Trust(const std::string& secret) {
  std::ofstream(directory_ / "secret") << secret;
}

std::string TextOf(const boost::json::object& line, std::string_view member) {
  const boost::json::value& value = line.at(member);
  return value.is_string() ? std::string(value.as_string()) : boost::json::serialize(value);
}

std::string HeaderOf(const boost::json::object& line, std::string_view name) {
  const auto& headers = line.at("headers").as_object();
  return headers.contains(name) ? TextOf(headers, name) : "";
}

}  // namespace countersign::delivery
