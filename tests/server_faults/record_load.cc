#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "tests/server_faults/installation.h"
#include "tests/server_faults/load.h"

namespace countersign::testing {
namespace {

using boost::json::object;

constexpr std::size_t kLatest = 8;  // act on these, so that some change often

constexpr const char* kCustomers = "customers";
constexpr const char* kContacts = "contacts";
constexpr const char* kLicenses = "licenses";

// "contacts" of "customers/c1/contacts/k2".
std::string KindOf(const std::string& name) {
  const std::size_t id = name.rfind('/');
  const std::size_t before = name.rfind('/', id - 1);
  const std::size_t begin = before == std::string::npos ? 0 : before + 1;
  return name.substr(begin, id - begin);
}

std::string GetMethodOf(const std::string& name) {
  const std::string kind = KindOf(name);
  if (kind == kCustomers) return "CustomerService/GetCustomer";
  if (kind == kContacts) return "CustomerService/GetContact";
  return "LicenseAdminService/GetLicense";
}

// The resource in an answer, which may hold it beside something that is shown once.
object ResourceIn(const HttpReply& reply) {
  object answer = boost::json::parse(reply.body).as_object();
  if (const auto* license = answer.if_contains("license")) return license->as_object();
  return answer;
}

}  // namespace

RecordLoad::Mutation RecordLoad::CreateCustomer() {
  const std::string id = NewId('c');
  return {"CustomerService/CreateCustomer",
          {{"customerId", id}, {"customer", object{{"displayName", "Customer " + id}}}},
          "customers/" + id};
}

RecordLoad::Mutation RecordLoad::CreateContact(const std::string& customer) {
  const std::string id = NewId('k');
  return {"CustomerService/CreateContact",
          {{"parent", customer},
           {"contactId", id},
           {"contact",
            object{{"displayName", "Contact " + id}, {"roles", boost::json::array{"PAYER"}}}}},
          customer + "/contacts/" + id};
}

RecordLoad::Mutation RecordLoad::CreateLicense() {
  const std::string id = NewId('l');
  return {"LicenseAdminService/CreateLicense",
          {{"licenseId", id},
           {"license", object{{"displayName", "Licence " + id},
                              {"customer", "customers/works"},
                              {"product", "products/pump"},
                              {"policy", "policies/many"}}}},
          "licenses/" + id};
}

RecordLoad::Mutation RecordLoad::Update(const std::string& name) {
  const bool customer = KindOf(name) == kCustomers;
  return {customer ? "CustomerService/UpdateCustomer" : "CustomerService/UpdateContact",
          {{customer ? "customer" : "contact",
            object{{"name", name},
                   {"displayName", "Changed " + std::to_string(++made_)},
                   {"etag", contents_.at(name)->at("etag")}}},
           {"updateMask", "displayName"}},
          name};
}

RecordLoad::Mutation RecordLoad::EraseContact(const std::string& name) {
  return {"CustomerService/EraseContact",
          {{"name", name}, {"etag", contents_.at(name)->at("etag")}, {"reason", "OBJECTION"}},
          name};
}

RecordLoad::Mutation RecordLoad::SuspendOrRestore(const std::string& name) {
  const object& license = *contents_.at(name);
  object request{{"name", name}, {"reason", "a load test"}, {"etag", license.at("etag")}};
  if (license.at("state") == "LICENSE_STATE_SUSPENDED")
    return {"LicenseAdminService/RestoreLicense", request, name};
  request["cause"] = "SECURITY";
  return {"LicenseAdminService/SuspendLicense", request, name};
}

std::optional<std::string> RecordLoad::Pick(std::mt19937& random, std::string_view kind) const {
  const auto found = names_.find(std::string(kind));
  if (found == names_.end()) return std::nullopt;
  const std::vector<std::string>& names = found->second;
  const std::string& name = names[names.size() - 1 - random() % std::min(names.size(), kLatest)];
  if (!contents_.at(name)) return std::nullopt;
  return name;
}

RecordLoad::Mutation RecordLoad::Choose(std::mt19937& random) {
  const auto customer = Pick(random, kCustomers);
  const auto contact = Pick(random, kContacts);
  const auto license = Pick(random, kLicenses);
  switch (random() % 8) {
    case 0:
    case 1:
      if (customer) return CreateContact(*customer);
      break;
    case 2:
      if (customer) return Update(*customer);
      break;
    case 3:
      if (contact) return Update(*contact);
      break;
    case 4:
      if (contact) return EraseContact(*contact);
      break;
    case 5:
      return CreateLicense();
    case 6:
      if (license) return SuspendOrRestore(*license);
      break;
    default:
      break;
  }
  return CreateCustomer();
}

std::optional<HttpReply> RecordLoad::Post(HttpConnection& connection, const std::string& method,
                                          const object& request) const {
  return connection.Request(
      "POST", "/countersign.v1." + method,
      {{"content-type", "application/json"}, {"authorization", "Bearer " + token_}},
      boost::json::serialize(request));
}

bool RecordLoad::Act(HttpConnection& connection, std::mt19937& random) {
  unanswered_ = Choose(random);
  unanswered_->request["requestId"] = Uuid(entropy_);
  touched_.insert(unanswered_->name);
  const auto reply = Post(connection, unanswered_->method, unanswered_->request);
  if (!reply) return false;
  Adopt(*reply);
  return true;
}

void RecordLoad::Adopt(const HttpReply& reply) {
  const Mutation mutation = *std::exchange(unanswered_, std::nullopt);
  ASSERT_EQ(reply.status, 200) << mutation.method << " " << mutation.request << reply.body;
  ++acknowledged_;
  if (!contents_.contains(mutation.name)) names_[KindOf(mutation.name)].push_back(mutation.name);
  const bool deletes = mutation.method == "CustomerService/EraseContact";
  contents_[mutation.name] = deletes ? Content() : Content(ResourceIn(reply));
}

void RecordLoad::ExpectKept(HttpConnection& connection, Scope scope) {
  if (scope == Scope::kAll)
    for (const auto& [name, content] : contents_) touched_.insert(name);
  for (const std::string& name : touched_)
    if (!unanswered_ || unanswered_->name != name) ExpectAsAcknowledged(connection, name);
  if (unanswered_) Settle(connection);
  touched_.clear();
}

void RecordLoad::ExpectAsAcknowledged(HttpConnection& connection, const std::string& name) const {
  const auto reply = Post(connection, GetMethodOf(name), {{"name", name}});
  ASSERT_TRUE(reply);
  const Content& content = contents_.at(name);
  if (content) {
    ASSERT_EQ(reply->status, 200) << name << " was acknowledged: " << reply->body;
    EXPECT_EQ(ResourceIn(*reply), *content);
  } else {
    EXPECT_EQ(reply->status, 404) << name << " was deleted: " << reply->body;
  }
}

void RecordLoad::Settle(HttpConnection& connection) {
  const Mutation mutation = *unanswered_;
  const auto first = Post(connection, mutation.method, mutation.request);
  const auto second = Post(connection, mutation.method, mutation.request);
  ASSERT_TRUE(first && second);
  Adopt(*first);
  ASSERT_EQ(second->status, 200) << second->body;
  EXPECT_EQ(ResourceIn(*first), ResourceIn(*second)) << mutation.method;
  ExpectAsAcknowledged(connection, mutation.name);
}

}  // namespace countersign::testing
