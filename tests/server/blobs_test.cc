// Attachments through a running server: what was put is got, nothing else, and nothing stays
// behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <boost/json.hpp>
#include <fstream>
#include <random>
#include <thread>

#include "licensing/base/encoding.h"
#include "tests/support/server_process.h"

namespace countersign::server {
namespace {

namespace fs = std::filesystem;
using countersign::testing::EditConfig;
using countersign::testing::Headers;
using countersign::testing::HttpConnection;
using countersign::testing::HttpReply;
using countersign::testing::HttpRequest;
using countersign::testing::InitData;
using countersign::testing::ServerProcess;
using countersign::testing::TempDir;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr std::size_t kMiB = 1024 * 1024;
constexpr char kAll[] = "/v1/blobs";

std::string Content(std::size_t size) {
  std::mt19937_64 random(size);
  std::string content(size, '\0');
  for (char& c : content) c = static_cast<char>(random());
  return content;
}

std::string TargetOf(const std::string& content) {
  return std::string(kAll) + "/" + HexEncode(Sha256(content));
}

std::vector<fs::path> FilesIn(const fs::path& place) {
  std::vector<fs::path> files;
  if (!fs::exists(place)) return files;
  for (const auto& at : fs::recursive_directory_iterator(place))
    if (at.is_regular_file()) files.push_back(at.path());
  return files;
}

bool AnyFileHolds(const fs::path& place, const std::string& text) {
  for (const fs::path& path : FilesIn(place)) {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    if (bytes.find(text) != std::string::npos) return true;
  }
  return false;
}

class BlobsTest : public ::testing::Test {
 protected:
  void SetUp() override { InitData(data_); }
  void Start() { server_ = std::make_unique<ServerProcess>(data_); }

  Headers Head(Headers more = {}, const std::string& token = {}) const {
    more["authorization"] =
        "Bearer " + (token.empty() ? countersign::testing::AdminToken(data_) : token);
    return more;
  }
  HttpReply Put(const std::string& content, const Headers& more = {},
                const std::string& target = kAll) const {
    return HttpRequest(server_->http(), "PUT", target, Head(more), content);
  }
  HttpReply Get(const std::string& content, const std::string& verb = "GET") const {
    return HttpRequest(server_->http(), verb, TargetOf(content), Head());
  }
  // Its head, and its first bytes, of an upload that says that it has `size`.
  std::string Begin(std::size_t size, const std::string& bytes) const {
    return "PUT /v1/blobs HTTP/1.1\r\nhost: test\r\nauthorization: Bearer " + server_->token() +
           "\r\ncontent-length: " + std::to_string(size) + "\r\n\r\n" + bytes;
  }
  static std::string UpperOf(std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
  }

  std::vector<fs::path> Files() const { return FilesIn(data_ / "blobs"); }
  // A client that goes away is noticed some time later.
  void AwaitNoFiles() const {
    while (!Files().empty()) std::this_thread::yield();
  }
  std::int64_t PeakMemoryKib() {
    std::ifstream status("/proc/" + std::to_string(server_->process().pid()) + "/status");
    for (std::string line; std::getline(status, line);)
      if (line.starts_with("VmHWM:")) return std::stoll(line.substr(6));
    return -1;
  }

  TempDir directory_;
  const fs::path data_ = directory_ / "data";
  std::unique_ptr<ServerProcess> server_;
};

TEST_F(BlobsTest, WhatWasPutIsGotWhateverItsSize) {
  Start();
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, 64 * 1024 - std::size_t{1},
                                 std::size_t{64 * 1024}, std::size_t{64 * 1024 + 1}, 10 * kMiB}) {
    const std::string content = Content(size);
    const HttpReply put = Put(content, {{"content-type", "application/pdf"},
                                        {"countersign-file-name", "%E9%AA%8C%E6%94%B6.pdf"}});
    ASSERT_EQ(put.status, 200) << size << ": " << put.body;
    const auto json = boost::json::parse(put.body);
    EXPECT_EQ(json.at("sha256"), HexEncode(Sha256(content)).c_str());
    EXPECT_EQ(json.at("size").to_number<std::size_t>(), size);
    EXPECT_EQ(json.at("mediaType"), "application/pdf");
    EXPECT_EQ(json.at("fileName"), "验收.pdf");

    const HttpReply got = Get(content);
    ASSERT_EQ(got.status, 200) << size << ": " << got.body;
    EXPECT_TRUE(got.body == content) << size;
    EXPECT_EQ(got.headers.at("content-length"), std::to_string(size));
    EXPECT_EQ(got.headers.at("content-type"), "application/pdf");
    EXPECT_EQ(got.headers.at("content-disposition"),
              "attachment; filename*=UTF-8''%E9%AA%8C%E6%94%B6.pdf");
    EXPECT_EQ(got.headers.at("x-content-type-options"), "nosniff");
    EXPECT_EQ(got.headers.at("etag"), "\"" + HexEncode(Sha256(content)) + "\"");
  }
  EXPECT_THAT(server_->log(), HasSubstr("PUT /v1/blobs"));
  EXPECT_THAT(HttpRequest(server_->http(), "GET", "/metrics").body,
              HasSubstr(R"(method="PUT /v1/blobs")"));
}

TEST_F(BlobsTest, AHeadIsAnsweredWithoutTheContent) {
  Start();
  const std::string content = Content(100'000);
  ASSERT_EQ(Put(content).status, 200);
  HttpConnection connection(server_->http());
  connection.Send("HEAD " + TargetOf(content) + " HTTP/1.1\r\nconnection: close\r\n" +
                  "authorization: Bearer " + server_->token() + "\r\n\r\n");
  const std::string answer = connection.ReadToEnd();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(answer, HasSubstr("Content-Length: 100000\r\n"));
  EXPECT_THAT(answer, ::testing::EndsWith("\r\n\r\n"));
}

TEST_F(BlobsTest, OneConnectionCarriesSeveral) {
  Start();
  HttpConnection connection(server_->http());
  for (const std::size_t size : {std::size_t{3}, std::size_t{200'000}, std::size_t{0}}) {
    const std::string content = Content(size);
    const auto put = connection.Request("PUT", kAll, Head(), content);
    ASSERT_TRUE(put);
    EXPECT_EQ(put->status, 200);
    const auto got = connection.Request("GET", TargetOf(content), Head());
    ASSERT_TRUE(got);
    EXPECT_TRUE(got->body == content);
  }
}

TEST_F(BlobsTest, ABodyInChunksIsTakenAsItComes) {
  Start();
  HttpConnection connection(server_->http());
  std::string request = "PUT /v1/blobs HTTP/1.1\r\nconnection: close\r\nauthorization: Bearer " +
                        server_->token() + "\r\ntransfer-encoding: chunked\r\n\r\n";
  for (int i = 0; i < 20; ++i) request += "2000\r\n" + std::string(0x2000, 'a') + "\r\n";
  connection.Send(request + "0\r\n\r\n");
  EXPECT_THAT(connection.ReadToEnd(), HasSubstr("HTTP/1.1 200 "));
  EXPECT_EQ(Get(std::string(20 * 0x2000, 'a')).body.size(), std::size_t{20 * 0x2000});
}

TEST_F(BlobsTest, TheSameContentIsStoredOnce) {
  Start();
  const std::string content = Content(1000);
  ASSERT_EQ(Put(content, {{"countersign-file-name", "first.pdf"}}).status, 200);
  const HttpReply again = Put(content, {{"countersign-file-name", "second.pdf"}});
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(boost::json::parse(again.body).at("fileName"), "first.pdf");
  while (Files().size() > 1) std::this_thread::yield();
  EXPECT_THAT(Files(), SizeIs(1));
}

TEST_F(BlobsTest, MoreThanTheLimitIsRefusedAndLeavesNothing) {
  EditConfig(data_, "max_bytes = 67108864", "max_bytes = 100000");
  Start();
  ASSERT_EQ(Put(Content(100'000)).status, 200);
  const HttpReply announced = Put(Content(100'001));
  EXPECT_EQ(announced.status, 413);
  EXPECT_EQ(announced.code(), "resource_exhausted");
  EXPECT_EQ(announced.reason(), "BLOB_TOO_LARGE");

  HttpConnection connection(server_->http());
  std::string request = "PUT /v1/blobs HTTP/1.1\r\nauthorization: Bearer " + server_->token() +
                        "\r\ntransfer-encoding: chunked\r\n\r\n";
  for (int i = 0; i < 13; ++i) request += "2000\r\n" + std::string(0x2000, 'a') + "\r\n";
  connection.Send(request + "0\r\n\r\n");
  const std::string answer = connection.ReadToEnd();
  EXPECT_THAT(answer, HasSubstr("HTTP/1.1 413 "));
  EXPECT_THAT(answer, HasSubstr("BLOB_TOO_LARGE"));
  while (Files().size() > 1) std::this_thread::yield();
}

TEST_F(BlobsTest, WhatArrivesOtherwiseThanAnnouncedIsNotStored) {
  Start();
  const HttpReply refused =
      Put("content", {{"countersign-sha256", HexEncode(Sha256("other content"))}});
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.reason(), "BLOB_HASH_MISMATCH");
  EXPECT_EQ(Get("content").status, 404);
  AwaitNoFiles();
  EXPECT_EQ(Put("content", {{"countersign-sha256", HexEncode(Sha256("content"))}}).status, 200);
}

TEST_F(BlobsTest, FaultyHeadsAreRefused) {
  Start();
  const auto reason = [&](const Headers& headers, const std::string& target = kAll) {
    const HttpReply reply = Put("x", headers, target);
    return std::to_string(reply.status) + " " + reply.reason();
  };
  EXPECT_EQ(reason({{"content-type", "pdf"}}), "400 FIELD_INVALID");
  EXPECT_EQ(reason({{"countersign-file-name", "a%2Fb"}}), "400 FIELD_INVALID");
  EXPECT_EQ(reason({{"countersign-file-name", "100%"}}), "400 FIELD_INVALID");
  EXPECT_EQ(reason({{"countersign-sha256", "ABC"}}), "400 FIELD_INVALID");
  EXPECT_EQ(reason({{"content-encoding", "gzip"}}), "415 CONTENT_TYPE_UNSUPPORTED");
  EXPECT_EQ(reason({}, "/v1/blobs?subject=machines/x"), "400 FIELD_INVALID");
  EXPECT_EQ(reason({}, "/v1/blobs?subject=customers/none"), "404 RESOURCE_NOT_FOUND");
  EXPECT_EQ(reason({}, "/v1/blobs?owner=customers/none"), "400 FIELD_UNKNOWN");
  EXPECT_EQ(reason({}, "/v1/blobs/x"), "405 METHOD_UNKNOWN");
  EXPECT_EQ(HttpRequest(server_->http(), "GET", kAll, Head()).status, 405);
  EXPECT_EQ(HttpRequest(server_->http(), "DELETE", kAll, Head()).status, 405);
  for (const char* target : {"/v1/blobs/", "/v1/blobs/abc", "/v1/blobs/../healthz"})
    EXPECT_EQ(HttpRequest(server_->http(), "GET", target, Head()).status, 404) << target;
  EXPECT_EQ(Get("unknown").reason(), "RESOURCE_NOT_FOUND");
  EXPECT_THAT(Files(), IsEmpty());
}

TEST_F(BlobsTest, WhoMayPutAndGet) {
  Start();
  ASSERT_EQ(Put("nobody's").status, 200);
  ASSERT_EQ(server_
                ->Call("CustomerService/CreateCustomer",
                       R"({"customerId":"acme","customer":{"displayName":"ACME"}})")
                .status,
            200);
  ASSERT_EQ(Put("acme's", {}, "/v1/blobs?subject=customers%2Facme").status, 200);
  EXPECT_EQ(HttpRequest(server_->http(), "PUT", kAll, {}, "x").reason(), "TOKEN_MISSING");
  EXPECT_EQ(HttpRequest(server_->http(), "GET", TargetOf("nobody's")).reason(), "TOKEN_MISSING");
  int users = 0;
  for (const std::string role : {"license_admin", "auditor", "account_manager", "finance"}) {
    const std::string id = "u" + std::to_string(++users);
    ASSERT_EQ(server_
                  ->Call("AccessService/CreateUser",
                         R"({"userId":")" + id + R"(","user":{"displayName":"x","roles":["ROLE_)" +
                             UpperOf(role) + R"("]}})")
                  .status,
              200)
        << role;
    const HttpReply made = server_->Call("AccessService/CreateToken",
                                         R"({"token":{"displayName":"x","user":"users/)" + id +
                                             R"(","role":"ROLE_)" + UpperOf(role) + R"("}})");
    ASSERT_EQ(made.status, 200) << made.body;
    const std::string token(boost::json::parse(made.body).at("secret").as_string());
    const auto status = [&](const std::string& verb, const std::string& target,
                            const std::string& body) {
      return HttpRequest(server_->http(), verb, target, Head({}, token), body).status;
    };
    EXPECT_EQ(status("PUT", kAll, "by " + role), role == "auditor" ? 403 : 200) << role;
    EXPECT_EQ(status("GET", TargetOf("nobody's"), ""), 200) << role;
    // As the customer itself.
    const bool sees = role != "account_manager";
    EXPECT_EQ(status("GET", TargetOf("acme's"), ""), sees ? 200 : 404) << role;
    EXPECT_EQ(status("PUT", "/v1/blobs?subject=customers/acme", "for acme by " + role),
              sees && role != "auditor" ? 200 : 403)
        << role;
  }
}

TEST_F(BlobsTest, NothingOfTheContentIsReadableInTheDataDirectory) {
  Start();
  ASSERT_EQ(Put("the canary sings at dawn").status, 200);
  EXPECT_FALSE(AnyFileHolds(data_, "canary"));
  EXPECT_EQ(server_->Stop(), 0);
  EXPECT_FALSE(AnyFileHolds(data_, "canary"));
}

TEST_F(BlobsTest, ADamagedFileIsNeverPassedOff) {
  Start();
  const std::string content = Content(1'000'000);
  ASSERT_EQ(Put(content).status, 200);
  ASSERT_THAT(Files(), SizeIs(1));
  const fs::path path = Files()[0];
  const auto flip = [&](std::streamoff at) {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(at);
    const char byte = static_cast<char>(file.get() ^ 1);
    file.seekp(at);
    file.put(byte);
  };
  flip(1000);  // in the first piece: known before the answer begins
  const HttpReply refused = Get(content);
  EXPECT_EQ(refused.status, 500);
  EXPECT_EQ(refused.reason(), "BLOB_DAMAGED");
  EXPECT_EQ(Get(content, "HEAD").status, 500);
  EXPECT_EQ(Put(content).reason(), "BLOB_DAMAGED") << "would be acknowledged, and not there";
  flip(1000);
  flip(900'000);
  HttpConnection connection(server_->http());
  EXPECT_EQ(connection.Request("GET", TargetOf(content), Head()), std::nullopt);
  EXPECT_THAT(server_->log(), HasSubstr("BLOB_DAMAGED"));
  EXPECT_EQ(Put(content).reason(), "BLOB_DAMAGED");
  flip(900'000);
  EXPECT_EQ(Get(content).status, 200);
  fs::remove(path);
  EXPECT_EQ(Get(content).reason(), "BLOB_DAMAGED");
}

TEST_F(BlobsTest, AClientThatGoesAwayLeavesNothing) {
  Start();
  {
    HttpConnection connection(server_->http());
    ASSERT_TRUE(connection.Send(Begin(10 * kMiB, Content(kMiB))));
    while (Files().empty()) std::this_thread::yield();
  }
  AwaitNoFiles();
  EXPECT_EQ(Put("after").status, 200);
}

TEST_F(BlobsTest, ASlowClientIsNotWaitedFor) {
  EditConfig(data_, "body_seconds = 30", "body_seconds = 1");
  Start();
  HttpConnection connection(server_->http());
  ASSERT_TRUE(connection.Send(Begin(10 * kMiB, "x")));
  EXPECT_THAT(connection.ReadToEnd(), IsEmpty());
  AwaitNoFiles();
}

TEST_F(BlobsTest, OnlySoManyAreOnTheirWayAtOnce) {
  EditConfig(data_, "transfers = 16", "transfers = 1");
  Start();
  auto first = std::make_unique<HttpConnection>(server_->http());
  ASSERT_TRUE(first->Send(Begin(100, "x")));
  while (Files().empty()) std::this_thread::yield();
  const HttpReply refused = Put("second");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.reason(), "OVERLOADED");
  EXPECT_EQ(refused.headers.at("retry-after"), "1");
  first.reset();
  while (Put("second").status != 200) std::this_thread::yield();
}

TEST_F(BlobsTest, AnUploadTakesNoMemoryToSpeakOf) {
  Start();
  ASSERT_EQ(Put(Content(kMiB)).status, 200);
  const std::int64_t before = PeakMemoryKib();
  ASSERT_GT(before, 0);
  const std::string content = Content(60 * kMiB);
  ASSERT_EQ(Put(content).status, 200);
  EXPECT_TRUE(Get(content).body == content);
  EXPECT_LT(PeakMemoryKib() - before, 16 * 1024);
}

TEST_F(BlobsTest, AStopCutsWhatDoesNotComeAndKeepsNothingOfIt) {
  EditConfig(data_, "stop_seconds = 30", "stop_seconds = 1");
  Start();
  HttpConnection connection(server_->http());
  ASSERT_TRUE(connection.Send(Begin(100, "x")));
  while (Files().empty()) std::this_thread::yield();
  EXPECT_EQ(server_->Stop(), 0);
  EXPECT_THAT(Files(), IsEmpty());
}

// Killed while uploads run, at moments that differ from round to round.
TEST_F(BlobsTest, AKillLosesNothingThatWasAcknowledgedAndLeavesNoOrphans) {
  std::vector<std::string> acknowledged;
  for (int round = 0; round < 5; ++round) {
    Start();
    std::atomic<int> stored{0};
    std::vector<std::string> now;
    std::thread client([&] {
      for (int i = 0; i < 1000; ++i) {
        const std::string content = Content(static_cast<std::size_t>(round * 1000 + i) * 37);
        HttpConnection connection(server_->http());
        const auto put = connection.Request("PUT", kAll, Head(), content);
        if (!put) return;
        ASSERT_EQ(put->status, 200);
        now.push_back(content);
        ++stored;
      }
    });
    while (stored < 3 + 2 * round) std::this_thread::yield();
    server_->process().Signal(SIGKILL);
    server_->process().Wait();
    client.join();
    acknowledged.insert(acknowledged.end(), now.begin(), now.end());
    Start();
    for (const std::string& content : acknowledged) {
      const HttpReply got = Get(content);
      ASSERT_EQ(got.status, 200);
      ASSERT_TRUE(got.body == content);
    }
    // A last one may have been committed, and its answer lost.
    EXPECT_LE(Files().size(), acknowledged.size() + static_cast<std::size_t>(round) + 1);
    for (const fs::path& file : Files()) EXPECT_NE(file.extension(), ".part");
    EXPECT_EQ(server_->Stop(), 0);
  }
}

TEST_F(BlobsTest, ACrashBetweenFileAndRecordLeavesNoOrphan) {
  Start();
  EXPECT_EQ(server_->Stop(), 0);
  server_.reset();
  const auto failing = ServerProcess::WithFailpoint(data_, "blob.before_record:1");
  ASSERT_TRUE(failing);
  HttpConnection connection(failing->http());
  EXPECT_FALSE(connection.Request("PUT", kAll, Head(), "lost"));
  EXPECT_EQ(failing->process().Wait(), -SIGKILL);
  EXPECT_THAT(Files(), SizeIs(1));
  Start();
  EXPECT_THAT(Files(), IsEmpty());
  EXPECT_EQ(Get("lost").status, 404);
  EXPECT_EQ(Put("lost").status, 200);
}

}  // namespace
}  // namespace countersign::server
