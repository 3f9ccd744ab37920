#include "countersign/c_api.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <new>

#include "countersign/client.h"

struct countersign_options {
  countersign::sdk::Options value;
};

struct countersign_client {
  std::unique_ptr<countersign::sdk::Client> value;
};

namespace {

namespace sdk = countersign::sdk;

// As much of `text` as fits, cut between characters.
void Copy(std::string_view text, char* buffer, std::size_t size) {
  if (size == 0) return;
  std::size_t length = std::min(text.size(), size - 1);
  if (length < text.size()) {
    while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) --length;
  }
  std::memcpy(buffer, text.data(), length);
  buffer[length] = '\0';
}

// Gives a text whole, or says how much room it takes.
int Give(const std::string& text, char* buffer, std::size_t size, std::size_t* needed) {
  if (needed != nullptr) *needed = text.size() + 1;
  if (text.size() + 1 > size) return COUNTERSIGN_BUFFER_TOO_SMALL;
  Copy(text, buffer, size);
  return COUNTERSIGN_OK;
}

// Fills as much of the caller's structure as the caller knows.
int Fill(const sdk::Status& from, countersign_status* to) {
  countersign_status full{};
  full.struct_size = to->struct_size;
  full.outcome = static_cast<int>(from.outcome);
  full.full = from.ok() ? 1 : 0;
  full.from_server = from.source == sdk::Source::kServer ? 1 : 0;
  full.days_left = from.days_left;
  full.warning_days = from.warning_days;
  full.until = from.until;
  full.offline_until = from.offline_until;
  full.checked_at = from.checked_at;
  Copy(from.reason, full.reason, sizeof full.reason);
  Copy(from.sentence_en, full.sentence_en, sizeof full.sentence_en);
  Copy(from.sentence_zh, full.sentence_zh, sizeof full.sentence_zh);
  Copy(from.problem, full.problem, sizeof full.problem);
  Copy(from.notice.stage, full.notice_stage, sizeof full.notice_stage);
  Copy(from.notice.number, full.notice_number, sizeof full.notice_number);
  Copy(from.notice.first_day, full.notice_first_day, sizeof full.notice_first_day);
  std::memcpy(to, &full, std::min(to->struct_size, sizeof full));
  return COUNTERSIGN_OK;
}

bool Usable(const countersign_status* status) {
  return status != nullptr && status->struct_size >= offsetof(countersign_status, reason);
}

template <class Number>
bool ReadNumber(std::string_view text, Number& number) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

bool ReadTime(std::string_view text, std::chrono::milliseconds& time) {
  std::int64_t number = 0;
  if (!ReadNumber(text, number) || number < 0) return false;
  time = std::chrono::milliseconds(number);
  return true;
}

bool ReadSwitch(std::string_view text, bool& on) {
  on = text == "1";
  return on || text == "0";
}

bool Set(sdk::Options& options, int option, const std::string& value) {
  switch (option) {
    case COUNTERSIGN_PRODUCT:
      options.product = value;
      return true;
    case COUNTERSIGN_PRODUCT_VERSION:
      options.version = value;
      return true;
    case COUNTERSIGN_RELEASE_DATE:
      options.release_date = value;
      return true;
    case COUNTERSIGN_SECURITY_RELEASE:
      return ReadSwitch(value, options.security_release);
    case COUNTERSIGN_ROOTS:
      options.roots = sdk::RootsFromText(value, nullptr);
      return !options.roots.keys.empty();
    case COUNTERSIGN_ROOTS_FILE:
      options.roots = sdk::RootsFromFile(value, nullptr);
      return !options.roots.keys.empty();
    case COUNTERSIGN_MINIMUM_BUNDLE_VERSION:
      return ReadNumber(value, options.minimum_bundle_version);
    case COUNTERSIGN_SERVER:
      options.servers.push_back(value);
      return true;
    case COUNTERSIGN_ACTIVATION_CODE:
      options.activation_code = value;
      return true;
    case COUNTERSIGN_CACHE_DIRECTORY:
      options.cache_directory = value;
      return true;
    case COUNTERSIGN_MACHINE_ID:
      options.machine_id = value;
      return true;
    case COUNTERSIGN_PROCESS_ID:
      options.process_id = value;
      return true;
    case COUNTERSIGN_CA_FILE:
      options.ca_file = value;
      return true;
    case COUNTERSIGN_PROXY:
      options.proxy = value;
      return true;
    case COUNTERSIGN_CONNECT_TIMEOUT_MS:
      return ReadTime(value, options.connect_timeout);
    case COUNTERSIGN_REQUEST_TIMEOUT_MS:
      return ReadTime(value, options.request_timeout);
    case COUNTERSIGN_STARTUP_TIMEOUT_MS:
      return ReadTime(value, options.startup_timeout);
    case COUNTERSIGN_ACCEPT_SIMULATED:
      return ReadSwitch(value, options.accept_simulated);
    default:
      return false;
  }
}

std::string Lines(const sdk::Entitlements& entitlements) {
  std::string text;
  for (const auto& [name, number] : entitlements) {
    if (!text.empty()) text += '\n';
    text += number ? name + "=" + std::to_string(*number) : name;
  }
  return text;
}

// Runs `body`, which returns a code; an exception becomes one.
template <class Body>
int Guarded(Body body) noexcept {
  try {
    return body();
  } catch (...) {
    return COUNTERSIGN_INTERNAL_FAULT;
  }
}

}  // namespace

extern "C" {

int countersign_options_new(countersign_options** options) {
  if (options == nullptr) return COUNTERSIGN_INVALID_ARGUMENT;
  return Guarded([&] {
    *options = new countersign_options();
    return COUNTERSIGN_OK;
  });
}

void countersign_options_free(countersign_options* options) { delete options; }

int countersign_options_set(countersign_options* options, int option, const char* value) {
  if (options == nullptr || value == nullptr) return COUNTERSIGN_INVALID_ARGUMENT;
  if (option < COUNTERSIGN_PRODUCT || option > COUNTERSIGN_ACCEPT_SIMULATED) {
    return COUNTERSIGN_INVALID_ARGUMENT;
  }
  return Guarded([&] {
    return Set(options->value, option, value) ? COUNTERSIGN_OK : COUNTERSIGN_OPTION_INVALID;
  });
}

int countersign_options_set_logger(countersign_options* options, countersign_logger logger,
                                   void* context) {
  if (options == nullptr) return COUNTERSIGN_INVALID_ARGUMENT;
  return Guarded([&] {
    if (logger == nullptr) {
      options->value.logger = nullptr;
    } else {
      options->value.logger = [logger, context](sdk::LogLevel level, const std::string& line) {
        logger(static_cast<int>(level), line.c_str(), context);
      };
    }
    return COUNTERSIGN_OK;
  });
}

int countersign_client_create(const countersign_options* options, countersign_client** client,
                              char* error, size_t error_size) {
  if (options == nullptr || client == nullptr || (error == nullptr && error_size != 0)) {
    return COUNTERSIGN_INVALID_ARGUMENT;
  }
  return Guarded([&]() -> int {
    auto holder = std::make_unique<countersign_client>();
    auto created = sdk::Client::Create(options->value);
    if (!created.client) {
      Copy(created.error.message, error, error_size);
      return created.error.code == "OPTION_INVALID" ? COUNTERSIGN_OPTION_INVALID
                                                    : COUNTERSIGN_INTERNAL_FAULT;
    }
    holder->value = std::move(created.client);
    *client = holder.release();
    return COUNTERSIGN_OK;
  });
}

void countersign_client_free(countersign_client* client) { delete client; }

int countersign_check_at_startup(countersign_client* client, countersign_status* status) {
  if (client == nullptr || !Usable(status)) return COUNTERSIGN_INVALID_ARGUMENT;
  return Guarded([&] { return Fill(client->value->CheckAtStartup(), status); });
}

int countersign_current(countersign_client* client, countersign_status* status) {
  if (client == nullptr || !Usable(status)) return COUNTERSIGN_INVALID_ARGUMENT;
  return Guarded([&] { return Fill(client->value->Current(), status); });
}

int countersign_refresh(countersign_client* client, countersign_status* status) {
  if (client == nullptr || !Usable(status)) return COUNTERSIGN_INVALID_ARGUMENT;
  return Guarded([&] { return Fill(client->value->Refresh(), status); });
}

int countersign_activate(countersign_client* client, const char* code, countersign_status* status) {
  if (client == nullptr || code == nullptr || !Usable(status)) return COUNTERSIGN_INVALID_ARGUMENT;
  return Guarded([&] { return Fill(client->value->Activate(code), status); });
}

int countersign_deactivate(countersign_client* client) {
  if (client == nullptr) return COUNTERSIGN_INVALID_ARGUMENT;
  return Guarded([&]() -> int {
    const sdk::Error error = client->value->Deactivate();
    if (!error) return COUNTERSIGN_OK;
    if (error.code == "NOT_ACTIVATED") return COUNTERSIGN_NOT_ACTIVATED;
    return error.code == "CONTACT_FAILED" ? COUNTERSIGN_CONTACT_FAILED : COUNTERSIGN_INTERNAL_FAULT;
  });
}

int countersign_use_emergency_code(countersign_client* client, const char* code) {
  if (client == nullptr || code == nullptr) return COUNTERSIGN_INVALID_ARGUMENT;
  return Guarded([&]() -> int {
    const sdk::Error error = client->value->UseEmergencyCode(code);
    if (!error) return COUNTERSIGN_OK;
    if (error.code == "CODE_MALFORMED") return COUNTERSIGN_INVALID_ARGUMENT;
    if (error.code == "CODE_UNKNOWN") return COUNTERSIGN_NOT_FOUND;
    return error.code == "NOT_ACTIVATED" ? COUNTERSIGN_NOT_ACTIVATED : COUNTERSIGN_INTERNAL_FAULT;
  });
}

int countersign_export_request(countersign_client* client, const char* code, char* buffer,
                               size_t size, size_t* needed) {
  if (client == nullptr || (buffer == nullptr && size != 0)) return COUNTERSIGN_INVALID_ARGUMENT;
  return Guarded([&]() -> int {
    const auto exported = client->value->ExportRequest(code == nullptr ? "" : code);
    const std::string& refused = exported.error.code;
    if (refused.empty()) return Give(exported.text, buffer, size, needed);
    if (refused == "CODE_MALFORMED") return COUNTERSIGN_INVALID_ARGUMENT;
    if (refused == "MACHINE_ID_NEEDED") return COUNTERSIGN_OPTION_INVALID;
    return refused == "NOT_ACTIVATED" ? COUNTERSIGN_NOT_ACTIVATED : COUNTERSIGN_INTERNAL_FAULT;
  });
}

int countersign_import_license(countersign_client* client, const char* text, char* error,
                               size_t error_size) {
  if (client == nullptr || text == nullptr || (error == nullptr && error_size != 0)) {
    return COUNTERSIGN_INVALID_ARGUMENT;
  }
  return Guarded([&]() -> int {
    const sdk::Error refused = client->value->ImportLicense(text);
    if (!refused) return COUNTERSIGN_OK;
    Copy(refused.message, error, error_size);
    if (refused.code == "LICENSE_UNREADABLE") return COUNTERSIGN_LICENSE_UNREADABLE;
    if (refused.code == "REQUEST_UNKNOWN") return COUNTERSIGN_REQUEST_UNKNOWN;
    return refused.code == "LICENSE_REFUSED" ? COUNTERSIGN_LICENSE_REFUSED
                                             : COUNTERSIGN_INTERNAL_FAULT;
  });
}

int countersign_has(const countersign_client* client, const char* feature, int* on) {
  if (client == nullptr || feature == nullptr || on == nullptr) return COUNTERSIGN_INVALID_ARGUMENT;
  *on = client->value->Has(feature) ? 1 : 0;
  return COUNTERSIGN_OK;
}

int countersign_limit(const countersign_client* client, const char* feature, int64_t* limit) {
  if (client == nullptr || feature == nullptr || limit == nullptr) {
    return COUNTERSIGN_INVALID_ARGUMENT;
  }
  const auto number = client->value->Limit(feature);
  if (!number) return COUNTERSIGN_NOT_FOUND;
  *limit = *number;
  return COUNTERSIGN_OK;
}

int countersign_entitlements(countersign_client* client, char* buffer, size_t size,
                             size_t* needed) {
  if (client == nullptr || (buffer == nullptr && size != 0)) return COUNTERSIGN_INVALID_ARGUMENT;
  return Guarded([&]() -> int {
    const std::string text = Lines(client->value->Current().entitlements);
    return Give(text, buffer, size, needed);
  });
}

int countersign_start(countersign_client* client) {
  if (client == nullptr) return COUNTERSIGN_INVALID_ARGUMENT;
  client->value->Start();
  return COUNTERSIGN_OK;
}

int countersign_stop(countersign_client* client) {
  if (client == nullptr) return COUNTERSIGN_INVALID_ARGUMENT;
  client->value->Stop();
  return COUNTERSIGN_OK;
}

int countersign_on_change(countersign_client* client, countersign_callback callback,
                          void* context) {
  if (client == nullptr) return COUNTERSIGN_INVALID_ARGUMENT;
  return Guarded([&] {
    if (callback == nullptr) {
      client->value->OnChange(nullptr);
    } else {
      client->value->OnChange([callback, context](const sdk::Status& status) {
        countersign_status filled{};
        filled.struct_size = sizeof filled;
        Fill(status, &filled);
        callback(&filled, context);
      });
    }
    return COUNTERSIGN_OK;
  });
}

const char* countersign_outcome_name(int outcome) {
  if (outcome < COUNTERSIGN_VALID || outcome > COUNTERSIGN_NO_SEAT) return "UNKNOWN";
  return sdk::OutcomeName(static_cast<sdk::Outcome>(outcome));
}

const char* countersign_version(void) { return COUNTERSIGN_VERSION; }

}  // extern "C"
