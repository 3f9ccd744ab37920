#include "licensing/formats/xml_events.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>

#include <mutex>
#include <stdexcept>
#include <utility>

namespace countersign::formats {
namespace {

constexpr std::string_view kSpaces = " \t\r\n";

std::string Text(const xmlChar* text) {
  return text == nullptr ? std::string() : reinterpret_cast<const char*>(text);
}

std::string Trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(kSpaces);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpaces) - begin + 1);
}

void PrepareLibrary() {
  static std::once_flag once;
  std::call_once(once, xmlInitParser);
}

}  // namespace

struct XmlEvents::Parser {
  struct Element {
    std::size_t path_size = 0;  // of its parent
    std::string space;
    std::map<std::string, std::string> attributes;
    std::string text;
    std::int64_t line = 0;
  };

  explicit Parser(ByteSource source) : bytes(std::move(source)) {
    PrepareLibrary();
    xmlSAXHandler sax{};
    sax.initialized = XML_SAX2_MAGIC;
    sax.startElementNs = OnStart;
    sax.endElementNs = OnEnd;
    sax.characters = OnText;
    sax.cdataBlock = OnText;
    sax.internalSubset = OnDoctype;
    context = xmlCreatePushParserCtxt(&sax, this, nullptr, 0, nullptr);
    if (context == nullptr) throw std::bad_alloc();
    xmlCtxtUseOptions(context, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  ~Parser() { xmlFreeParserCtxt(context); }

  std::int64_t Line() const { return context->input == nullptr ? 0 : context->input->line; }

  void Stop(std::string why) {
    if (!refused.empty()) return;
    refused = "line " + std::to_string(Line()) + ": " + std::move(why);
    xmlStopParser(context);
  }

  static void OnStart(void* self, const xmlChar* name, const xmlChar*, const xmlChar* space, int,
                      const xmlChar**, int attribute_count, int, const xmlChar** attributes) {
    auto& parser = *static_cast<Parser*>(self);
    if (!parser.refused.empty()) return;
    if (parser.open.size() == kMaxXmlDepth)
      return parser.Stop("elements are nested more than 64 deep");
    Element element;
    element.path_size = parser.path.size();
    if (!parser.path.empty()) parser.path += '/';
    parser.path += Text(name);
    element.space = Text(space);
    element.line = parser.Line();
    // Each is its name, prefix, namespace, and the value's first and last character.
    constexpr int kParts = 5;
    for (int i = 0; i < attribute_count; ++i) {
      const xmlChar** parts = attributes + kParts * i;
      element.attributes[Text(parts[0])] = std::string(
          reinterpret_cast<const char*>(parts[3]), static_cast<std::size_t>(parts[4] - parts[3]));
    }
    parser.events.push_back(
        {XmlEvent::Kind::kStart, parser.path, element.space, element.attributes, {}, element.line});
    parser.open.push_back(std::move(element));
  }

  static void OnEnd(void* self, const xmlChar*, const xmlChar*, const xmlChar*) {
    auto& parser = *static_cast<Parser*>(self);
    if (!parser.refused.empty() || parser.open.empty()) return;
    Element element = std::move(parser.open.back());
    parser.open.pop_back();
    parser.events.push_back({XmlEvent::Kind::kEnd, parser.path, std::move(element.space),
                             std::move(element.attributes), Trimmed(element.text), element.line});
    parser.path.resize(element.path_size);
  }

  static void OnText(void* self, const xmlChar* text, int size) {
    auto& parser = *static_cast<Parser*>(self);
    if (!parser.refused.empty() || parser.open.empty()) return;
    std::string& into = parser.open.back().text;
    if (into.size() + static_cast<std::size_t>(size) > kMaxXmlText)
      return parser.Stop("the text of an element has more than 64 KiB");
    into.append(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
  }

  static void OnDoctype(void* self, const xmlChar*, const xmlChar*, const xmlChar*) {
    static_cast<Parser*>(self)->Stop("a document type declaration is not taken");
  }

  // Parses the next piece of the file.
  Result<void> Feed() {
    ASSIGN_OR_RETURN(const std::string piece, bytes());
    ended = piece.empty();
    const int fault =
        xmlParseChunk(context, piece.data(), static_cast<int>(piece.size()), ended ? 1 : 0);
    if (!refused.empty()) return FileMalformed(refused);
    if (fault == XML_ERR_OK && (!ended || context->wellFormed != 0)) return {};
    const xmlError* error = xmlCtxtGetLastError(context);
    const std::string what = error == nullptr || error->message == nullptr
                                 ? "is no XML"
                                 : Trimmed(std::string(error->message));
    return FileMalformed("line " + std::to_string(error == nullptr ? Line() : error->line) + ": " +
                         what);
  }

  ByteSource bytes;
  xmlParserCtxtPtr context = nullptr;
  std::string refused;
  std::string path;
  std::vector<Element> open;
  std::deque<XmlEvent> events;
  bool ended = false;
};

XmlEvents::XmlEvents(ByteSource bytes) : parser_(std::make_unique<Parser>(std::move(bytes))) {}
XmlEvents::~XmlEvents() = default;

Result<std::optional<XmlEvent>> XmlEvents::Next() {
  while (parser_->events.empty()) {
    if (parser_->ended) return std::optional<XmlEvent>();
    RETURN_IF_ERROR(parser_->Feed());
  }
  XmlEvent event = std::move(parser_->events.front());
  parser_->events.pop_front();
  return std::optional(std::move(event));
}

}  // namespace countersign::formats
