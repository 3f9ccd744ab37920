// Files that come in pieces of any size.
#ifndef COUNTERSIGN_TESTS_FORMATS_PIECES_H_
#define COUNTERSIGN_TESTS_FORMATS_PIECES_H_

#include <memory>
#include <string>

#include "licensing/formats/documents.h"

namespace countersign::formats {

inline ByteSource Pieces(std::string text, std::size_t size) {
  auto at = std::make_shared<std::size_t>(0);
  return [text = std::move(text), at, size]() -> Result<std::string> {
    std::string piece = text.substr(*at, size);
    *at += piece.size();
    return piece;
  };
}

// Rows as lines: "line document: " and what `show` makes of the content, or the reason. An error of
// the file ends it.
template <class T, class Show>
std::string Shown(RowReader<T>& reader, Show show) {
  std::string text;
  while (true) {
    auto row = reader.Next();
    if (!row) return text + "! " + row.error().message + "\n";
    if (!*row) return text;
    text += std::to_string((*row)->line) + " " + (*row)->document + ": ";
    if ((*row)->content) {
      text += show(*(*row)->content);
    } else {
      const Error& error = (*row)->content.error();
      const auto field = error.metadata.find("field");
      text += std::string(ReasonName(error.reason)) +
              (field == error.metadata.end() ? "" : " " + field->second);
    }
    text += "\n";
  }
}

}  // namespace countersign::formats

#endif  // COUNTERSIGN_TESTS_FORMATS_PIECES_H_
