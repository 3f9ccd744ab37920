#include "licensing/server/config.h"

#include <toml++/toml.h>

#include <array>
#include <boost/url/parse.hpp>
#include <boost/url/scheme.hpp>
#include <boost/url/url_view.hpp>
#include <fstream>
#include <set>
#include <sstream>
#include <utility>

#include "licensing/server/address.h"

namespace countersign::server {
namespace {

template <class T>
using Choices = std::array<std::pair<std::string_view, T>, 3>;

constexpr Choices<LogFormat> kFormats = {
    {{"auto", LogFormat::kAuto}, {"json", LogFormat::kJson}, {"plain", LogFormat::kPlain}}};
constexpr Choices<LogLevel> kLevels = {
    {{"info", LogLevel::kInfo}, {"warning", LogLevel::kWarning}, {"error", LogLevel::kError}}};

bool IsWebAddress(std::string_view text) {
  constexpr std::size_t kMostCharacters = 200;
  const auto url = boost::urls::parse_absolute_uri({text.data(), text.size()});
  if (!url || text.size() > kMostCharacters || url->host().empty()) return false;
  if (url->has_userinfo() || url->has_query()) return false;
  const std::string host = url->host();
  const bool here = host == "localhost" || host == "127.0.0.1" || host == "[::1]";
  return url->scheme_id() == boost::urls::scheme::https ||
         (here && url->scheme_id() == boost::urls::scheme::http);
}

// Reads one section's keys, then says what else is there. The first fault is kept.
class Reader {
 public:
  Reader(const toml::table& root, std::string_view name) : root_(root), name_(name) {}

  void Section(std::string_view section) {
    section_ = section;
    sections_.insert(section_);
    const toml::node* node = root_.get(section);
    table_ = node ? node->as_table() : nullptr;
    keys_.clear();
    if (node && !table_) Fault(*node, "must be a section");
  }

  void Text(std::string_view key, std::string& out) {
    const toml::node* node = Get(key);
    if (!node) return;
    if (const auto value = node->value_exact<std::string>())
      out = *value;
    else
      Fault(*node, "must be a text in quotes");
  }

  // A base address for links: https, or http on this machine; without a slash at its end.
  void WebAddress(std::string_view key, std::string& out) {
    Text(key, out);
    const toml::node* node = Get(key);
    if (!node || error_ || out.empty()) return;
    while (out.ends_with('/')) out.pop_back();
    if (!IsWebAddress(out))
      Fault(*node,
            "must be an https address (http on this machine alone) of at most 200 characters,"
            " without user, query and fragment");
  }

  void Address(std::string_view key, std::string& out, bool unix_allowed) {
    Text(key, out);
    const toml::node* node = Get(key);
    if (!node || error_) return;
    if (const auto checked = CheckListenAddress(out, unix_allowed); !checked)
      Fault(*node, "is wrong: " + checked.error().message);
  }

  template <class T>
  void Choice(std::string_view key, const Choices<T>& choices, T& out) {
    std::string text;
    Text(key, text);
    const toml::node* node = Get(key);
    if (!node || error_) return;
    std::string names;
    for (const auto& [name, value] : choices) {
      if (name == text) {
        out = value;
        return;
      }
      names += (names.empty() ? "" : ", ") + std::string(name);
    }
    Fault(*node, "must be one of " + names);
  }

  void Number(std::string_view key, std::int64_t least, std::int64_t most, std::int64_t& out) {
    const toml::node* node = Get(key);
    if (!node) return;
    const auto value = node->value_exact<std::int64_t>();
    if (value && *value >= least && *value <= most)
      out = *value;
    else
      Fault(*node,
            "must be a number from " + std::to_string(least) + " to " + std::to_string(most));
  }

  void Seconds(std::string_view key, std::int64_t most, std::chrono::seconds& out) {
    std::int64_t count = out.count();
    Number(key, 1, most, count);
    out = std::chrono::seconds(count);
  }

  void EndSection() {
    if (!table_) return;
    for (const auto& [key, node] : *table_)
      if (!keys_.contains(std::string(key.str()))) {
        key_ = key.str();
        Fault(key.source().begin, "is not known");
      }
  }

  void End() {
    section_.clear();
    for (const auto& [key, node] : root_)
      if (!sections_.contains(std::string(key.str()))) {
        key_ = key.str();
        Fault(key.source().begin, "is not known");
      }
  }

  Result<void> Outcome() const {
    if (error_) return tl::unexpected<Error>(*error_);
    return {};
  }

 private:
  const toml::node* Get(std::string_view key) {
    key_ = key;
    keys_.insert(key_);
    return table_ ? table_->get(key) : nullptr;
  }

  void Fault(const toml::node& node, const std::string& what) { Fault(node.source().begin, what); }
  void Fault(const toml::source_position& at, const std::string& what) {
    if (error_) return;
    const std::string key = section_.empty() ? key_ : section_ + (key_.empty() ? "" : "." + key_);
    const std::string line = std::to_string(at.line);
    error_ = Error{Code::kInvalidArgument,
                   Reason::kConfigInvalid,
                   name_ + " line " + line + ": " + key + " " + what,
                   {{"line", line}, {"key", key}}};
  }

  const toml::table& root_;
  const std::string name_;
  std::string section_;
  std::string key_;
  const toml::table* table_ = nullptr;
  std::set<std::string> sections_;
  std::set<std::string> keys_;
  std::optional<Error> error_;
};

constexpr std::int64_t kMaxThreads = 256;
constexpr std::int64_t kMaxQueue = 1'000'000;
constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kMaxBlobBytes = std::int64_t{1} << 40;
constexpr std::int64_t kMaxTransfers = 1024;

// Either both or none.
Result<void> CheckPair(std::string_view name, std::string_view one_key, const std::string& one,
                       std::string_view other_key, const std::string& other) {
  if (one.empty() == other.empty()) return {};
  return Fail(Code::kInvalidArgument, Reason::kConfigInvalid,
              std::string(name) + ": " + std::string(one_key) + " and " + std::string(other_key) +
                  " go together",
              {{"key", std::string(one.empty() ? one_key : other_key)}});
}

// Each way by which reports come needs what they are about, and bounce addresses need a way.
Result<void> CheckReports(std::string_view name, const DeliveryConfig& delivery) {
  const bool posted = !delivery.report_secret_file.empty();
  if (!posted || !delivery.bounce_mailbox.empty())
    RETURN_IF_ERROR(CheckPair(name, "delivery.bounce_domain", delivery.bounce_domain,
                              "delivery.bounce_mailbox", delivery.bounce_mailbox));
  if (!posted || !delivery.bounce_domain.empty() || !delivery.webhook_url.empty()) return {};
  return Fail(Code::kInvalidArgument, Reason::kConfigInvalid,
              std::string(name) +
                  ": delivery.report_secret_file needs delivery.bounce_domain for reports about "
                  "mail, or delivery.webhook_url for those of a gateway",
              {{"key", "delivery.bounce_domain"}});
}

constexpr std::pair<std::string_view, domain::SenderRole> kSenders[] = {
    {"account_manager", domain::SenderRole::kAccountManager},
    {"collections", domain::SenderRole::kCollections},
    {"manager", domain::SenderRole::kManager}};

// What a person has not of its own is the vendor's.
void ReadSender(Reader& reader, std::string_view section, domain::SenderRole role,
                app::NoticeSettings& vendor) {
  app::RoleSender sender;
  reader.Section(section);
  reader.Text("name", sender.person.name);
  reader.Text("title", sender.person.title);
  reader.Text("address", sender.person.address);
  reader.Text("phone", sender.person.phone);
  reader.Text("email", sender.person.email);
  reader.Text("released_by", sender.released_by);
  reader.EndSection();
  if (sender == app::RoleSender{}) return;
  sender.person.vendor = vendor.sender.vendor;
  for (const auto field :
       {&domain::NoticeSender::address, &domain::NoticeSender::phone, &domain::NoticeSender::email})
    if ((sender.person.*field).empty()) sender.person.*field = vendor.sender.*field;
  if (!sender.released_by.empty()) sender.released_by.insert(0, "users/");
  vendor.by_role[role] = std::move(sender);
}

// Nothing goes out under nobody's name.
Result<void> CheckSenders(std::string_view name, const app::NoticeSettings& vendor) {
  for (const auto& [section, role] : kSenders) {
    const auto found = vendor.by_role.find(role);
    if (found == vendor.by_role.end() || !found->second.person.name.empty()) continue;
    return Fail(Code::kInvalidArgument, Reason::kConfigInvalid,
                std::string(name) + ": " + std::string(section) + " needs a name",
                {{"key", std::string(section) + ".name"}});
  }
  return {};
}

Result<Config> ReadTable(const toml::table& table, std::string_view name) {
  Config config;
  Reader reader(table, name);
  reader.Section("server");
  reader.Address("grpc", config.grpc, true);
  reader.Address("http", config.http, false);
  reader.Seconds("stop_seconds", kHour, config.stop);
  reader.EndSection();
  reader.Section("tls");
  reader.Text("certificate", config.tls_certificate);
  reader.Text("key", config.tls_key);
  reader.EndSection();
  reader.Section("keys");
  reader.Text("passphrase_file", config.passphrase_file);
  reader.EndSection();
  reader.Section("log");
  reader.Choice("format", kFormats, config.log_format);
  reader.Choice("level", kLevels, config.log_level);
  reader.EndSection();
  reader.Section("limits");
  reader.Number("software_calls_per_minute", 0, 1'000'000'000, config.software_calls_per_minute);
  reader.Number("software_threads", 1, kMaxThreads, config.software_threads);
  reader.Number("software_queue", 1, kMaxQueue, config.software_queue);
  reader.Number("admin_threads", 1, kMaxThreads, config.admin_threads);
  reader.Number("admin_queue", 1, kMaxQueue, config.admin_queue);
  reader.EndSection();
  reader.Section("http");
  reader.Number("threads", 1, kMaxThreads, config.http_threads);
  reader.Number("connections", 1, kMaxQueue, config.http_connections);
  reader.Number("connections_per_address", 1, kMaxQueue, config.http_connections_per_address);
  reader.Seconds("idle_seconds", kHour, config.http_idle);
  reader.Seconds("header_seconds", kHour, config.http_header);
  reader.Seconds("body_seconds", kHour, config.http_body);
  reader.Seconds("write_seconds", kHour, config.http_write);
  reader.EndSection();
  reader.Section("vendor");
  reader.Text("name", config.vendor.sender.vendor);
  reader.Text("contact_name", config.vendor.sender.name);
  reader.Text("contact_title", config.vendor.sender.title);
  reader.Text("contact_address", config.vendor.sender.address);
  reader.Text("contact_phone", config.vendor.sender.phone);
  reader.Text("contact_email", config.vendor.sender.email);
  reader.Text("pay_to", config.vendor.pay_to);
  reader.Text("disputes_to", config.vendor.disputes_to);
  reader.Text("instalments_to", config.vendor.instalments_to);
  reader.Text("export_from", config.vendor.export_from);
  reader.EndSection();
  for (const auto& [section, role] : kSenders) ReadSender(reader, section, role, config.vendor);
  reader.Section("portal");
  reader.WebAddress("address", config.vendor.portal_address);
  reader.EndSection();
  reader.Section("scheduler");
  reader.Seconds("lease_seconds", kHour, config.scheduler_lease);
  reader.Seconds("retry_seconds", kHour, config.scheduler_retry);
  reader.EndSection();
  reader.Section("delivery");
  reader.Text("smtp_url", config.delivery.smtp_url);
  reader.Text("smtp_user", config.delivery.smtp_user);
  reader.Text("smtp_password_file", config.delivery.smtp_password_file);
  reader.Text("smtp_ca_file", config.delivery.smtp_ca_file);
  reader.Text("from_name", config.delivery.from_name);
  reader.Text("from_address", config.delivery.from_address);
  reader.Text("reply_to", config.delivery.reply_to);
  reader.Text("bounce_domain", config.delivery.bounce_domain);
  reader.Text("bounce_mailbox", config.delivery.bounce_mailbox);
  reader.Text("report_secret_file", config.delivery.report_secret_file);
  reader.Text("webhook_url", config.delivery.webhook_url);
  reader.Text("webhook_secret_file", config.delivery.webhook_secret_file);
  reader.Text("webhook_ca_file", config.delivery.webhook_ca_file);
  reader.EndSection();
  reader.Section("blobs");
  reader.Number("max_bytes", 1, kMaxBlobBytes, config.blob_max_bytes);
  reader.Number("transfers", 1, kMaxTransfers, config.blob_transfers);
  reader.EndSection();
  reader.End();
  RETURN_IF_ERROR(reader.Outcome());
  RETURN_IF_ERROR(
      CheckPair(name, "tls.certificate", config.tls_certificate, "tls.key", config.tls_key));
  RETURN_IF_ERROR(CheckSenders(name, config.vendor));
  const DeliveryConfig& delivery = config.delivery;
  RETURN_IF_ERROR(CheckPair(name, "delivery.smtp_user", delivery.smtp_user,
                            "delivery.smtp_password_file", delivery.smtp_password_file));
  RETURN_IF_ERROR(CheckReports(name, delivery));
  RETURN_IF_ERROR(CheckPair(name, "delivery.webhook_url", delivery.webhook_url,
                            "delivery.webhook_secret_file", delivery.webhook_secret_file));
  config.vendor.gateway = !delivery.webhook_url.empty();
  return config;
}

}  // namespace

Result<Config> ParseConfig(std::string_view text, std::string_view name) {
  try {
    return ReadTable(toml::parse(text, name), name);
  } catch (const toml::parse_error& error) {
    const std::string line = std::to_string(error.source().begin.line);
    return Fail(Code::kInvalidArgument, Reason::kConfigInvalid,
                std::string(name) + " line " + line + ": " + std::string(error.description()),
                {{"line", line}});
  }
}

Result<Config> ReadConfig(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  if (!file)
    return Fail(Code::kFailedPrecondition, Reason::kConfigInvalid,
                path.string() +
                    " cannot be read: is its directory one that `countersign init` "
                    "made, and may this user read it?");
  return ParseConfig(text.str(), path.string());
}

}  // namespace countersign::server
