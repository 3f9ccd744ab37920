#include "admin/cli/interface_docs.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include <algorithm>
#include <cctype>

namespace countersign::cli {
namespace {

namespace pb = google::protobuf;

constexpr unsigned char kInterface[] = {
#include "interface.inc"
};

// Descriptors with their comments, apart from the generated ones that messages are made of.
const pb::DescriptorPool& Pool() {
  static const pb::DescriptorPool* const pool = [] {
    auto* built = new pb::DescriptorPool;
    pb::FileDescriptorSet files;
    files.ParseFromArray(kInterface, sizeof kInterface);
    for (const pb::FileDescriptorProto& file : files.file()) built->BuildFile(file);
    return built;
  }();
  return *pool;
}

std::string OneLine(const std::string& comment) {
  std::string line;
  for (char c : comment) {
    const bool space = std::isspace(static_cast<unsigned char>(c)) != 0;
    if (!space) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  if (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

template <class Descriptor>
std::string CommentOf(const Descriptor* descriptor) {
  pb::SourceLocation location;
  if (descriptor == nullptr || !descriptor->GetSourceLocation(&location)) return "";
  return OneLine(location.leading_comments);
}

}  // namespace

std::string FieldComment(std::string_view full_name) {
  return CommentOf(Pool().FindFieldByName(std::string(full_name)));
}

std::string AdviceFor(std::string_view reason) {
  const std::string comment =
      CommentOf(Pool().FindEnumValueByName("countersign.v1." + std::string(reason)));
  std::string advice;
  std::size_t begin = 0;
  while (begin < comment.size()) {
    const std::size_t stop = comment.find(". ", begin);
    const std::size_t end = stop == std::string::npos ? comment.size() : stop + 1;
    const std::string sentence = comment.substr(begin, end - begin);
    if (!sentence.starts_with("Metadata ")) advice += (advice.empty() ? "" : " ") + sentence;
    begin = end + (stop == std::string::npos ? 0 : 1);
  }
  return advice;
}

}  // namespace countersign::cli
