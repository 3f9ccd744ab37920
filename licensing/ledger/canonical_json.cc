#include "licensing/ledger/canonical_json.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <vector>

#include "licensing/base/encoding.h"

namespace countersign::ledger {
namespace {

namespace json = boost::json;

// UTF-8 sorts as UTF-16 does but for characters beyond the basic plane, which UTF-16 writes with
// surrogates, U+D800 to U+DFFF: they come before U+E000 to U+FFFF. Their first byte is above 0xEF,
// and that of U+E000 to U+FFFF is 0xEE or 0xEF.
unsigned SortsAs(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0xf0U) return byte - 2U;
  if (byte >= 0xeeU) return byte + 6U;
  return byte;
}

bool IsPlain(char c) { return static_cast<unsigned char>(c) >= 0x20U && c != '"' && c != '\\'; }

// Most texts on record are. Without a branch for each byte.
bool IsPlainAscii(std::string_view text) {
  bool plain = true;
  for (const char c : text) plain = plain & IsPlain(c) & (static_cast<unsigned char>(c) < 0x80U);
  return plain;
}

void AppendEscaped(std::string& out, char c) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  switch (c) {
    case '"':
    case '\\':
      out.append(1, '\\').append(1, c);
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out.append("\\u00").append(1, kHex[c >> 4 & 0xf]).append(1, kHex[c & 0xf]);
  }
}

void AppendText(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    // As a whole what needs no escape, which is nearly always all.
    const auto plain =
        static_cast<std::size_t>(std::ranges::find_if_not(text, IsPlain) - text.begin());
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    AppendEscaped(out, text.front());
    text.remove_prefix(1);
  }
  out += '"';
}

bool Append(std::string& out, const json::value& value);

bool AppendObject(std::string& out, const json::object& object) {
  std::vector<const json::key_value_pair*> members;
  members.reserve(object.size());
  for (const auto& member : object) members.push_back(&member);
  std::ranges::sort(members, ComesBefore,
                    [](const auto* member) -> std::string_view { return member->key(); });
  out += '{';
  for (const auto* member : members) {
    if (out.back() != '{') out += ',';
    if (!AppendCanonicalText(out, member->key())) return false;
    out += ':';
    if (!Append(out, member->value())) return false;
  }
  out += '}';
  return true;
}

bool AppendArray(std::string& out, const json::array& array) {
  out += '[';
  for (std::size_t i = 0; i < array.size(); ++i) {
    if (i > 0) out += ',';
    if (!Append(out, array[i])) return false;
  }
  out += ']';
  return true;
}

bool Append(std::string& out, const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      out += "null";
      return true;
    case json::kind::bool_:
      out += value.get_bool() ? "true" : "false";
      return true;
    case json::kind::int64:
      AppendText(out, std::to_string(value.get_int64()));
      return true;
    case json::kind::uint64:
      AppendText(out, std::to_string(value.get_uint64()));
      return true;
    case json::kind::double_:
      return false;
    case json::kind::string:
      return AppendCanonicalText(out, value.get_string());
    case json::kind::array:
      return AppendArray(out, value.get_array());
    case json::kind::object:
      return AppendObject(out, value.get_object());
  }
  return false;
}

}  // namespace

bool ComesBefore(std::string_view a, std::string_view b) {
  const auto [in_a, in_b] = std::ranges::mismatch(a, b);
  if (in_a == a.end() || in_b == b.end()) return a.size() < b.size();
  return SortsAs(*in_a) < SortsAs(*in_b);
}

bool AppendCanonicalText(std::string& out, std::string_view text) {
  if (IsPlainAscii(text)) {
    out.append(1, '"').append(text).append(1, '"');
    return true;
  }
  if (!IsCleanUtf8(text)) return false;
  AppendText(out, text);
  return true;
}

Result<std::string> CanonicalJson(const json::value& value) {
  std::string text;
  if (Append(text, value)) return text;
  return Fail(Code::kInternal, Reason::kInternalFault,
              "a value with a fraction, or text that is not UTF-8, cannot go on record");
}

}  // namespace countersign::ledger
