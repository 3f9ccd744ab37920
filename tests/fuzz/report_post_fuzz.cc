// Reports of delivery that are posted as JSON: whatever they are, reading one ends, and none is
// about a message whose tag it does not have. "TAG" in the input stands for the tagged id of "m1".
#include <cstdint>
#include <cstdlib>
#include <string>

#include "licensing/delivery/report_post.h"

namespace countersign::delivery {
namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

void TryReading(std::string text) {
  static const Verp verp(SecretBytes(std::string(32, 'k')), "b.example");
  constexpr std::string_view kTag = "TAG";
  const std::size_t at = text.find(kTag);
  if (at != std::string::npos) text.replace(at, kTag.size(), verp.TaggedId("m1"));
  const auto report = ReadPostedReport("application/json", text, verp);
  if (!report || !*report) return;
  Require(at != std::string::npos);
  Require((*report)->message_id == "m1");
}

}  // namespace
}  // namespace countersign::delivery

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  countersign::delivery::TryReading({reinterpret_cast<const char*>(data), size});
  return 0;
}
