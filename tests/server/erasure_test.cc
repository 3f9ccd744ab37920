// Whoever has the data directory and the log of a server finds nothing of a person who was erased.
#include <gtest/gtest.h>
#include <sodium.h>

#include <boost/json.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "licensing/store/db/sqlite.h"
#include "tests/support/server_process.h"

namespace countersign::server {
namespace {

using boost::json::object;
using countersign::testing::HttpReply;
using countersign::testing::ServerProcess;

constexpr char kContact[] = "customers/acme/contacts/c1";

std::string Hex(const std::string& text) {
  std::string hex(text.size() * 2 + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), reinterpret_cast<const unsigned char*>(text.data()),
                 text.size());
  hex.pop_back();
  return hex;
}

std::string Base64(const std::string& text, int variant) {
  std::string encoded(sodium_base64_encoded_len(text.size(), variant), '\0');
  sodium_bin2base64(encoded.data(), encoded.size(),
                    reinterpret_cast<const unsigned char*>(text.data()), text.size(), variant);
  encoded.pop_back();
  return encoded;
}

// The text in every form in which it might lie in a file: as it is, in hexadecimal, escaped as in
// JSON, and in base64, wherever in a longer text it began.
std::vector<std::string> FormsOf(const std::string& text) {
  std::vector<std::string> forms = {text, Hex(text)};
  if (const auto wang = text.find("王"); wang != text.npos) {
    std::string escaped = text;
    forms.push_back(escaped.replace(wang, 3, "\\u738b"));
  }
  for (const int variant :
       {sodium_base64_VARIANT_ORIGINAL_NO_PADDING, sodium_base64_VARIANT_URLSAFE_NO_PADDING}) {
    for (std::size_t skip = 0; skip < 3; ++skip) {
      const std::string middle = text.substr(skip, (text.size() - skip) / 3 * 3);
      forms.push_back(Base64(middle, variant));
    }
  }
  return forms;
}

// What a person was called over time. Every value is unlike anything else in an installation.
struct Person {
  std::string tag;
  std::string name() const { return "王 Canary" + tag; }
  std::string email() const { return "canary." + tag + "@canary-" + tag + ".example"; }
  std::string phone() const { return "+8657" + tag; }
  std::string hold() const { return "claim of canary " + tag; }
  std::string file() const { return "canary " + tag + ".pdf"; }
  std::vector<std::string> Values() const { return {name(), email(), phone(), hold(), file()}; }
};

class ErasureTest : public ::testing::Test {
 protected:
  ErasureTest() : server_(std::make_unique<ServerProcess>()) {
    Must("CustomerService/CreateCustomer",
         {{"customerId", "acme"}, {"customer", object{{"displayName", "ACME"}}}});
    LiveALife();
  }

  HttpReply Post(const std::string& method, const object& request) const {
    return server_->Call(method, boost::json::serialize(request));
  }
  void Must(const std::string& method, const object& request) const {
    const HttpReply reply = Post(method, request);
    ASSERT_EQ(reply.status, 200) << method << reply.body;
  }
  std::string NextId() {
    return "7d444840-9dc0-41d1-b245-" + std::to_string(100000000000 + ++ids_);
  }

  static object Contact(const Person& person) {
    return {{"displayName", person.name()},
            {"email", person.email()},
            {"phone", person.phone()},
            {"roles", boost::json::array{"PAYER"}},
            {"retainUntil", "2001-01-01T00:00:00Z"},
            {"retainReason", person.hold()}};
  }

  // Everything that can be done with a contact's data, also what is refused.
  void LiveALife() {
    const Person before{"8100000001"};
    const Person after{"8200000002"};
    const Person refused{"8300000003"};
    create_ = {{"parent", "customers/acme"},
               {"contactId", "c1"},
               {"contact", Contact(before)},
               {"requestId", NextId()}};
    Must("CustomerService/CreateContact", create_);
    Must("CustomerService/CreateContact", create_);
    object changed = Contact(after);
    changed["name"] = kContact;
    Must("CustomerService/UpdateContact", {{"contact", changed}, {"requestId", NextId()}});
    for (const Person& person : {before, after}) Attach(person);
    Must("CustomerService/GetContact", {{"name", kContact}});
    Must("CustomerService/ListContacts", {{"parent", "customers/acme"}});
    object invalid = Contact(refused);
    invalid["email"] = refused.name();
    EXPECT_EQ(Post("CustomerService/CreateContact",
                   {{"parent", "customers/acme"}, {"contact", invalid}, {"requestId", NextId()}})
                  .status,
              400);
    invalid = Contact(refused);
    invalid[refused.email()] = refused.phone();
    EXPECT_EQ(
        Post("CustomerService/CreateContact", {{"parent", "customers/acme"}, {"contact", invalid}})
            .status,
        400);
    EXPECT_EQ(server_->Call("CustomerService/CreateContact", refused.email() + "{").status, 400);
    EXPECT_EQ(Post("CustomerService/GetContact", {{"name", "customers/" + refused.email()}}).status,
              400);
    object taken = create_;
    taken["contact"] = Contact(refused);
    EXPECT_EQ(Post("CustomerService/CreateContact", taken).reason(), "REQUEST_ID_REUSED");
    taken["requestId"] = NextId();
    EXPECT_EQ(Post("CustomerService/CreateContact", taken).reason(), "RESOURCE_EXISTS");
    for (const Person& person : {before, after, refused})
      for (const std::string& value : person.Values()) values_.push_back(value);
    living_ = after.Values();
  }

  // A file that is theirs, whose content is encrypted anyhow.
  void Attach(const Person& person) {
    std::string file_name = person.file();
    file_name.replace(file_name.find(' '), 1, "%20");
    const HttpReply put =
        testing::HttpRequest(server_->http(), "PUT", std::string("/v1/blobs?subject=") + kContact,
                             {{"authorization", "Bearer " + server_->token()},
                              {"content-type", "application/pdf"},
                              {"countersign-file-name", file_name}},
                             "letter of " + person.name());
    ASSERT_EQ(put.status, 200) << put.body;
  }

  // By the server's own check: every proof holds, and every row is as the ledger tells.
  void ExpectSoundLedger() const {
    std::string answer = server_->Call("EvidenceService/VerifyLedger", "{}").body;
    while (answer.find("RUNNING") != std::string::npos)
      answer = server_->Call("EvidenceService/GetLedgerVerification", "{}").body;
    EXPECT_NE(answer.find("\"SOUND\""), std::string::npos) << answer;
  }
  std::size_t Attachments() const {
    std::size_t count = 0;
    for (const auto& file :
         std::filesystem::recursive_directory_iterator(server_->data() / "blobs"))
      count += file.is_regular_file() ? 1 : 0;
    return count;
  }

  object Erasure() {
    return {{"name", kContact}, {"reason", "OBJECTION"}, {"requestId", erase_id_}};
  }

  // The files and the log, by name.
  std::vector<std::pair<std::string, std::string>> Everything() const {
    std::vector<std::pair<std::string, std::string>> all = {{"log", server_->log() + logs_}};
    for (const auto& entry : std::filesystem::recursive_directory_iterator(server_->data())) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      all.emplace_back(entry.path().filename(),
                       std::string(std::istreambuf_iterator<char>(in), {}));
    }
    return all;
  }
  std::vector<std::string> Found(const std::vector<std::string>& values) const {
    std::vector<std::string> found;
    const auto all = Everything();
    for (const std::string& value : values)
      for (const std::string& form : FormsOf(value))
        for (const auto& [name, bytes] : all)
          if (bytes.find(form) != std::string::npos) found.push_back(name + " holds " + form);
    return found;
  }
  // The search finds what is there.
  void ExpectAllThere() const {
    for (const std::string& value : living_) EXPECT_FALSE(Found({value}).empty()) << value;
  }
  void ExpectNothingLeft() const {
    for (const std::string& fault : Found(values_)) ADD_FAILURE() << fault;
  }
  void Restart() {
    logs_ += server_->log();
    const std::filesystem::path data = server_->data();
    again_ = std::make_unique<ServerProcess>(data);
    std::swap(server_, again_);
  }

  std::unique_ptr<ServerProcess> server_;
  std::unique_ptr<ServerProcess> again_;  // the first one, which owns the directory
  std::string logs_;                      // of servers that ended
  object create_;
  std::vector<std::string> values_;  // all that was ever sent
  std::vector<std::string> living_;  // of these, the latest
  std::string erase_id_ = "00000000-0000-4000-8000-000000000001";
  std::int64_t ids_ = 0;
};

TEST_F(ErasureTest, NothingOfThePersonIsLeftWhenTheCallReturns) {
  ExpectAllThere();
  const HttpReply erased = Post("CustomerService/EraseContact", Erasure());
  ASSERT_EQ(erased.status, 200) << erased.body;
  EXPECT_EQ(erased.body, "{}") << "no copies are pending";
  ExpectNothingLeft();
  EXPECT_EQ(Post("CustomerService/GetContact", {{"name", kContact}}).reason(),
            "RESOURCE_NOT_FOUND");
  EXPECT_EQ(Post("CustomerService/CreateContact", create_).reason(), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(Post("CustomerService/EraseContact", Erasure()).body, "{}");
  ExpectNothingLeft();
  EXPECT_EQ(Attachments(), 0U);
  ExpectSoundLedger();
  ASSERT_EQ(server_->Stop(), 0);
  ExpectNothingLeft();
}

TEST_F(ErasureTest, AndAfterAKillAndARestart) {
  ExpectAllThere();
  ASSERT_EQ(Post("CustomerService/EraseContact", Erasure()).status, 200);
  server_->process().Signal(SIGKILL);
  EXPECT_EQ(server_->process().Wait(), -SIGKILL);
  ExpectNothingLeft();
  Restart();
  EXPECT_EQ(Post("CustomerService/EraseContact", Erasure()).status, 200) << "done once";
  ExpectNothingLeft();
  EXPECT_EQ(Attachments(), 0U);
  ExpectSoundLedger();
}

TEST_F(ErasureTest, WhileAReadHoldsTheLogItSaysSoAndCleansUpAfterwards) {
  store::db::SqliteConnectionOptions options;
  options.path = (server_->data() / "countersign.db").string();
  options.access = store::db::Access::kRead;
  options.on_fatal = [](const std::string& why) { ADD_FAILURE() << why; };
  auto reader = store::db::SqliteConnection::Open(options);
  ASSERT_TRUE(reader);
  ASSERT_TRUE((*reader)->Begin(store::db::Access::kRead));
  ASSERT_TRUE((*reader)->ExecuteScript("SELECT * FROM contacts"));
  EXPECT_EQ(Post("CustomerService/EraseContact", Erasure()).body, R"({"copiesPending":true})");
  ExpectAllThere();
  EXPECT_EQ(Post("CustomerService/GetContact", {{"name", kContact}}).reason(),
            "RESOURCE_NOT_FOUND");
  (*reader)->Rollback();
  EXPECT_EQ(Post("CustomerService/EraseContact", Erasure()).body, "{}");
  ExpectNothingLeft();
}

TEST_F(ErasureTest, AHeldContactIsRefusedWithTheDate) {
  object contact{{"name", kContact}, {"retainUntil", "2199-01-01T00:00:00Z"}};
  Must("CustomerService/UpdateContact", {{"contact", contact}});
  const HttpReply held = Post("CustomerService/EraseContact", Erasure());
  EXPECT_EQ(held.reason(), "RETENTION");
  EXPECT_NE(held.body.find("2199-01-01T00:00:00Z"), std::string::npos) << held.body;
  ExpectAllThere();
  Must("CustomerService/UpdateContact",
       {{"contact", object{{"name", kContact}}}, {"updateMask", "retainUntil"}});
  EXPECT_EQ(Post("CustomerService/EraseContact", Erasure()).body, "{}");
  ExpectNothingLeft();
}

}  // namespace
}  // namespace countersign::server
