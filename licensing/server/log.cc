#include "licensing/server/log.h"

#include <spdlog/async.h>
#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <string>

#include "licensing/base/clock.h"

namespace countersign::server {
namespace {

constexpr std::size_t kQueuedLines = 8192;

std::string_view LevelName(LogLevel level) {
  switch (level) {
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      return "error";
  }
  return "error";
}

spdlog::level::level_enum SpdlogLevel(LogLevel level) {
  switch (level) {
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

boost::json::value ToJson(const LogValue& value) {
  return std::visit([](const auto& held) { return boost::json::value(held); }, value);
}

bool IsEmpty(const LogValue& value) {
  const auto* text = std::get_if<std::string_view>(&value);
  return text != nullptr && text->empty();
}

std::string JsonLine(LogLevel level, std::string_view event, LogFields fields) {
  boost::json::object line;
  line["time"] = FormatInstant(SystemClock().Now());
  line["level"] = LevelName(level);
  line["event"] = event;
  for (const auto& [name, value] : fields)
    if (!IsEmpty(value)) line[name] = ToJson(value);
  return boost::json::serialize(line);
}

std::string PlainLine(std::string_view event, LogFields fields) {
  std::string line(event);
  for (const auto& [name, value] : fields) {
    if (IsEmpty(value)) continue;
    line += " ";
    line += name;
    line += "=";
    // Quoted and escaped where it is text: no value can forge a line.
    line += boost::json::serialize(ToJson(value));
  }
  return line;
}

}  // namespace

Log::Log(LogFormat format, LogLevel level)
    : json_(format == LogFormat::kJson ||
            (format == LogFormat::kAuto && isatty(STDERR_FILENO) == 0)),
      level_(level),
      writer_(std::make_shared<spdlog::details::thread_pool>(kQueuedLines, 1)),
      logger_(std::make_shared<spdlog::async_logger>(
          "countersign", std::make_shared<spdlog::sinks::ansicolor_stderr_sink_mt>(), writer_,
          spdlog::async_overflow_policy::overrun_oldest)) {
  logger_->set_pattern(json_ ? "%v" : "%H:%M:%S %^%-7l%$ %v");
  logger_->set_level(spdlog::level::info);
}

Log::~Log() {
  logger_->flush();
  logger_.reset();
  writer_.reset();  // joins its thread, which empties the queue first
}

void Log::Write(LogLevel level, std::string_view event, LogFields fields) {
  if (!Wants(level)) return;
  logger_->log(SpdlogLevel(level), spdlog::string_view_t("{}"),
               json_ ? JsonLine(level, event, fields) : PlainLine(event, fields));
}

}  // namespace countersign::server
