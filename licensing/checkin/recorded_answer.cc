#include "licensing/checkin/recorded_answer.h"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace countersign::checkin {
namespace {

template <class T>
bool Read(const boost::json::object& from, std::string_view name, T& to) {
  const boost::json::value* value = from.if_contains(name);
  if (value == nullptr || !value->is_int64()) return false;
  to = static_cast<T>(value->get_int64());
  return true;
}

bool Read(const boost::json::object& from, std::string_view name, std::string& to) {
  const boost::json::value* value = from.if_contains(name);
  if (value == nullptr || !value->is_string()) return false;
  to = std::string(value->get_string());
  return true;
}

}  // namespace

std::string EncodeAnswer(const RecordedAnswer& answer) {
  boost::json::object object{{"outcome", static_cast<std::int64_t>(answer.outcome)},
                             {"reason", static_cast<std::int64_t>(answer.reason)},
                             {"key", answer.key_payload},
                             {"status", answer.status_payload},
                             {"refresh_after", std::int64_t{answer.refresh_after.count()}}};
  if (!answer.pushed_payload.empty()) object["pushed"] = answer.pushed_payload;
  return boost::json::serialize(object);
}

Result<RecordedAnswer> DecodeAnswer(std::string_view text) {
  boost::system::error_code error;
  const boost::json::value json =
      boost::json::parse(boost::json::string_view(text.data(), text.size()), error);
  RecordedAnswer answer;
  const boost::json::object* object = error ? nullptr : json.if_object();
  if (object == nullptr || !Read(*object, "outcome", answer.outcome) ||
      !Read(*object, "reason", answer.reason) || !Read(*object, "key", answer.key_payload) ||
      !Read(*object, "status", answer.status_payload) ||
      !Read(*object, "refresh_after", answer.refresh_after))
    return Fail(Code::kInternal, Reason::kInternalFault,
                "a lease's last answer on file cannot be read");
  if (object->contains("pushed") && !Read(*object, "pushed", answer.pushed_payload))
    return Fail(Code::kInternal, Reason::kInternalFault,
                "a lease's last answer on file cannot be read");
  return answer;
}

}  // namespace countersign::checkin
