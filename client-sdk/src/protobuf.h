// As much of protobuf's wire format (https://protobuf.dev/programming-guides/encoding/) as the
// licence surface's messages need, so that the client does without the library, whose versions and
// process-wide registry are the host's matter.
#ifndef COUNTERSIGN_SDK_PROTOBUF_H_
#define COUNTERSIGN_SDK_PROTOBUF_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace countersign::sdk {

// Fields are written in the order of the calls. As in proto3, a number of 0 and empty bytes are
// left out.
class ProtobufWriter {
 public:
  void Number(int field, std::uint64_t value);
  void Bytes(int field, std::string_view value);
  void Message(int field, const ProtobufWriter& message);  // also if it is empty
  const std::string& bytes() const { return bytes_; }

 private:
  void Varint(std::uint64_t value);

  std::string bytes_;
};

// Goes through the fields of a message, unknown ones too.
class ProtobufReader {
 public:
  // `message` outlives the reader.
  explicit ProtobufReader(std::string_view message) : rest_(message) {}

  // Steps to the next field. False at the end, and where the message is malformed.
  bool Next();
  bool malformed() const { return malformed_; }

  std::uint32_t field() const { return field_; }
  // Of the present field; 0 or empty if its value is of another kind.
  std::uint64_t number() const { return number_; }
  std::string_view bytes() const { return bytes_; }

 private:
  bool Varint(std::uint64_t& value);
  bool Take(std::uint64_t count, std::string_view& taken);
  bool Value(std::uint64_t kind);

  std::string_view rest_;
  bool malformed_ = false;
  std::uint32_t field_ = 0;
  std::uint64_t number_ = 0;
  std::string_view bytes_;
};

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_SDK_PROTOBUF_H_
