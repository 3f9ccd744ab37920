// Text of files in UTF-8 or GB18030, as UTF-8.
#ifndef COUNTERSIGN_FORMATS_TEXT_DECODER_H_
#define COUNTERSIGN_FORMATS_TEXT_DECODER_H_

#include <memory>
#include <string>
#include <string_view>

#include "licensing/domain/import.h"
#include "licensing/formats/documents.h"

namespace countersign::formats {

// What stands for bytes that are no character.
inline constexpr std::string_view kNoCharacter = "\uFFFD";

class TextDecoder {
 public:
  // `encoding`: not kDetect.
  explicit TextDecoder(domain::TextEncoding encoding);
  ~TextDecoder();
  TextDecoder(TextDecoder&&) noexcept;

  // The text of the next bytes. A character that they cut off comes with the next ones; without
  // bytes, at the end, what is left is damaged. A byte order mark is left out.
  std::string Decode(std::string_view bytes);
  // Whether there were bytes that are no character.
  bool damaged() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Reads to the end, or as far as is needed. The source's errors.
Result<domain::TextEncoding> DetectEncoding(const ByteSource& bytes);

// The text of `bytes`. `encoding`: not kDetect.
ByteSource Decoded(ByteSource bytes, domain::TextEncoding encoding);

}  // namespace countersign::formats

#endif  // COUNTERSIGN_FORMATS_TEXT_DECODER_H_
