#include "admin/cli/demo_calls.h"

#include "admin/cli/random.h"

namespace countersign::cli {
namespace {

namespace pb = google::protobuf;

const Command* Find(std::string_view resource, std::string_view verb) {
  for (const Command& command : Commands()) {
    if (command.resource->name == resource && command.verb == verb) return &command;
  }
  return nullptr;
}

}  // namespace

DemoAnswer<MessagePtr> DemoCalls::Run(std::string_view resource, std::string_view verb,
                                      const Typed& typed, const std::string& request_id) {
  const Command* const command = Find(resource, verb);
  if (command == nullptr)
    return Fault("there is no command " + std::string(resource) + " " + std::string(verb));
  auto request = BuildRequest(*command, typed, request_id.empty() ? NewRequestId() : request_id);
  if (!request)
    return Fault(std::string(resource) + " " + std::string(verb) + ": " + request.error());
  MessagePtr response(
      pb::MessageFactory::generated_factory()->GetPrototype(&command->response())->New());
  auto called = client_.Call(command->MethodPath(), **request, *response);
  if (!called) return Pass(called.error());
  return response;
}

}  // namespace countersign::cli
