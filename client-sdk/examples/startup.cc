// A vendor's program at its start: may this copy run?
//
//   startup_example --product acme-erp --version 4.2.1 --server http://127.0.0.1:7480
//     --roots root.pub [--cache DIR] [--code XXXXX-…] [--machine-id NAME] [--cached | --stay]
//     [--license FILE] [--request FILE]
//
// It prints one line and exits with 0 if it may run in full, 1 if not, 2 if it was called wrongly.
// The check at start-up comes from the cache and takes no time. A program that goes on would then
// call Start() and hear of changes while it works: with --stay it does, and prints a line for each
// until it is told to end (SIGINT or SIGTERM). Else it ends at once, so it asks the server itself,
// unless
// --cached is given. Without a network, --request writes the text that asks for a licence, and
// --license takes the text that came back.
#include <countersign/client.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>

namespace {

using countersign::sdk::Client;
using countersign::sdk::Error;
using countersign::sdk::Options;
using countersign::sdk::Source;
using countersign::sdk::Status;

int Usage(const std::string& problem) {
  std::fprintf(stderr,
               "%s\nusage: startup_example --product ID --version V --roots FILE [--server URL]\n"
               "         [--cache DIR] [--code CODE] [--machine-id NAME] [--process-id NAME]\n"
               "         [--ca-file FILE] [--simulated] [--cached | --stay]\n"
               "         [--license FILE] [--request FILE]\n",
               problem.c_str());
  return 2;
}

struct Manner {
  bool cached = false;
  bool stay = false;
  std::string license;  // file to take a licence text from
  std::string request;  // file to write a request into
};

// What the command line says; the code may come from the environment, where others do not see it.
bool Read(int argc, char** argv, Options& options, Manner& manner, std::string& problem) {
  if (const char* code = std::getenv("ACTIVATION_CODE")) options.activation_code = code;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    bool* const flag = name == "--cached"      ? &manner.cached
                       : name == "--stay"      ? &manner.stay
                       : name == "--simulated" ? &options.accept_simulated
                                               : nullptr;
    if (flag != nullptr) {
      *flag = true;
      continue;
    }
    if (++i == argc) {
      problem = name + " needs a value";
      return false;
    }
    const std::string value = argv[i];
    Error error;
    if (name == "--product") {
      options.product = value;
    } else if (name == "--version") {
      options.version = value;
    } else if (name == "--server") {
      options.servers.push_back(value);
    } else if (name == "--roots") {
      options.roots = countersign::sdk::RootsFromFile(value, &error);
    } else if (name == "--cache") {
      options.cache_directory = value;
    } else if (name == "--code") {
      options.activation_code = value;
    } else if (name == "--machine-id") {
      options.machine_id = value;
    } else if (name == "--process-id") {
      options.process_id = value;
    } else if (name == "--ca-file") {
      options.ca_file = value;
    } else if (name == "--license") {
      manner.license = value;
    } else if (name == "--request") {
      manner.request = value;
    } else {
      problem = "unknown option " + name;
      return false;
    }
    if (error) {
      problem = error.message;
      return false;
    }
  }
  return true;
}

std::string Instant(std::int64_t seconds) {
  const std::time_t time = seconds;
  std::tm parts{};
  char text[32];
  gmtime_r(&time, &parts);
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

std::string Line(const Status& status) {
  std::string line = countersign::sdk::OutcomeName(status.outcome);
  if (!status.reason.empty()) line += " " + status.reason;
  if (status.ok()) line += " until " + Instant(status.until);
  line += status.source == Source::kServer ? " (from the server)" : " (from the cache)";
  if (!status.entitlements.empty()) {
    line += "; entitlements:";
    for (const auto& [name, number] : status.entitlements) {
      line += " " + name + (number ? "=" + std::to_string(*number) : "");
    }
  }
  if (!status.ok()) line += "; " + status.sentence_en;
  return line;
}

void WaitForTheEnd() {
  sigset_t end;
  sigemptyset(&end);
  sigaddset(&end, SIGINT);
  sigaddset(&end, SIGTERM);
  sigprocmask(SIG_BLOCK, &end, nullptr);
  int number = 0;
  sigwait(&end, &number);
}

void Print(const Status& status) {
  std::printf("%s\n", Line(status).c_str());
  std::fflush(stdout);
}

// The texts of a machine without a network. False if there is something wrong with them.
bool Carry(Client& client, const Manner& manner) {
  if (!manner.license.empty()) {
    std::ifstream file(manner.license);
    std::stringstream text;
    text << file.rdbuf();
    const Error error = client.ImportLicense(text.str());
    if (error) std::fprintf(stderr, "%s %s\n", error.code.c_str(), error.message.c_str());
    if (error) return false;
  }
  if (manner.request.empty()) return true;
  const auto exported = client.ExportRequest();
  if (exported.error) std::fprintf(stderr, "%s\n", exported.error.message.c_str());
  std::ofstream file(manner.request);
  file << exported.text;
  return !exported.error && file.good();
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  Manner manner;
  std::string problem;
  if (!Read(argc, argv, options, manner, problem)) return Usage(problem);
  const bool has_server = !options.servers.empty();
  const auto created = Client::Create(options);
  if (!created.client) return Usage(created.error.message);

  const bool carried = Carry(*created.client, manner);
  Status status = created.client->CheckAtStartup();
  if (!manner.cached && !manner.stay && has_server && status.source == Source::kCache) {
    status = created.client->Refresh();
  }
  Print(status);
  if (!status.problem.empty()) std::fprintf(stderr, "%s\n", status.problem.c_str());
  if (manner.stay) {
    created.client->OnChange(Print);
    created.client->Start();
    WaitForTheEnd();
    created.client->Stop();
    status = created.client->Current();
  }
  return status.ok() && carried ? 0 : 1;
}
