#include "tests/server_faults/installation.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <boost/json/parse.hpp>
#include <fstream>
#include <memory>
#include <stdexcept>

namespace countersign::testing {
namespace {

namespace fs = std::filesystem;

// Acts by whom they are of, as (who, times): those that the state shows, and those that are on
// record. They must be as many.
struct Rule {
  const char* broken;
  const char* shown;
  const char* recorded;
};
constexpr const char* kByResource =
    "SELECT resource AS who, COUNT(*) AS times FROM entries GROUP BY 1";
constexpr Rule kRules[] = {
    {"a customer has not one entry for each of its versions",
     "SELECT 'customers/' || id AS who, version AS times FROM customers", kByResource},
    {"a contact has not one entry for each of its versions",
     "SELECT 'customers/' || customer_id || '/contacts/' || id AS who, version AS times"
     " FROM contacts",
     kByResource},
    {"a licence that nobody activated has not one entry for each of its versions",
     "SELECT 'licenses/' || id AS who, version AS times FROM licenses"
     " WHERE first_activation_time IS NULL",
     kByResource},
    {"a machine has not one entry about its activation",
     "SELECT 'machines/' || id AS who, 1 AS times FROM machines",
     "SELECT actor AS who, COUNT(*) AS times FROM entries WHERE action = 'machine.activate'"
     " GROUP BY 1"},
    {"a lease that was released has not one entry about that",
     "SELECT id AS who, release_time IS NOT NULL AS times FROM leases",
     "SELECT json_extract(body, '$.lease') AS who, COUNT(*) AS times FROM entries"
     " WHERE action = 'lease.release' GROUP BY 1"},
    {"an answer was kept without one entry about the act",
     "SELECT request_id AS who, 1 AS times FROM requests",
     // A suspension has a second user asked, which has an entry of its own.
     "SELECT request_id AS who, COUNT(*) AS times FROM entries"
     " WHERE resource NOT LIKE 'approvals/%' GROUP BY 1"},
};

// Finds one of whom they are not as many.
std::string SqlOf(const Rule& rule) {
  return "WITH recorded AS MATERIALIZED (" + std::string(rule.recorded) + "), shown AS (" +
         rule.shown +
         ") SELECT who FROM shown LEFT JOIN recorded USING (who)"
         " WHERE shown.times <> IFNULL(recorded.times, 0)";
}

std::string FirstText(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v2(db, sql.c_str(), -1, &raw, nullptr) != SQLITE_OK)
    return sqlite3_errmsg(db);
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(raw, sqlite3_finalize);
  const int code = sqlite3_step(raw);
  if (code == SQLITE_DONE) return {};
  if (code != SQLITE_ROW) return sqlite3_errmsg(db);
  return reinterpret_cast<const char*>(sqlite3_column_text(raw, 0));
}

}  // namespace

boost::json::object Must(const HttpReply& reply) {
  if (reply.status != 200) throw std::runtime_error(reply.body);
  return boost::json::parse(reply.body).as_object();
}

std::string TextIn(const boost::json::object& object, std::string_view name) {
  const boost::json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

std::string MakeLicense(const ServerProcess& server, int seats) {
  Must(server.Call("CatalogService/CreateProduct",
                   R"({"productId":"pump","product":{"displayName":"Pump control"},
                       "requestId":"00000000-0000-4000-8000-000000000001"})"));
  Must(server.Call("CatalogService/CreatePolicy",
                   R"({"policyId":"many","policy":{"displayName":"Many",
                       "kind":"LICENSE_KIND_NODE_LOCKED","maxMachines":)" +
                       std::to_string(seats) + R"(},
                       "requestId":"00000000-0000-4000-8000-000000000002"})"));
  Must(server.Call("CustomerService/CreateCustomer",
                   R"({"customerId":"works","customer":{"displayName":"Waterworks"},
                       "requestId":"00000000-0000-4000-8000-000000000003"})"));
  const boost::json::object created =
      Must(server.Call("LicenseAdminService/CreateLicense",
                       R"({"licenseId":"pumps","license":{"displayName":"All pumps",
                           "customer":"customers/works","product":"products/pump",
                           "policy":"policies/many"},
                           "requestId":"00000000-0000-4000-8000-000000000004"})"));
  return std::string(created.at("activationCode").as_string());
}

std::int64_t SeatsTaken(const ServerProcess& server) {
  const boost::json::object license =
      Must(server.Call("LicenseAdminService/GetLicense", R"({"name":"licenses/pumps"})"));
  const boost::json::value* seats = license.if_contains("seatsTaken");
  return seats == nullptr ? 0 : seats->as_int64();
}

void CheapenKeys(const fs::path& data) {
  const fs::path keys = data / "keys";
  // openssl takes the first line of a file that is named twice to read, the second to write.
  std::string text;
  std::getline(std::ifstream(keys / "passphrase"), text);
  const TempDir directory;
  std::ofstream(directory / "passphrases") << text << "\n" << text << "\n";
  const std::string passphrases = "file:" + (directory / "passphrases").string();
  for (const auto& file : fs::directory_iterator(keys)) {
    const fs::path& path = file.path();
    if (path.extension() != ".key") continue;
    std::string kid_line;
    std::getline(std::ifstream(path) >> std::ws, kid_line);
    const Finished cheaper = RunProgram(
        {"openssl", "pkcs8", "-topk8", "-scrypt", "-scrypt_N", "2", "-scrypt_r", "1", "-scrypt_p",
         "1", "-v2", "aes-256-cbc", "-in", path, "-passin", passphrases, "-passout", passphrases});
    if (cheaper.exit_code != 0) throw std::runtime_error(cheaper.errors);
    std::ofstream(path) << kid_line << "\n" << cheaper.output;
  }
}

void ExpectOnRecordOnce(const fs::path& data) {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2((data / "countersign.db").c_str(), &raw,
                                   SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
  const std::unique_ptr<sqlite3, int (*)(sqlite3*)> db(raw, sqlite3_close);
  ASSERT_EQ(code, SQLITE_OK);
  sqlite3_busy_timeout(raw, 5000);
  for (const Rule& rule : kRules) EXPECT_EQ(FirstText(raw, SqlOf(rule)), "") << rule.broken;
}

}  // namespace countersign::testing
