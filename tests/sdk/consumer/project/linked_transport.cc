#include <countersign/client.h>

int main() {
  using namespace countersign::sdk;
  const auto transport = MakeHttpsTransport({});
  if (!transport) return 1;
  const TransportAnswer answer = transport->Post({"http://127.0.0.1:1", "/", "{}", "proof"});
  if (answer.http_status != 0 || answer.problem.empty()) return 2;
  return MakeHttpsTransport({"/nonexistent", ""}) == nullptr ? 0 : 3;
}
