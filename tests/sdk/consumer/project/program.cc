// Contacts a server that is not there, which takes the transport, and says how that went.
#include <countersign/client.h>

#include <cstdio>

#ifdef __has_include
#if __has_include("client-sdk/verify/verify.h")
#error "this project must not see the source tree"
#endif
#endif

int main(int, char** argv) {
  using namespace countersign::sdk;
  Options options;
  options.product = "acme-erp";
  options.version = "1.0";
  options.roots.keys.emplace_back();
  options.servers = {"http://127.0.0.1:1"};
  options.activation_code = argv[1];
  options.machine_id = "consumer";
  options.cache_directory = argv[2];
  const auto created = Client::Create(options);
  if (!created.client) return 2;
  const Status status = created.client->CheckAtStartup();
  std::printf("%s %s %s\n", OutcomeName(status.outcome), status.reason.c_str(),
              status.problem.c_str());
  return status.outcome == Outcome::kNotActivated ? 0 : 1;
}
