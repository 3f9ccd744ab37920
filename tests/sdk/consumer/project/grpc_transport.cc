#include <countersign/client.h>
#include <countersign/grpc_transport.h>

int main() {
  using namespace countersign::sdk;
  const auto transport = MakeGrpcTransport({});
  if (!transport || !transport->CanStream()) return 1;
  const TransportAnswer answer = transport->Post({"http://127.0.0.1:1", "/a/b", "", "proof"});
  if (answer.http_status != 0 || answer.problem.empty()) return 2;
  GrpcOptions options;
  options.ca_file = "/nonexistent";
  return MakeGrpcTransport(options) == nullptr ? 0 : 3;
}
