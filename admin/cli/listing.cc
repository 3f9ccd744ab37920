#include "admin/cli/listing.h"

#include <algorithm>
#include <memory>
#include <string>

namespace countersign::cli {
namespace {

namespace pb = google::protobuf;

constexpr std::int64_t kPageSize = 500;

std::string NextPage(const pb::Message& response) {
  const auto* field = response.GetDescriptor()->FindFieldByName("next_page_token");
  return field == nullptr ? "" : response.GetReflection()->GetString(response, field);
}

std::int64_t Elements(const pb::Message& response) {
  const pb::Descriptor& type = *response.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    if (type.field(i)->is_repeated()) {
      return response.GetReflection()->FieldSize(response, type.field(i));
    }
  }
  return 0;
}

}  // namespace

bool IsPaged(const Command& command) {
  return command.request().FindFieldByName("page_size") != nullptr;
}

tl::expected<void, Refusal> CallEveryPage(Client& client, const Command& command,
                                          const pb::Message& request, std::int64_t limit,
                                          pb::Message& response) {
  const std::unique_ptr<pb::Message> asked(request.New());
  asked->CopyFrom(request);
  const pb::Reflection& reflection = *asked->GetReflection();
  const auto* size = command.request().FindFieldByName("page_size");
  const auto* token = command.request().FindFieldByName("page_token");
  for (;;) {
    const std::int64_t wanted =
        limit == 0 ? kPageSize : std::min(kPageSize, limit - Elements(response));
    reflection.SetInt32(asked.get(), size, static_cast<std::int32_t>(wanted));
    reflection.SetString(asked.get(), token, NextPage(response));
    const std::unique_ptr<pb::Message> page(response.New());
    auto called = client.Call(command.MethodPath(), *asked, *page);
    if (!called) return called;
    // Elements are appended; the token of this page takes the place of the last one's.
    response.GetReflection()->ClearField(
        &response, response.GetDescriptor()->FindFieldByName("next_page_token"));
    response.MergeFrom(*page);
    if (NextPage(response).empty() || (limit != 0 && Elements(response) >= limit)) return {};
  }
}

bool HasMore(const pb::Message& response) { return !NextPage(response).empty(); }

}  // namespace countersign::cli
