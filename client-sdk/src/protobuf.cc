#include "client-sdk/src/protobuf.h"

namespace countersign::sdk {
namespace {

// The kinds of values; groups, which nobody writes any more, are not read.
constexpr std::uint64_t kVarint = 0;
constexpr std::uint64_t kFixed64 = 1;
constexpr std::uint64_t kLengthDelimited = 2;
constexpr std::uint64_t kFixed32 = 5;

constexpr std::uint64_t kHighestField = (std::uint64_t{1} << 29) - 1;

std::uint64_t Key(int field, std::uint64_t kind) {
  return static_cast<std::uint64_t>(field) << 3 | kind;
}

}  // namespace

void ProtobufWriter::Varint(std::uint64_t value) {
  while (value >= 0x80) {
    bytes_ += static_cast<char>(0x80 | (value & 0x7f));
    value >>= 7;
  }
  bytes_ += static_cast<char>(value);
}

void ProtobufWriter::Number(int field, std::uint64_t value) {
  if (value == 0) return;
  Varint(Key(field, kVarint));
  Varint(value);
}

void ProtobufWriter::Bytes(int field, std::string_view value) {
  if (value.empty()) return;
  Varint(Key(field, kLengthDelimited));
  Varint(value.size());
  bytes_ += value;
}

void ProtobufWriter::Message(int field, const ProtobufWriter& message) {
  Varint(Key(field, kLengthDelimited));
  Varint(message.bytes_.size());
  bytes_ += message.bytes_;
}

bool ProtobufReader::Next() {
  if (rest_.empty() || malformed_) return false;
  number_ = 0;
  bytes_ = {};
  std::uint64_t key = 0;
  malformed_ = !Varint(key) || key >> 3 == 0 || key >> 3 > kHighestField || !Value(key & 7);
  field_ = static_cast<std::uint32_t>(key >> 3);
  return !malformed_;
}

bool ProtobufReader::Value(std::uint64_t kind) {
  std::string_view skipped;
  std::uint64_t length = 0;
  switch (kind) {
    case kVarint:
      return Varint(number_);
    case kLengthDelimited:
      return Varint(length) && Take(length, bytes_);
    case kFixed64:
      return Take(8, skipped);
    case kFixed32:
      return Take(4, skipped);
    default:
      return false;
  }
}

bool ProtobufReader::Varint(std::uint64_t& value) {
  value = 0;
  for (int shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

bool ProtobufReader::Take(std::uint64_t count, std::string_view& taken) {
  if (count > rest_.size()) return false;
  taken = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return true;
}

}  // namespace countersign::sdk
