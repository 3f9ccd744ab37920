// XML as a stream of elements. Nothing is fetched, no entity but the five of XML is known, and a
// document type declaration is refused before it is looked into: so nothing grows that is not
// written out in the file.
#ifndef COUNTERSIGN_FORMATS_XML_EVENTS_H_
#define COUNTERSIGN_FORMATS_XML_EVENTS_H_

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "licensing/formats/documents.h"

namespace countersign::formats {

inline constexpr std::size_t kMaxXmlDepth = 64;
inline constexpr std::size_t kMaxXmlText = 64 * 1024;  // of one element

struct XmlEvent {
  enum class Kind { kStart, kEnd };
  Kind kind = Kind::kStart;
  std::string path;   // local names from the root on: "Invoice/LegalMonetaryTotal"
  std::string space;  // the element's namespace
  std::map<std::string, std::string> attributes;  // by local name
  std::string text;       // at its end: what stands in it beside elements, trimmed
  std::int64_t line = 0;  // on which it begins
};

class XmlEvents {
 public:
  explicit XmlEvents(ByteSource bytes);
  ~XmlEvents();
  XmlEvents(const XmlEvents&) = delete;
  XmlEvents& operator=(const XmlEvents&) = delete;

  // None at the end of the document. FILE_MALFORMED, with the line: what is not well-formed, a
  // document type declaration, depth or text beyond the bounds. The source's errors.
  Result<std::optional<XmlEvent>> Next();

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace countersign::formats

#endif  // COUNTERSIGN_FORMATS_XML_EVENTS_H_
