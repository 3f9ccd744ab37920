#include "licensing/checkin/offline_text.h"

#include <utility>

#include "client-sdk/verify/offline_text.h"

namespace countersign::checkin {

Result<RequestText> ReadRequestText(std::string_view text) {
  auto request = verify::ReadOfflineRequest(text);
  if (!request)
    return Fail(Code::kInvalidArgument, Reason::kOfflineRequestMalformed,
                "this is no request of a machine without a network, or a part of it is missing: "
                "send the whole text, with its BEGIN and END lines");
  return RequestText{std::move(request->proof), std::move(request->body)};
}

std::string MakeLicenseText(std::string_view answer) { return verify::WriteOfflineLicense(answer); }

}  // namespace countersign::checkin
