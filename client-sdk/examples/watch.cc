// A program that uses gRPC anyway, and is told when its licence changes:
//
//   watch_example SERVER PRODUCT VERSION ROOTS_FILE CACHE_DIRECTORY [CODE]
//
// SERVER is the address of the gRPC face, "https://licences.example.com:7443". CA_FILE and
// MACHINE_ID in the environment name a private CA, and the machine, as is needed in a container. It
// prints a line at its start and at each change, until it is told to end (SIGINT or SIGTERM).
#include <countersign/client.h>
#include <countersign/grpc_transport.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

using namespace countersign::sdk;

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

void Print(const Status& status) {
  std::printf("%s %s\n", OutcomeName(status.outcome), status.sentence_en.c_str());
  std::fflush(stdout);
}

int Fail(const std::string& message) {
  std::fprintf(stderr, "%s\n", message.c_str());
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 6 || argc > 7)
    return Fail("usage: watch_example SERVER PRODUCT VERSION ROOTS_FILE CACHE_DIRECTORY [CODE]");
  // Blocked before any thread begins, so that sigwait gets them.
  sigset_t end;
  sigemptyset(&end);
  sigaddset(&end, SIGINT);
  sigaddset(&end, SIGTERM);
  sigprocmask(SIG_BLOCK, &end, nullptr);

  Options options;
  Error error;
  options.servers = {argv[1]};
  options.product = argv[2];
  options.version = argv[3];
  options.roots = RootsFromFile(argv[4], &error);
  if (error) return Fail(error.message);
  options.cache_directory = argv[5];
  if (argc > 6) options.activation_code = argv[6];
  options.machine_id = Variable("MACHINE_ID");
  GrpcOptions grpc;
  grpc.ca_file = Variable("CA_FILE");
  options.transport = MakeGrpcTransport(grpc);
  if (!options.transport) return Fail("cannot read " + grpc.ca_file);
  const auto created = Client::Create(options);
  if (!created.client) return Fail(created.error.message);

  Client& client = *created.client;
  Print(client.CheckAtStartup());
  client.OnChange(Print);
  client.Start();
  int number = 0;
  sigwait(&end, &number);
  client.Stop();
  return client.Current().ok() ? 0 : 1;
}
