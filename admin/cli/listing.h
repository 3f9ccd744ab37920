// Lists that come in pages, gathered into one answer.
#ifndef COUNTERSIGN_CLI_LISTING_H_
#define COUNTERSIGN_CLI_LISTING_H_

#include <google/protobuf/message.h>

#include <cstdint>

#include "admin/cli/client.h"
#include "admin/cli/command_table.h"

namespace countersign::cli {

bool IsPaged(const Command& command);

// Asks for page after page until `response` holds `limit` elements (0: every one). Its
// next_page_token stays set if there are more.
tl::expected<void, Refusal> CallEveryPage(Client& client, const Command& command,
                                          const google::protobuf::Message& request,
                                          std::int64_t limit, google::protobuf::Message& response);

// True if `response` is a list that was not read to its end.
bool HasMore(const google::protobuf::Message& response);

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_LISTING_H_
