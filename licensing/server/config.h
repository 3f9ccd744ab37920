// countersign.toml: how an installation runs. What it is (its issuer, its clock) is chosen at
// `init` and kept in the store.
#ifndef COUNTERSIGN_SERVER_CONFIG_H_
#define COUNTERSIGN_SERVER_CONFIG_H_

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "licensing/app/notice_desk.h"
#include "licensing/base/result.h"

namespace countersign::server {

enum class LogFormat { kAuto, kJson, kPlain };  // auto: plain on a terminal, else JSON
enum class LogLevel { kInfo, kWarning, kError };

// How messages go out and what comes back. Empty: not so.
struct DeliveryConfig {
  std::string smtp_url;
  std::string smtp_user;
  std::string smtp_password_file;  // paths relative to the data directory
  std::string smtp_ca_file;
  std::string from_name;
  std::string from_address;
  std::string reply_to;
  std::string bounce_domain;
  std::string bounce_mailbox;
  std::string report_secret_file;
  std::string webhook_url;
  std::string webhook_secret_file;
  std::string webhook_ca_file;

  bool operator==(const DeliveryConfig&) const = default;
};

// Each value's meaning and range is in ExampleConfig, which is what `init` writes.
struct Config {
  std::string grpc = "127.0.0.1:7443";
  std::string http = "127.0.0.1:7480";
  std::chrono::seconds stop{30};

  std::string tls_certificate;  // paths relative to the data directory; empty: no TLS
  std::string tls_key;

  std::string passphrase_file;  // empty: from the command line or systemd

  LogFormat log_format = LogFormat::kAuto;
  LogLevel log_level = LogLevel::kInfo;

  std::int64_t software_calls_per_minute = 6000;
  std::int64_t software_threads = 4;
  std::int64_t software_queue = 1024;
  std::int64_t admin_threads = 4;
  std::int64_t admin_queue = 256;

  std::int64_t http_threads = 2;
  std::int64_t http_connections = 4096;
  std::int64_t http_connections_per_address = 512;
  std::chrono::seconds http_idle{60};
  std::chrono::seconds http_header{10};
  std::chrono::seconds http_body{30};
  std::chrono::seconds http_write{30};

  std::chrono::seconds scheduler_lease{15};
  std::chrono::seconds scheduler_retry{300};

  app::NoticeSettings vendor;  // who sends notices
  DeliveryConfig delivery;

  std::int64_t blob_max_bytes = 64 * 1024 * 1024;
  std::int64_t blob_transfers = 16;

  bool operator==(const Config&) const = default;
};

// Every key with its default and what it means. `passphrase_file` is written into it; that of a
// simulated installation has a made-up vendor, so that notices can be rehearsed at once.
std::string ExampleConfig(std::string_view passphrase_file, bool simulated);

// What a missing key leaves is its default. INVALID_ARGUMENT / CONFIG_INVALID with `name`, line and
// key for what is not TOML, a key that is not known, or a value of the wrong type or out of range.
Result<Config> ParseConfig(std::string_view text, std::string_view name);
// FAILED_PRECONDITION / CONFIG_INVALID if the file cannot be read; else as ParseConfig.
Result<Config> ReadConfig(const std::filesystem::path& path);

}  // namespace countersign::server

#endif  // COUNTERSIGN_SERVER_CONFIG_H_
