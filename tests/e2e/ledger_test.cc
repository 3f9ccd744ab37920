// The record as an administrator meets it: `countersign ledger`, and what he can prove to somebody
// who has no server, by programs that are not ours.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>
#include <thread>

#include "tests/e2e/command.h"

namespace countersign::testing {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string Contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// The key that the server named: "Verifier key: NAME+ID+KEY".
std::string KeyIn(const std::string& errors) {
  const std::string before = "Verifier key: ";
  const auto begin = errors.find(before) + before.size();
  return errors.substr(begin, errors.find('\n', begin) - begin);
}

class LedgerTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    server_ = new ServerProcess();
    Out({"product", "create", "tool", "--display-name", "Tool"});
    Out({"product", "update", "tool", "--display-name", "Werkzeug"});
  }
  static void TearDownTestSuite() {
    delete server_;
    server_ = nullptr;
  }

  static Finished Ledger(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "ledger");
    return CountersignAt(*server_, std::move(arguments));
  }
  static std::string Out(const std::vector<std::string>& arguments) {
    const Finished finished = CountersignAt(*server_, arguments);
    EXPECT_EQ(finished.exit_code, 0) << finished.errors;
    return finished.output;
  }
  // The id of the entry about a product's creation.
  static std::string EntryId() {
    const auto list =
        json::parse(Out({"ledger", "show", "--action", "product.create", "--output", "json"}));
    return std::string(list.at("entries").at(0).at("name").as_string())
        .substr(std::string("entries/").size());
  }
  static void Refused(int exit_code, const std::string& sentence,
                      const std::vector<std::string>& arguments) {
    const Finished finished = Ledger(arguments);
    EXPECT_EQ(finished.exit_code, exit_code) << ::testing::PrintToString(arguments);
    EXPECT_EQ(finished.output, "");
    EXPECT_THAT(finished.errors, AllOf(HasSubstr(sentence), EndsWith("\n")));
  }
  fs::path Write(const std::string& name, const std::string& text) const {
    std::ofstream(directory_ / name, std::ios::binary) << text;
    return directory_ / name;
  }

  static ServerProcess* server_;
  TempDir directory_;
};
ServerProcess* LedgerTest::server_ = nullptr;

TEST_F(LedgerTest, ShowsTheNewestFirst) {
  const std::string shown = Out({"ledger", "show"});
  EXPECT_THAT(shown,
              ContainsRegex("^INDEX +TIME +ACTOR +ACTION +RESOURCE +ENTRY *\n"
                            "[0-9]+ +[-0-9T:]+Z +users/admin +product.update +products/tool"));
  EXPECT_THAT(shown, HasSubstr("installation.create"));
  const Finished one = Ledger({"show", "--limit", "1"});
  EXPECT_THAT(one.output, AllOf(HasSubstr("product.update"), Not(HasSubstr("product.create"))));
  EXPECT_THAT(one.errors, HasSubstr("These are the newest 1:"));
  EXPECT_EQ(Ledger({"show", "--limit", "100"}).errors, "");
}

TEST_F(LedgerTest, ShowsWhatIsAskedFor) {
  EXPECT_THAT(Out({"ledger", "show", "--resource", "products/tool", "--actor", "users/admin",
                   "--action", "product.create"}),
              AllOf(HasSubstr("product.create"), Not(HasSubstr("product.update"))));
  for (const char* nobody : {"users/nobody", "\"", "\\", "a\" OR actor = \"b", "张三"}) {
    const Finished none = Ledger({"show", "--actor", nobody});
    EXPECT_EQ(none.exit_code, 0) << none.errors;
    EXPECT_EQ(none.output, "");
    EXPECT_EQ(none.errors, "There are no entries to show.\n");
  }
}

TEST_F(LedgerTest, ShowsAnEntryWhole) {
  const std::string id = EntryId();
  for (const std::string& name : {id, "entries/" + id})
    EXPECT_THAT(Out({"ledger", "show", name}),
                AllOf(HasSubstr("product.create"), HasSubstr(id), HasSubstr("body"),
                      ContainsRegex("products/tool:? +[0-9a-f]{64}")));
  const auto entry = json::parse(Out({"ledger", "show", id, "--output", "json"}));
  EXPECT_EQ(entry.at("resource").as_string(), "products/tool");
  EXPECT_THAT(std::string(entry.at("leafData").as_string()), HasSubstr(id));
}

TEST_F(LedgerTest, SaysWhatIsWrongWithAQuestion) {
  Refused(1, "there is no entries/ghost (RESOURCE_NOT_FOUND)", {"show", "ghost"});
  Refused(1, "there is no entries/ghost (RESOURCE_NOT_FOUND)", {"proof", "ghost"});
  Refused(1, "FIELD_INVALID", {"show", "products/tool"});
  Refused(2, "--limit", {"show", "--limit", "0"});
  Refused(2, "--limit", {"show", "--limit", "many"});
  Refused(2, "--output", {"verify", "--output", "xml"});
  Refused(2, "entry is required", {"proof"});
  Refused(2, "proof is required", {"check-proof"});
  Refused(2, "--key is required", {"check-proof", "a", "b"});
  Refused(2, "a command is missing; there are show, proof, check-proof, checkpoint, verify", {});
}

TEST_F(LedgerTest, AProofConvincesWithoutTheServer) {
  const std::string id = EntryId();
  const std::string name = directory_ / "tool";
  const Finished proved = Ledger({"proof", id, "--out", name});
  EXPECT_EQ(proved.exit_code, 0) << proved.errors;
  EXPECT_EQ(proved.output, "Wrote " + name + ".proof and " + name + ".entry.\n");
  EXPECT_THAT(proved.errors, ContainsRegex("^Proved: entry [0-9]+ is one of the [0-9]+ that"));
  const std::string proof = Contents(name + ".proof");
  EXPECT_THAT(proof, StartsWith("c2sp.org/tlog-proof@v1\nindex "));
  EXPECT_EQ(Out({"ledger", "proof", id}), proof);
  EXPECT_EQ(json::parse(Out({"ledger", "proof", id, "--output", "json"})).at("proof").as_string(),
            proof);

  const std::string key = KeyIn(Ledger({"checkpoint"}).errors);
  EXPECT_THAT(proved.errors, HasSubstr(key));
  const auto check = [&](const std::string& proof_file, const std::string& entry_file,
                         const std::string& with) {
    return Countersign({"ledger", "check-proof", proof_file, entry_file, "--key", with});
  };
  const Finished good = check(name + ".proof", name + ".entry", key);
  EXPECT_EQ(good.exit_code, 0) << good.errors;
  EXPECT_EQ(good.errors, proved.errors);

  const std::string entry = Contents(name + ".entry");
  const auto refused = [&](const std::string& altered_proof, const std::string& altered_entry,
                           const std::string& sentence) {
    const Finished bad = check(Write("p", altered_proof), Write("e", altered_entry), key);
    EXPECT_EQ(bad.exit_code, 1) << bad.errors;
    EXPECT_THAT(bad.errors, AllOf(StartsWith("countersign: refused: "), HasSubstr(sentence)));
  };
  const auto with = [](std::string text, std::size_t at, char c) {
    EXPECT_NE(text.at(at), c);
    text[at] = c;
    return text;
  };
  const auto replaced = [](std::string text, const std::string& old, const std::string& now) {
    return text.replace(text.find(old), old.size(), now);
  };
  const std::string no_path = "does not lead from this entry to the checkpoint's root";
  refused(proof, replaced(entry, "products/tool", "products/fool"), no_path);
  refused(proof, entry + "\n", no_path);
  refused(proof, "", no_path);
  refused(replaced(proof, "index ", "index 1"), entry, no_path);
  const auto hash = proof.find('\n', proof.find("index ")) + 1;
  refused(with(proof, hash + 5, proof[hash + 5] == 'A' ? 'B' : 'A'), entry, no_path);
  refused(with(proof, proof.size() - 10, proof[proof.size() - 10] == 'A' ? 'B' : 'A'), entry,
          "signature");
  refused("", entry, "is not a proof");
  refused(entry, proof, "is not a proof");

  const ServerProcess other;
  const std::string other_key = KeyIn(CountersignAt(other, {"ledger", "checkpoint"}).errors);
  ASSERT_NE(other_key, key);
  EXPECT_EQ(check(name + ".proof", name + ".entry", other_key).exit_code, 1);
  Refused(1, "bears no signature by the ledger key", {"proof", id, "--key", other_key});
  Refused(1, "bears no signature by the ledger key", {"checkpoint", "--key", other_key});

  for (const std::string& no_key : {std::string("x"), key + "A", key.substr(1)})
    EXPECT_THAT(check(name + ".proof", name + ".entry", no_key).errors,
                HasSubstr("--key is not a verifier key"));
  Refused(2, "cannot be read", {"check-proof", name + ".none", name + ".entry", "--key", key});
  Refused(2, "cannot be read", {"check-proof", name + ".proof", name + ".none", "--key", key});
  Refused(2, "cannot be read", {"check-proof", directory_.path(), name + ".entry", "--key", key});
  Refused(2, "cannot be read", {"check-proof", name + ".proof", directory_.path(), "--key", key});
  Refused(1, "cannot be written", {"proof", id, "--out", directory_ / "none" / "tool"});
}

TEST_F(LedgerTest, ACheckIsSoundAndSaysHowMuchItSaw) {
  const Finished verified = Ledger({"verify"});
  EXPECT_EQ(verified.exit_code, 0) << verified.errors;
  EXPECT_EQ(verified.errors, "");
  EXPECT_THAT(verified.output,
              ContainsRegex("^The ledger is sound: [0-9]+ entries, [0-9]+ checkpoints? and [0-9]+ "
                            "rows of state are as they were written.\n$"));
  const auto verification = json::parse(Out({"ledger", "verify", "--output", "json"}));
  EXPECT_EQ(verification.at("state").as_string(), "SOUND");
  EXPECT_FALSE(verification.as_object().contains("faults"));
}

TEST(LedgerStart, ANewInstallationIsSignedForAtOnce) {
  const ServerProcess server;
  const fs::path published = server.data() / "ledger.checkpoint";
  while (!fs::exists(published)) std::this_thread::yield();
  const Finished shown = CountersignAt(server, {"ledger", "checkpoint"});
  EXPECT_EQ(shown.exit_code, 0) << shown.errors;
  EXPECT_EQ(Contents(published), shown.output);
}

// Two installations of one ledger: a copy that went its own way.
TEST(LedgerGrowth, ACheckpointOfEarlierIsContinuedOrRefused) {
  const TempDir directory;
  const auto checkpoint = [&](const ServerProcess& server, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"ledger", "checkpoint"});
    return CountersignAt(server, std::move(arguments));
  };
  const auto keep = [&](const ServerProcess& server, const std::string& name) {
    std::ofstream(directory / name) << checkpoint(server, {}).output;
    return (directory / name).string();
  };
  const auto grow = [](const ServerProcess& server, const std::string& id) {
    EXPECT_EQ(CountersignAt(server, {"product", "create", id, "--display-name", "x"}).exit_code, 0);
  };
  ServerProcess server;
  const std::string first = keep(server, "first");
  EXPECT_EQ(server.Stop(), 0);
  fs::copy(server.data(), directory / "copy", fs::copy_options::recursive);
  const ServerProcess copy(directory / "copy");
  const ServerProcess again(server.data());

  Finished grown = checkpoint(again, {"--since", first});
  EXPECT_EQ(grown.exit_code, 0) << grown.errors;
  EXPECT_THAT(grown.errors, HasSubstr("Proved: the ledger has only grown, from "));
  grow(again, "a");
  grown = checkpoint(again, {"--since", first, "--output", "json"});
  EXPECT_EQ(grown.exit_code, 0) << grown.errors;
  EXPECT_EQ(json::parse(grown.output).at("note").as_string(), checkpoint(again, {}).output);

  const auto refused = [&](const std::string& since, const std::string& sentence, int exit_code) {
    const Finished bad = checkpoint(again, {"--since", since});
    EXPECT_EQ(bad.exit_code, exit_code) << bad.errors;
    EXPECT_THAT(bad.errors, HasSubstr(sentence));
  };
  grow(copy, "b");
  refused(keep(copy, "foreign"), "entries are not those that were signed for before", 1);
  grow(copy, "c");
  refused(keep(copy, "larger"), "refused: the ledger has shrunk: ", 1);
  std::string text = Contents(first);
  text[text.find('\n') + 1] = '9';
  std::ofstream(directory / "altered") << text;
  refused(directory / "altered", "signature", 1);
  std::ofstream(directory / "empty").flush();
  refused(directory / "empty", "not a signed note", 1);
  refused(directory / "none", "cannot be read", 2);
  refused(directory.path(), "cannot be read", 2);
}

// What a server proves, gathered over HTTP, for ledger_check.go.
class Gathered {
 public:
  explicit Gathered(const ServerProcess& server) : server_(server) {}

  void AddCheckpoint() {
    const json::object answer = Ask("GetCheckpoint", {});
    statements_["key"] = answer.at("verifierKeys").at(0);
    notes_.push_back(answer.at("note"));
    sizes_.push_back(std::stoll(std::string(answer.at("size").as_string())));
  }
  void AddEntriesAndProofs() {
    std::string page;
    do {
      const json::object list = Ask("ListEntries", {{"pageSize", 7}, {"pageToken", page}});
      for (const json::value& entry : list.at("entries").as_array()) {
        const json::object proof = Ask("GetInclusionProof", {{"name", entry.at("name")}});
        leaves_.push_back(proof.at("entry").at("leafData"));
        proofs_.push_back({{"leaf", leaves_.back()}, {"proof", proof.at("proof")}});
      }
      page = list.contains("nextPageToken") ? list.at("nextPageToken").as_string().c_str() : "";
    } while (!page.empty());
  }
  void AddGrowth() {
    for (const std::int64_t size : sizes_)
      for (const std::int64_t old_size : sizes_) {
        if (old_size > size) continue;
        const json::object proof =
            Ask("GetConsistencyProof", {{"oldSize", old_size}, {"size", size}});
        const json::value* hashes = proof.if_contains("hashes");
        growth_.push_back({{"old_size", old_size},
                           {"size", size},
                           {"hashes", hashes == nullptr ? json::array() : hashes->as_array()}});
      }
  }

  json::object Statements() const {
    json::object all = statements_;
    all["leaves"] = leaves_;
    all["checkpoints"] = notes_;
    all["proofs"] = proofs_;
    all["consistency"] = growth_;
    return all;
  }
  std::size_t entries() const { return leaves_.size(); }

 private:
  json::object Ask(const std::string& method, const json::object& request) const {
    const HttpReply reply = server_.Call("EvidenceService/" + method, json::serialize(request));
    if (reply.status != 200) throw std::runtime_error(reply.body);
    return json::parse(reply.body).as_object();
  }

  const ServerProcess& server_;
  json::object statements_;
  json::array leaves_, notes_, proofs_, growth_;
  std::vector<std::int64_t> sizes_;
};

void Make(const ServerProcess& server, const std::string& method, const std::string& request) {
  const HttpReply made = server.Call(method, request);
  ASSERT_EQ(made.status, 200) << made.body;
}

Finished CheckByOthers(const json::object& statements) {
  ProcessOptions options;
  options.input = json::serialize(statements);
  return RunProgram({BuiltProgram("ledger_check")}, options);
}

TEST(LedgerProofs, OfAServerAreCheckedByAProgramThatIsNotOurs) {
  const ServerProcess server;
  Gathered gathered(server);
  for (int product = 0; product < 20; ++product) {
    if (product % 4 == 0) gathered.AddCheckpoint();
    Make(server, "CatalogService/CreateProduct",
         R"({"productId":"p)" + std::to_string(product) + R"(","product":{"displayName":"P"}})");
  }
  Make(server, "CatalogService/CreatePolicy",
       R"({"policyId":"node","policy":{"displayName":"N","kind":"LICENSE_KIND_NODE_LOCKED"}})");
  Make(server, "CustomerService/CreateCustomer",
       R"({"customerId":"huzhou","customer":{"displayName":"湖州精密机械"}})");
  Make(server, "LicenseAdminService/CreateLicense",
       R"({"licenseId":"erp","license":{"customer":"customers/huzhou","product":"products/p1",
           "policy":"policies/node"}})");
  Make(server, "LicenseAdminService/SuspendLicense",
       R"({"name":"licenses/erp","cause":"FRAUD","reason":"欠款 \"三月\" <&> \\"})");
  gathered.AddCheckpoint();
  gathered.AddEntriesAndProofs();
  gathered.AddGrowth();
  EXPECT_GE(gathered.entries(), 24U);
  const Finished good = CheckByOthers(gathered.Statements());
  EXPECT_EQ(good.exit_code, 0) << good.errors;

  const auto refused = [&](const std::function<void(json::object&)>& alter) {
    json::object statements = gathered.Statements();
    alter(statements);
    const Finished bad = CheckByOthers(statements);
    EXPECT_EQ(bad.exit_code, 1) << bad.output << bad.errors;
  };
  const auto flip = [](json::value& text) {
    char& middle = text.as_string().at(text.as_string().size() / 2);
    middle = static_cast<char>(middle ^ 1);
  };
  refused([&](json::object& all) { flip(all["leaves"].as_array()[3]); });
  refused([&](json::object& all) { flip(all["checkpoints"].as_array()[2]); });
  refused([&](json::object& all) { flip(all["proofs"].as_array()[5].as_object()["proof"]); });
  refused([&](json::object& all) {
    all.erase("leaves");
    flip(all["proofs"].as_array()[5].as_object()["leaf"]);
  });
  refused([&](json::object& all) {
    for (json::value& growth : all["consistency"].as_array())
      if (auto& hashes = growth.as_object()["hashes"].as_array(); !hashes.empty())
        return flip(hashes[0]);
    FAIL() << "no proof has hashes";
  });
}

}  // namespace
}  // namespace countersign::testing
