// Result<T>: a value, or an Error that says what went wrong in a form that people and programs can
// use.
#ifndef COUNTERSIGN_BASE_RESULT_H_
#define COUNTERSIGN_BASE_RESULT_H_

#include <map>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "licensing/base/reason.h"

namespace countersign {

// The canonical codes of gRPC, with its numbers.
enum class Code {
  kOk = 0,
  kCancelled = 1,
  kUnknown = 2,
  kInvalidArgument = 3,
  kDeadlineExceeded = 4,
  kNotFound = 5,
  kAlreadyExists = 6,
  kPermissionDenied = 7,
  kResourceExhausted = 8,
  kFailedPrecondition = 9,
  kAborted = 10,
  kOutOfRange = 11,
  kUnimplemented = 12,
  kInternal = 13,
  kUnavailable = 14,
  kDataLoss = 15,
  kUnauthenticated = 16,
};

struct Error {
  Code code = Code::kInternal;
  Reason reason = Reason::kInternalFault;
  std::string message;  // one sentence for people; no secrets
  std::map<std::string, std::string> metadata;
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> Fail(Code code, Reason reason, std::string message,
                                  std::map<std::string, std::string> metadata = {}) {
  return tl::unexpected<Error>(Error{code, reason, std::move(message), std::move(metadata)});
}

// INVALID_ARGUMENT / FIELD_INVALID; `field` is the request's field path in snake_case, e.g.
// "license.end_time".
inline tl::unexpected<Error> FieldInvalid(std::string_view field, std::string_view what) {
  return Fail(Code::kInvalidArgument, Reason::kFieldInvalid,
              std::string(field) + " " + std::string(what), {{"field", std::string(field)}});
}

// NOT_FOUND / RESOURCE_NOT_FOUND.
inline tl::unexpected<Error> NotFound(std::string_view name) {
  return Fail(Code::kNotFound, Reason::kResourceNotFound, "there is no " + std::string(name),
              {{"resource", std::string(name)}});
}

// Passes another result's error on.
template <class T>
tl::unexpected<Error> Pass(Result<T>&& failed) {
  return tl::unexpected<Error>(std::move(failed).error());
}

}  // namespace countersign

#define COUNTERSIGN_CONCAT_INNER(a, b) a##b
#define COUNTERSIGN_CONCAT(a, b) COUNTERSIGN_CONCAT_INNER(a, b)

// Returns the error of `expression`, a Result, if it has one.
#define RETURN_IF_ERROR(expression)                                                         \
  do {                                                                                      \
    if (auto status = (expression); !status) return ::countersign::Pass(std::move(status)); \
  } while (false)

// ASSIGN_OR_RETURN(auto x, F()); declares or sets x from F's value, or returns F's error.
#define ASSIGN_OR_RETURN(target, expression) \
  ASSIGN_OR_RETURN_IMPL(COUNTERSIGN_CONCAT(result_, __LINE__), target, expression)
#define ASSIGN_OR_RETURN_IMPL(result, target, expression)     \
  auto result = (expression);                                 \
  if (!result) return ::countersign::Pass(std::move(result)); \
  target = *std::move(result)

#endif  // COUNTERSIGN_BASE_RESULT_H_
