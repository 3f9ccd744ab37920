#include "licensing/server/call_log.h"

#include "licensing/domain/token_text.h"
#include "licensing/rpc/errors.h"

namespace countersign::server {
namespace {

LogLevel LevelOf(Code code) {
  switch (code) {
    case Code::kOk:
      return LogLevel::kInfo;
    case Code::kInternal:
    case Code::kUnknown:
    case Code::kDataLoss:
      return LogLevel::kError;
    default:
      return LogLevel::kWarning;
  }
}

}  // namespace

void CallLog::Add(const rpc::CallRecord& record) {
  metrics_.CountCall(record);
  const LogLevel level = LevelOf(record.code);
  if (!log_.Wants(level)) return;
  const bool known = !record.caller.token.empty();
  log_.Write(level, "call",
             {{"id", record.call.id},
              {"method", record.method},
              {"code", rpc::ConnectCode(record.code)},
              {"reason", record.code == Code::kOk ? "" : ReasonName(record.reason)},
              {"user", record.caller.user},
              {"token", record.caller.token},
              {"role", known ? domain::RoleName(record.caller.role) : ""},
              {"peer", record.call.peer},
              {"face", record.call.codec == rpc::Codec::kJson ? "json" : "proto"},
              {"bytes", static_cast<std::int64_t>(record.request_bytes)},
              {"us", static_cast<std::int64_t>(record.duration.count())},
              {"fault", record.fault}});
}

void CallLog::AddRefused(const rpc::Call& call, const Error& error) {
  const rpc::Caller nobody;
  Add({.call = call,
       .method = call.method.empty() ? std::string_view("unknown") : call.method,
       .caller = nobody,
       .code = error.code,
       .reason = error.reason,
       .fault = {}});
}

}  // namespace countersign::server
