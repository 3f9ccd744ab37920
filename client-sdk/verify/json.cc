#include "client-sdk/verify/json.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>

#include "client-sdk/verify/verify.h"

namespace countersign::verify {
namespace {

using boost::json::error_code;
using boost::json::string_view;

// Builds a Json from the parser's events, and stops it at what is not accepted.
class Builder {
 public:
  static constexpr std::size_t max_array_size = kMaxObjectBytes;
  static constexpr std::size_t max_object_size = kMaxObjectBytes;
  static constexpr std::size_t max_string_size = kMaxObjectBytes;
  static constexpr std::size_t max_key_size = kMaxObjectBytes;

  Json Take() { return std::move(root_); }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }

  bool on_object_begin(error_code&) { return Open(Json::Kind::kObject); }
  bool on_array_begin(error_code&) { return Open(Json::Kind::kArray); }
  bool on_array_end(std::size_t, error_code& ec) { return Close(ec); }
  bool on_object_end(std::size_t, error_code& ec) {
    auto& members = open_.back().value.members;
    const auto by_name = [](const Json::Member& a, const Json::Member& b) {
      return a.first < b.first;
    };
    std::sort(members.begin(), members.end(), by_name);
    const auto same_name = [](const Json::Member& a, const Json::Member& b) {
      return a.first == b.first;
    };
    if (std::adjacent_find(members.begin(), members.end(), same_name) != members.end())
      return Refuse(ec);
    return Close(ec);
  }

  bool on_key_part(string_view part, std::size_t, error_code&) { return Append(part); }
  bool on_key(string_view rest, std::size_t, error_code& ec) {
    Append(rest);
    if (text_.find('\0') != std::string::npos) return Refuse(ec);
    open_.back().name = std::move(text_);
    text_.clear();
    return true;
  }
  bool on_string_part(string_view part, std::size_t, error_code&) { return Append(part); }
  bool on_string(string_view rest, std::size_t, error_code& ec) {
    Append(rest);
    if (text_.find('\0') != std::string::npos) return Refuse(ec);
    Json value;
    value.kind = Json::Kind::kString;
    value.string = std::move(text_);
    text_.clear();
    return Add(std::move(value), ec);
  }

  bool on_number_part(string_view, error_code&) { return true; }
  bool on_int64(std::int64_t number, string_view, error_code& ec) {
    Json value;
    value.kind = Json::Kind::kInteger;
    value.integer = number;
    return Add(std::move(value), ec);
  }
  // Boost calls this only for what does not fit int64.
  bool on_uint64(std::uint64_t, string_view, error_code& ec) {
    Json value;
    value.kind = Json::Kind::kBigNumber;
    return Add(std::move(value), ec);
  }
  bool on_double(double, string_view, error_code& ec) { return Refuse(ec); }
  bool on_bool(bool boolean, error_code& ec) {
    Json value;
    value.kind = Json::Kind::kBool;
    value.boolean = boolean;
    return Add(std::move(value), ec);
  }
  bool on_null(error_code& ec) { return Add(Json{}, ec); }
  bool on_comment_part(string_view, error_code& ec) { return Refuse(ec); }
  bool on_comment(string_view, error_code& ec) { return Refuse(ec); }

 private:
  struct Frame {
    Json value;
    std::string name;  // of the member that is being read
  };

  static bool Refuse(error_code& ec) {
    ec = boost::json::error::syntax;
    return false;
  }
  bool Append(string_view part) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool Open(Json::Kind kind) {
    open_.emplace_back();
    open_.back().value.kind = kind;
    return true;
  }
  bool Close(error_code& ec) {
    Json value = std::move(open_.back().value);
    open_.pop_back();
    if (!open_.empty()) return Add(std::move(value), ec);
    root_ = std::move(value);
    return true;
  }
  bool Add(Json value, error_code& ec) {
    if (open_.empty()) return Refuse(ec);  // neither an object nor an array
    Frame& frame = open_.back();
    if (frame.value.kind == Json::Kind::kArray)
      frame.value.items.push_back(std::move(value));
    else
      frame.value.members.emplace_back(std::move(frame.name), std::move(value));
    return true;
  }

  Json root_;
  std::vector<Frame> open_;
  std::string text_;
};

}  // namespace

const Json* Json::Find(std::string_view name) const {
  const auto found =
      std::lower_bound(members.begin(), members.end(), name,
                       [](const Member& member, std::string_view n) { return member.first < n; });
  return found != members.end() && found->first == name ? &found->second : nullptr;
}

std::optional<Json> ParseJson(std::string_view text) {
  if (text.size() > kMaxObjectBytes) return std::nullopt;
  boost::json::parse_options options;  // the defaults refuse every extension and invalid UTF-8
  options.max_depth = kMaxDepth;
  boost::json::basic_parser<Builder> parser(options);
  error_code ec;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), ec);
  if (ec || read != text.size()) return std::nullopt;
  return parser.handler().Take();
}

}  // namespace countersign::verify
