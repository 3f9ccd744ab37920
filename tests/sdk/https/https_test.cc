// The HTTPS transport against servers with good and bad manners.
#include <countersign/transport.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <boost/json.hpp>
#include <future>

#include "client-sdk/https/url.h"
#include "tests/support/process.h"

namespace countersign::sdk {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;

class Server {
 public:
  explicit Server(const std::string& kind, const std::vector<std::string>& more = {})
      : process_(Command(kind, more)), port_(process_.ReadLine().value_or("no port")) {}
  std::string port() const { return port_; }
  std::string Seen() const { return process_.Errors(); }

 private:
  static std::vector<std::string> Command(const std::string& kind,
                                          const std::vector<std::string>& more) {
    std::vector<std::string> command = {
        "python3", testing::SourceFile("tests/sdk/https/server.py").string(), kind};
    command.insert(command.end(), more.begin(), more.end());
    return command;
  }
  testing::Process process_;
  std::string port_;
};

// A private CA, and certificates of it.
class TestAuthority {
 public:
  TestAuthority() {
    Openssl({"req", "-x509", "-newkey", "ed25519", "-nodes", "-days", "2", "-subj", "/CN=Test CA",
             "-keyout", Path("ca.key"), "-out", Path("ca.pem")});
  }
  // Certificate and key for `name` ("DNS:localhost").
  std::vector<std::string> Certify(const std::string& name) {
    const std::string key = Path("server.key"), certificate = Path("server.pem");
    Openssl({"req",
             "-x509",
             "-newkey",
             "ed25519",
             "-nodes",
             "-days",
             "2",
             "-subj",
             "/CN=server",
             "-addext",
             "subjectAltName=" + name,
             "-addext",
             "basicConstraints=critical,CA:FALSE",
             "-CA",
             Path("ca.pem"),
             "-CAkey",
             Path("ca.key"),
             "-keyout",
             key,
             "-out",
             certificate});
    return {certificate, key};
  }
  std::string ca() const { return Path("ca.pem"); }

 private:
  std::string Path(const char* name) const { return (directory_ / name).string(); }
  static void Openssl(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "openssl");
    const auto run = testing::RunProgram(arguments);
    if (run.exit_code != 0) throw std::runtime_error(run.errors);
  }
  testing::TempDir directory_;
};

TransportRequest Request(const std::string& server) {
  TransportRequest request;
  request.server = server;
  request.path = "/countersign.v1.LicenseService/CheckLicense";
  request.body = R"({"product":"acme-erp"})";
  request.proof = "the-proof";
  return request;
}

std::shared_ptr<Transport> Make(const std::string& ca = "", const std::string& proxy = "none") {
  return MakeHttpsTransport({ca, proxy});
}

TEST(Https, SendsTheBodyByteForByteWithItsProof) {
  Server server("plain");
  const auto answer =
      Make()->Post(Request("http://127.0.0.1:" + server.port() + "/behind/a/path/"));
  EXPECT_EQ(answer.http_status, 200) << answer.problem;
  const json::object seen = json::parse(answer.body).as_object();
  EXPECT_EQ(seen.at("path"), "/behind/a/path/countersign.v1.LicenseService/CheckLicense");
  EXPECT_EQ(seen.at("body"), R"({"product":"acme-erp"})");
  EXPECT_EQ(seen.at("proof"), "the-proof");
  EXPECT_EQ(seen.at("type"), "application/json");
  EXPECT_EQ(std::string(seen.at("host").as_string()), "127.0.0.1:" + server.port());
}

TEST(Https, StatusOtherThan200IsGivenAsItIs) {
  Server server("plain");
  TransportRequest request = Request("http://127.0.0.1:" + server.port());
  request.path = "/teapot";
  EXPECT_EQ(Make()->Post(request).http_status, 418);
}

TEST(Https, PrivateCaIsBelievedIfItIsGiven) {
  TestAuthority authority;
  Server server("tls", authority.Certify("DNS:localhost,IP:127.0.0.1"));
  for (const char* host : {"localhost", "127.0.0.1"}) {
    const auto request = Request("https://" + std::string(host) + ":" + server.port());
    const auto answer = Make(authority.ca())->Post(request);
    EXPECT_EQ(answer.http_status, 200) << answer.problem;
    const auto refused = Make()->Post(request);
    EXPECT_EQ(refused.http_status, 0);
    EXPECT_THAT(refused.problem, HasSubstr("cannot agree on TLS"));
  }
}

TEST(Https, CertificateForAnotherNameIsRefused) {
  TestAuthority authority;
  Server server("tls", authority.Certify("DNS:licences.example.com"));
  const auto answer = Make(authority.ca())->Post(Request("https://localhost:" + server.port()));
  EXPECT_EQ(answer.http_status, 0);
  EXPECT_THAT(answer.problem, HasSubstr("certificate verify failed"));
}

TEST(Https, PlainServerIsNoTlsServer) {
  Server server("plain");
  EXPECT_THAT(Make()->Post(Request("https://127.0.0.1:" + server.port())).problem,
              HasSubstr("cannot agree on TLS"));
}

TEST(Https, UnreadableCaFileMakesNoTransport) {
  EXPECT_EQ(Make("/nonexistent"), nullptr);
  EXPECT_EQ(Make(testing::SourceFile("LICENSE").string()), nullptr);
}

TEST(Https, SilentServerCostsNoMoreThanTheTimeout) {
  Server server("silent");
  for (const char* scheme : {"http://", "https://"}) {
    TransportRequest request = Request(scheme + std::string("127.0.0.1:") + server.port());
    request.timeout = std::chrono::milliseconds(100);
    const auto answer = Make()->Post(request);
    EXPECT_EQ(answer.http_status, 0);
    EXPECT_THAT(answer.problem, HasSubstr("timed out"));
  }
}

TEST(Https, CancelEndsACallAndNotTheNextOne) {
  Server silent("silent");
  const auto transport = Make();
  TransportRequest request = Request("http://127.0.0.1:" + silent.port());
  request.timeout = std::chrono::minutes(5);
  auto call = std::async(std::launch::async, [&] { return transport->Post(request); });
  while (call.wait_for(std::chrono::milliseconds(5)) != std::future_status::ready) {
    transport->Cancel();
  }
  EXPECT_EQ(call.get().problem, "cancelled");
  Server server("plain");
  EXPECT_EQ(transport->Post(Request("http://127.0.0.1:" + server.port())).http_status, 200);
}

TEST(Https, AnswerThatIsTooLargeIsNotRead) {
  Server server("huge");
  const auto answer = Make()->Post(Request("http://127.0.0.1:" + server.port()));
  EXPECT_EQ(answer.http_status, 0);
  EXPECT_THAT(answer.problem, HasSubstr("body limit exceeded"));
}

TEST(Https, NobodyThere) {
  EXPECT_THAT(Make()->Post(Request("http://127.0.0.1:1")).problem,
              HasSubstr("cannot connect: Connection refused"));
  EXPECT_THAT(Make()->Post(Request("http://nobody.invalid")).problem,
              HasSubstr("cannot resolve nobody.invalid"));
  EXPECT_THAT(Make()->Post(Request("ftp://127.0.0.1")).problem, HasSubstr("malformed"));
}

TEST(Https, ProxyIsUsedForBothSchemes) {
  TestAuthority authority;
  Server proxy("proxy");
  Server server("tls", authority.Certify("DNS:localhost"));
  const auto transport = Make(authority.ca(), "http://127.0.0.1:" + proxy.port());
  const auto tunnelled = transport->Post(Request("https://localhost:" + server.port()));
  EXPECT_EQ(tunnelled.http_status, 200) << tunnelled.problem;
  EXPECT_THAT(proxy.Seen(), HasSubstr("CONNECT localhost:" + server.port()));
  const auto plain = transport->Post(Request("http://licences.example.com"));
  EXPECT_EQ(plain.http_status, 200) << plain.problem;
  EXPECT_THAT(proxy.Seen(), HasSubstr("POST http://licences.example.com:80/countersign.v1."));
  const auto refused = transport->Post(Request("https://forbidden.example.com"));
  EXPECT_THAT(refused.problem, HasSubstr("the proxy refused: HTTP status 403"));
}

TEST(Url, AddressesAreReadOrRefused) {
  const auto url = ParseUrl("https://[::1]:8443/a/b/");
  ASSERT_TRUE(url);
  EXPECT_TRUE(url->tls);
  EXPECT_EQ(url->host, "::1");
  EXPECT_EQ(url->port, "8443");
  EXPECT_EQ(url->prefix, "/a/b");
  EXPECT_EQ(sdk::Authority(*url), "[::1]:8443");
  EXPECT_EQ(ParseUrl("http://host")->port, "80");
  EXPECT_EQ(ParseUrl("https://host")->port, "443");
  for (const char* text :
       {"", "host", "ftp://host", "http://", "http:///x", "http://host:", "http://host:port",
        "http://host:123456", "http://user@host", "http://host/?q", "http://host/#f", "http://[::1",
        "http://[::1]x", "http://ho st", "http://host\r\nx:y"}) {
    EXPECT_FALSE(ParseUrl(text)) << text;
  }
}

TEST(Url, EnvironmentNamesTheProxy) {
  for (const char* name :
       {"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"}) {
    ::unsetenv(name);
  }
  std::string problem;
  const auto proxy = [&](const char* url, const char* configured = "") {
    const auto found = ProxyFor(*ParseUrl(url), configured, &problem);
    return found ? found->host + ":" + found->port : std::string("none");
  };
  EXPECT_EQ(proxy("https://a.example.com"), "none");
  ::setenv("HTTPS_PROXY", "http://proxy:3128", 1);
  ::setenv("HTTP_PROXY", "http://evil:1", 1);
  EXPECT_EQ(proxy("https://a.example.com"), "proxy:3128");
  EXPECT_EQ(proxy("http://a.example.com"), "none");
  ::setenv("http_proxy", "other:8080", 1);
  EXPECT_EQ(proxy("http://a.example.com"), "other:8080");
  EXPECT_EQ(proxy("https://a.example.com", "http://mine:1"), "mine:1");
  EXPECT_EQ(proxy("https://a.example.com", "none"), "none");
  EXPECT_EQ(proxy("https://localhost:8443"), "none");
  EXPECT_EQ(proxy("http://127.0.0.1"), "none");
  ::setenv("no_proxy", "corp.example.net, .example.com", 1);
  EXPECT_EQ(proxy("https://a.example.com"), "none");
  EXPECT_EQ(proxy("https://corp.example.net"), "none");
  EXPECT_EQ(proxy("https://example.org"), "proxy:3128");
  EXPECT_EQ(proxy("https://notexample.com"), "proxy:3128");
  EXPECT_EQ(problem, "");
  EXPECT_EQ(proxy("https://example.org", "socks5://x"), "none");
  EXPECT_THAT(problem, HasSubstr("form http://host:port"));
}

}  // namespace
}  // namespace countersign::sdk
