// What is particular to a service's handlers: names, masks, defaults, lists, and what only a
// message can get wrong.
#include "licensing/base/encoding.h"
#include "tests/rpc/admin_surface.h"

namespace countersign::rpc {
namespace {

class HandlerTest : public AdminSurface {
 protected:
  v1::License GetLicense() {
    return *Call<v1::License>("LicenseAdminService/GetLicense", R"({"name":"licenses/erp"})");
  }
  // The names on all pages of a list of customers.
  std::vector<std::string> Customers(const std::string& filter) {
    const auto page = Call<v1::ListCustomersResponse>("CustomerService/ListCustomers",
                                                      R"({"filter":")" + filter + R"("})");
    std::vector<std::string> names;
    if (!page) {
      ADD_FAILURE() << page.error().message;
      return names;
    }
    for (const auto& customer : page->customers()) names.push_back(customer.name());
    return names;
  }
  using Names = std::vector<std::string>;
};

TEST_F(HandlerTest, NamesAreReadStrictly) {
  MakeLicense();
  for (const char* name : {"", "acme", "products", "products/", "/products/acme", "products/acme/",
                           "product/acme", "products/ACME", "products//acme", "products/a/b"})
    RefusedField("name", "CatalogService/GetProduct", R"({"name":")" + std::string(name) + R"("})");
  for (const char* name :
       {"licenses/erp", "machines/m1", "licenses/erp/machines", "licenses/erp/machines/",
        "licenses//machines/m1", "licenses/erp/machines/m1/x", "licenses/erp/leases/m1"})
    RefusedField("name", "LicenseAdminService/ReleaseMachine",
                 R"({"name":")" + std::string(name) + R"("})");
  Refused(Code::kNotFound, Reason::kResourceNotFound, "CatalogService/GetProduct",
          R"({"name":"products/ghost"})");
  Refused(Code::kNotFound, Reason::kResourceNotFound, "LicenseAdminService/ListMachines",
          R"({"parent":"licenses/ghost"})");
  Refused(Code::kNotFound, Reason::kResourceNotFound, "CustomerService/ListContacts",
          R"({"parent":"customers/ghost"})");
}

TEST_F(HandlerTest, APolicysDefaultsAreThoseOfItsKind) {
  const auto node = Call<v1::Policy>("CatalogService/CreatePolicy", R"({"policy":{
      "displayName":"N","kind":"LICENSE_KIND_NODE_LOCKED"}})");
  ASSERT_TRUE(node);
  EXPECT_EQ(node->max_machines(), 1);
  EXPECT_EQ(node->overage(), v1::OVERAGE_REFUSE);
  EXPECT_EQ(node->lease().seconds(), 24 * 3600);
  EXPECT_EQ(node->offline().seconds(), 45 * 24 * 3600);
  EXPECT_EQ(node->fingerprint_policy(), v1::FINGERPRINT_POLICY_MOST);
  EXPECT_EQ(node->max_rekeys(), 3);
  EXPECT_FALSE(node->has_trial());
  const auto floating = Call<v1::Policy>("CatalogService/CreatePolicy", R"({"policyId":"f",
      "policy":{"displayName":"F","kind":"LICENSE_KIND_FLOATING","maxRekeys":0,
      "offline":"60s"}})");
  ASSERT_TRUE(floating);
  EXPECT_EQ(floating->max_rekeys(), 0);
  // A mask that names a field which is not set gives it its default again.
  const auto reset = Call<v1::Policy>("CatalogService/UpdatePolicy", R"({"policy":{
      "name":"policies/f"},"updateMask":"offline,maxRekeys"})");
  ASSERT_TRUE(reset) << reset.error().message;
  EXPECT_EQ(reset->offline().seconds(), 0);
  EXPECT_EQ(reset->max_rekeys(), 3);
}

TEST_F(HandlerTest, APolicysFieldsAreChecked) {
  const auto policy = [](const std::string& fields) {
    return R"({"policy":{"displayName":"P",)" + fields + "}}";
  };
  const std::string kind = R"("kind":"LICENSE_KIND_FLOATING",)";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"policy.kind", R"("maxMachines":1)"},
      {"policy.kind", R"("kind":99)"},
      {"policy.overage", kind + R"("overage":99)"},
      {"policy.fingerprint_policy", kind + R"("fingerprintPolicy":99)"},
      {"policy.max_machines", kind + R"("maxMachines":-1)"},
      {"policy.max_machines", kind + R"("maxMachines":1000001)"},
      {"policy.lease", kind + R"("lease":"59s")"},
      {"policy.lease", kind + R"("lease":"60.5s")"},
      {"policy.lease", kind + R"("lease":"31622401s")"},
      {"policy.offline", kind + R"("offline":"-1s")"},
      {"policy.offline", kind + R"("offline":"316224001s")"},
      {"policy.max_version", kind + R"("maxVersion":"4.x")"},
      {"policy.releases_until", kind + R"("releasesUntil":"2026-02-30")"},
      {"policy.max_rekeys", kind + R"("maxRekeys":101)"},
      {"policy.trial", kind + R"("trial":"3599s")"},
  };
  for (const auto& [field, fields] : cases)
    RefusedField(field, "CatalogService/CreatePolicy", policy(fields));
}

TEST_F(HandlerTest, AProductsVersionsAreChecked) {
  const auto product = [](const std::string& versions) {
    return R"({"product":{"displayName":"P","versions":[)" + versions + "]}}";
  };
  RefusedField("product.versions[1].release_date", "CatalogService/CreateProduct",
               product(R"({"version":"1"},{"version":"2","releaseDate":"31.1.2026"})"));
  RefusedField("product.versions[0].version", "CatalogService/CreateProduct",
               product(R"({"version":"latest"})"));
  RefusedField("product.versions[1].version", "CatalogService/CreateProduct",
               product(R"({"version":"1.0"},{"version":"1.0"})"));
}

TEST_F(HandlerTest, WithoutAMaskWhatIsSetChangesAndOutputsAreIgnored) {
  MakeLicense();
  const auto changed = Call<v1::License>("LicenseAdminService/UpdateLicense", R"({"license":{
      "name":"licenses/erp","displayName":"ERP","state":"LICENSE_STATE_SUSPENDED",
      "seatsTaken":7,"customer":"customers/ghost","labels":{"a":"b"}}})");
  ASSERT_TRUE(changed);
  EXPECT_EQ(changed->display_name(), "ERP");
  EXPECT_EQ(changed->state(), v1::LICENSE_STATE_ACTIVE);
  EXPECT_EQ(changed->customer(), "customers/huzhou");
  EXPECT_EQ(changed->seats_taken(), 0);
  EXPECT_EQ(changed->labels().at("a"), "b");
  EXPECT_EQ(changed->entitlements_size(), 2);
  // Nothing that can be changed is set.
  RefusedField("update_mask", "LicenseAdminService/UpdateLicense",
               R"({"license":{"name":"licenses/erp","customer":"customers/ghost"}})");
}

TEST_F(HandlerTest, AMaskNamesWhatChangesAndAStarIsAllOfIt) {
  MakeLicense();
  const auto masked = Call<v1::License>("LicenseAdminService/UpdateLicense", R"({"license":{
      "name":"licenses/erp","displayName":"ERP","maxMachines":9},"updateMask":"maxMachines"})");
  ASSERT_TRUE(masked);
  EXPECT_EQ(masked->max_machines(), 9);
  EXPECT_EQ(masked->display_name(), "");
  for (const char* mask : {"customer", "state", "nonsense", "maxMachines,etag", "labels.a"})
    RefusedField("update_mask", "LicenseAdminService/UpdateLicense",
                 R"({"license":{"name":"licenses/erp","maxMachines":3},"updateMask":")" +
                     std::string(mask) + R"("})");
  const auto all = Call<v1::Customer>("CustomerService/UpdateCustomer", R"({"customer":{
      "name":"customers/huzhou","displayName":"湖州"},"updateMask":"*"})");
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_EQ(all->display_name(), "湖州");
}

TEST_F(HandlerTest, ALicenceShowsWhatIsTakenAndTheStateOfItsMachines) {
  MakeLicense();
  MakeMachine();
  EXPECT_EQ(GetLicense().seats_taken(), 1);
  const auto machines = Call<v1::ListMachinesResponse>("LicenseAdminService/ListMachines",
                                                       R"({"parent":"licenses/erp"})");
  ASSERT_TRUE(machines);
  ASSERT_EQ(machines->machines_size(), 1);
  const v1::Machine& machine = machines->machines(0);
  EXPECT_EQ(machine.name(), "licenses/erp/machines/m1");
  EXPECT_EQ(machine.key_thumbprint(), Base64UrlEncode(Sha256(std::string(32, 'k'))));
  EXPECT_EQ(machine.product_version(), "4.2.1");
  ASSERT_EQ(machine.leases_size(), 1);
  EXPECT_EQ(machine.leases(0).lease_id(), "l1");
  const auto released = Call<v1::Machine>(
      "LicenseAdminService/ReleaseMachine",
      R"({"name":"licenses/erp/machines/m1","etag":")" + machine.etag() + R"("})");
  ASSERT_TRUE(released);
  EXPECT_EQ(released->state(), v1::MACHINE_STATE_RELEASED);
  EXPECT_EQ(released->leases_size(), 0);
  EXPECT_EQ(GetLicense().seats_taken(), 0);
  EXPECT_EQ(Call<v1::ListMachinesResponse>(
                "LicenseAdminService/ListMachines",
                R"({"parent":"licenses/erp","filter":"state = \"MACHINE_STATE_ACTIVE\""})")
                ->machines_size(),
            0);
}

TEST_F(HandlerTest, ALicenceIsSuspendedAndRestored) {
  MakeLicense();
  const std::int64_t version = GetLicense().license_version();
  const auto suspended =
      Call<v1::License>("LicenseAdminService/SuspendLicense",
                        R"({"name":"licenses/erp","cause":"SECURITY","reason":"key leaked"})");
  ASSERT_TRUE(suspended);
  EXPECT_EQ(suspended->suspension_cause(), v1::SECURITY);
  EXPECT_EQ(suspended->suspension_reason(), "key leaked");
  EXPECT_GT(suspended->license_version(), version);
  const Error error =
      Refused(Code::kFailedPrecondition, Reason::kGuardRails, "LicenseAdminService/SuspendLicense",
              R"({"name":"licenses/erp","cause":"NON_PAYMENT","reason":"late"})");
  EXPECT_EQ(error.metadata.at("rails"), "no contract on file");
  const auto restored =
      Call<v1::License>("LicenseAdminService/RestoreLicense", R"({"name":"licenses/erp"})");
  ASSERT_TRUE(restored);
  EXPECT_EQ(restored->suspension_cause(), v1::SUSPENSION_CAUSE_UNSPECIFIED);
  EXPECT_GT(restored->license_version(), suspended->license_version());
  RefusedField("cause", "LicenseAdminService/SuspendLicense",
               R"({"name":"licenses/erp","reason":"why"})");
  RefusedField("cause", "LicenseAdminService/SuspendLicense",
               R"({"name":"licenses/erp","cause":77,"reason":"why"})");
}

TEST_F(HandlerTest, InstantsOutOfRangeAreRefused) {
  MakeLicense();
  RefusedField("license.end_time", "LicenseAdminService/UpdateLicense",
               R"({"license":{"name":"licenses/erp","endTime":"9999-01-01T00:00:00Z"}})");
  RefusedField("license.start_time", "LicenseAdminService/UpdateLicense",
               R"({"license":{"name":"licenses/erp","startTime":"1969-12-31T23:59:59Z"}})");
  RefusedField("to", "SimulationService/AdvanceClock", R"({"to":"9999-01-01T00:00:00Z"})");
  RefusedField("to", "SimulationService/AdvanceClock", "{}");
  Refused(Code::kInvalidArgument, Reason::kClockBackwards, "SimulationService/AdvanceClock",
          R"({"to":"2026-03-31T07:59:59Z"})");
}

TEST_F(HandlerTest, FiltersNameFieldsOfTheListAndValuesThatThereAre) {
  MakeLicense();
  ASSERT_TRUE(CallAny("CustomerService/CreateCustomer", R"({"customerId":"old","customer":{
      "displayName":"Old","segment":"small \"b\""}})"));
  ASSERT_TRUE(CallAny("CustomerService/ArchiveCustomer", R"({"name":"customers/old"})"));
  EXPECT_EQ(Customers(""), (Names{"customers/huzhou", "customers/old"}));
  EXPECT_EQ(Customers(R"(state = \"CUSTOMER_STATE_ARCHIVED\")"), (Names{"customers/old"}));
  EXPECT_EQ(Customers(R"(state = \"ACTIVE\")"), (Names{"customers/huzhou"}));
  EXPECT_EQ(Customers(R"(segment = \"small \\\"b\\\"\")"), (Names{"customers/old"}));
  EXPECT_EQ(Customers(R"(state = \"ACTIVE\" AND segment = \"small\")"), Names());
  for (const char* filter :
       {R"(display_name = \"Old\")", R"(state = \"GONE\")", R"(state = \"CUSTOMER_STATE_\")",
        R"(state = \"UNSPECIFIED\")", R"(state = \"active\")", "state", R"(customer_id = \"x\")"})
    Refused(Code::kInvalidArgument, Reason::kFilterInvalid, "CustomerService/ListCustomers",
            R"({"filter":")" + std::string(filter) + R"("})");
  const auto licenses = [&](const std::string& filter) {
    return Call<v1::ListLicensesResponse>("LicenseAdminService/ListLicenses",
                                          R"({"filter":")" + filter + R"("})");
  };
  EXPECT_EQ(licenses(R"(customer = \"customers/huzhou\" AND state = \"LICENSE_STATE_ACTIVE\")")
                ->licenses_size(),
            1);
  EXPECT_EQ(licenses(R"(product = \"products/ghost\")")->licenses_size(), 0);
  EXPECT_EQ(licenses(R"(policy = \"policies/node\")")->licenses_size(), 1);
  Refused(Code::kInvalidArgument, Reason::kFilterInvalid, "LicenseAdminService/ListLicenses",
          R"({"filter":"customer = \"huzhou\""})");
}

TEST_F(HandlerTest, PagesOfOneListAreNotPagesOfAnother) {
  for (const char* id : {"a", "b", "c"})
    ASSERT_TRUE(CallAny("CustomerService/CreateCustomer",
                        R"({"customerId":")" + std::string(id) +
                            R"(","customer":{"displayName":"X","segment":"s"}})"));
  const auto page =
      Call<v1::ListCustomersResponse>("CustomerService/ListCustomers", R"({"pageSize":2})");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->customers_size(), 2);
  const std::string token = R"("pageToken":")" + page->next_page_token() + R"(")";
  const auto next =
      Call<v1::ListCustomersResponse>("CustomerService/ListCustomers", "{" + token + "}");
  ASSERT_TRUE(next);
  EXPECT_EQ(next->customers_size(), 1);
  EXPECT_EQ(next->next_page_token(), "");
  for (const auto& [method, rest] : std::vector<std::pair<std::string, std::string>>{
           {"CatalogService/ListProducts", ""},
           {"LicenseAdminService/ListLicenses", ""},
           {"AccessService/ListUsers", ""},
           {"CustomerService/ListContacts", R"(,"parent":"customers/a")"},
           {"CustomerService/ListCustomers", R"(,"filter":"segment = \"s\"")"}})
    Refused(Code::kInvalidArgument, Reason::kPageTokenInvalid, method, "{" + token + rest + "}");
  RefusedField("page_size", "CustomerService/ListCustomers", R"({"pageSize":-1})");
}

TEST_F(HandlerTest, ContactsAreListedByCustomerAndRole) {
  MakeLicense();
  ASSERT_TRUE(CallAny("CustomerService/CreateCustomer",
                      R"({"customerId":"b","customer":{"displayName":"B"}})"));
  const auto contact = [&](const std::string& parent, const std::string& id,
                           const std::string& roles) {
    ASSERT_TRUE(CallAny("CustomerService/CreateContact",
                        R"({"parent":")" + parent + R"(","contactId":")" + id +
                            R"(","contact":{"displayName":"X","roles":[)" + roles + "]}}"));
  };
  contact("customers/huzhou", "wang", R"("PAYER","LEGAL")");
  contact("customers/huzhou", "li", R"("SIGNATORY")");
  contact("customers/b", "bob", R"("PAYER")");
  const auto list = [&](const std::string& filter) {
    Names names;
    const auto page = Call<v1::ListContactsResponse>(
        "CustomerService/ListContacts",
        R"({"parent":"customers/huzhou","filter":")" + filter + R"("})");
    if (page)
      for (const auto& found : page->contacts()) names.push_back(found.name());
    return names;
  };
  EXPECT_EQ(list(""), (Names{"customers/huzhou/contacts/li", "customers/huzhou/contacts/wang"}));
  EXPECT_EQ(list(R"(role = \"LEGAL\")"), (Names{"customers/huzhou/contacts/wang"}));
  EXPECT_EQ(list(R"(role = \"APPROVER\")"), Names());
  const auto defaults =
      Call<v1::Contact>("CustomerService/GetContact", R"({"name":"customers/huzhou/contacts/li"})");
  ASSERT_TRUE(defaults);
  EXPECT_EQ(defaults->language(), "en");
  EXPECT_EQ(defaults->time_zone(), "UTC");
  EXPECT_EQ(defaults->window_start(), "09:00");
  EXPECT_EQ(defaults->window_end(), "18:00");
  RefusedField("contact.roles[0]", "CustomerService/UpdateContact",
               R"({"contact":{"name":"customers/huzhou/contacts/li","roles":[9]}})");
}

TEST_F(HandlerTest, ATokensStateDependsOnTheTime) {
  const auto made = Call<v1::CreateTokenResponse>(
      "AccessService/CreateToken", R"({"token":{"user":"users/admin","role":"ROLE_OWNER"}})");
  ASSERT_TRUE(made);
  EXPECT_TRUE(made->secret().starts_with("cs_owner_"));
  EXPECT_EQ(made->token().expire_time().seconds(), ToSeconds(now_) + 90 * 24 * 3600);
  const auto count = [&](const std::string& state) {
    return Call<v1::ListTokensResponse>(
               "AccessService/ListTokens",
               R"({"filter":"user = \"users/admin\" AND state = \")" + state + R"(\""})")
        ->tokens_size();
  };
  EXPECT_EQ(count("TOKEN_STATE_ACTIVE"), 2);  // and the one made at the beginning
  EXPECT_EQ(count("EXPIRED"), 0);
  now_ += std::chrono::hours(24 * 91);
  EXPECT_EQ(count("ACTIVE"), 1);
  EXPECT_EQ(count("EXPIRED"), 1);
  const auto revoked =
      Call<v1::Token>("AccessService/RevokeToken", R"({"name":")" + made->token().name() + R"("})");
  ASSERT_TRUE(revoked);
  EXPECT_EQ(revoked->state(), v1::TOKEN_STATE_REVOKED);
  EXPECT_EQ(count("REVOKED"), 1);
  RefusedField("token.role", "AccessService/CreateToken", R"({"token":{"user":"users/admin"}})");
  RefusedField("token.user", "AccessService/CreateToken", R"({"token":{"role":"ROLE_OWNER"}})");
}

TEST_F(HandlerTest, TheKeysOfTheBundleAreListed) {
  const auto list = Call<v1::ListSigningKeysResponse>("KeyService/ListSigningKeys", "{}");
  ASSERT_TRUE(list);
  EXPECT_EQ(list->bundle_version(), TestKeys().bundle().version);
  ASSERT_EQ(static_cast<std::size_t>(list->signing_keys_size()), TestKeys().bundle().keys.size());
  std::set<v1::KeyUse> active;
  for (const v1::SigningKey& key : list->signing_keys()) {
    EXPECT_EQ(key.public_key().size(), 32U);
    if (!key.active()) continue;
    EXPECT_TRUE(active.insert(key.use()).second) << "two at once";
    if (key.use() == v1::KEY_USE_SIGNING) {
      EXPECT_EQ(key.name(), "keys/" + TestKeys().signing_key(now_)->kid());
    }
  }
  EXPECT_EQ(active.size(), 3U);
}

TEST_F(HandlerTest, TextThatIsNotCleanIsRefused) {
  RefusedField("customer.display_name", "CustomerService/CreateCustomer",
               R"({"customer":{"displayName":"two\nlines"}})");
  RefusedField("customer.display_name", "CustomerService/CreateCustomer",
               R"({"customer":{"displayName":"nul\u0000"}})");
  RefusedField("customer.display_name", "CustomerService/CreateCustomer",
               R"({"customer":{"displayName":")" + std::string(201, 'x') + R"("}})");
  std::string name;
  for (int i = 0; i < 200; ++i) name += "湖";
  EXPECT_TRUE(CallAny("CustomerService/CreateCustomer",
                      R"({"customer":{"displayName":")" + name + R"("}})"));
}

}  // namespace
}  // namespace countersign::rpc
