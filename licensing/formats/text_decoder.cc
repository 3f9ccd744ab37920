#include "licensing/formats/text_decoder.h"

#include <iconv.h>

#include <cerrno>
#include <stdexcept>

namespace countersign::formats {
namespace {

constexpr std::string_view kByteOrderMark = "\uFEFF";

}  // namespace

struct TextDecoder::State {
  explicit State(const char* from) : converter(iconv_open("UTF-8", from)) {
    // Both encodings come with the C library.
    if (converter == reinterpret_cast<iconv_t>(-1)) throw std::runtime_error("no character sets");
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { iconv_close(converter); }

  iconv_t converter;
  std::string cut_off;  // the beginning of a character
  bool begun = false;
  bool damaged = false;
};

TextDecoder::TextDecoder(domain::TextEncoding encoding)
    : state_(
          std::make_unique<State>(encoding == domain::TextEncoding::kUtf8 ? "UTF-8" : "GB18030")) {}
TextDecoder::~TextDecoder() = default;
TextDecoder::TextDecoder(TextDecoder&&) noexcept = default;

bool TextDecoder::damaged() const { return state_->damaged; }

std::string TextDecoder::Decode(std::string_view bytes) {
  std::string in = std::exchange(state_->cut_off, {}).append(bytes);
  std::string text;
  char* from = in.data();
  std::size_t left = in.size();
  const auto replace = [&] {
    text += kNoCharacter;
    state_->damaged = true;
  };
  while (left > 0) {
    char out[16 * 1024];
    char* to = out;
    std::size_t room = sizeof out;
    const std::size_t converted = iconv(state_->converter, &from, &left, &to, &room);
    text.append(out, to);
    if (converted != static_cast<std::size_t>(-1) || errno == E2BIG) continue;
    if (errno == EINVAL && !bytes.empty()) {
      state_->cut_off.assign(from, left);
      break;
    }
    replace();
    ++from;
    --left;
  }
  if (!state_->begun && !text.empty()) {
    state_->begun = true;
    if (text.starts_with(kByteOrderMark)) text.erase(0, kByteOrderMark.size());
  }
  return text;
}

Result<domain::TextEncoding> DetectEncoding(const ByteSource& bytes) {
  TextDecoder decoder(domain::TextEncoding::kUtf8);
  bool begun = false;
  while (true) {
    ASSIGN_OR_RETURN(const std::string piece, bytes());
    if (!begun && piece.starts_with(kByteOrderMark)) return domain::TextEncoding::kUtf8;
    begun = true;
    decoder.Decode(piece);
    if (decoder.damaged()) return domain::TextEncoding::kGb18030;
    if (piece.empty()) return domain::TextEncoding::kUtf8;
  }
}

ByteSource Decoded(ByteSource bytes, domain::TextEncoding encoding) {
  auto decoder = std::make_shared<TextDecoder>(encoding);
  return [bytes = std::move(bytes), decoder]() -> Result<std::string> {
    while (true) {
      ASSIGN_OR_RETURN(const std::string piece, bytes());
      std::string text = decoder->Decode(piece);
      if (!text.empty() || piece.empty()) return text;
    }
  };
}

}  // namespace countersign::formats
