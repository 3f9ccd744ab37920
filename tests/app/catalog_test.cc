#include "tests/app/fixture.h"

namespace countersign::app {
namespace {

using domain::Policy;
using domain::Product;

class CatalogTest : public AppTest {
 protected:
  Result<Product> Update(const Change<Product>& change) {
    return Do([&](auto& tx, auto& act) { return UpdateProduct(tx, act, change); });
  }
};

TEST_F(CatalogTest, AProductIsWhatWasAskedForAndOnRecord) {
  const Product made = MakeProduct();
  EXPECT_EQ(made.meta.version, 1);
  EXPECT_EQ(made.meta.create_time, now_);
  const auto stored = Look([](View& view) { return Load(view.products(), "products", "acme"); });
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->entitlements, made.entitlements);
  EXPECT_EQ(EtagOf(stored->meta), EtagOf(made.meta));
  const auto entries = EntriesOf("products/acme");
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].action, "product.create");
  EXPECT_EQ(entries[0].actor, "users/anna");
}

TEST_F(CatalogTest, AnIdIsMadeIfNoneIsChosen) {
  Product draft;
  const auto first = Do([&](auto& tx, auto& act) { return CreateProduct(tx, act, draft); });
  const auto second = Do([&](auto& tx, auto& act) { return CreateProduct(tx, act, draft); });
  ASSERT_TRUE(first && second);
  EXPECT_NE(first->id, second->id);
  EXPECT_EQ(first->display_name, first->id);
}

TEST_F(CatalogTest, AnIdIsTakenOnce) {
  const Product made = MakeProduct();
  Refused(Code::kAlreadyExists, Reason::kResourceExists,
          [&](auto& tx, auto& act) { return CreateProduct(tx, act, made); });
}

TEST_F(CatalogTest, AnUpdateChangesWhatItNamesAndNothingElse) {
  const Product before = MakeProduct();
  Wait();
  Product values;
  values.display_name = "ACME 2";
  values.labels = {{"line", "erp"}};
  const auto after = Update(ChangeOf(before, {"display_name"}, values));
  ASSERT_TRUE(after);
  EXPECT_EQ(after->display_name, "ACME 2");
  EXPECT_TRUE(after->labels.empty());
  EXPECT_EQ(after->entitlements, before.entitlements);
  EXPECT_EQ(after->meta.create_time, before.meta.create_time);
  EXPECT_EQ(after->meta.update_time, now_);
  EXPECT_NE(EtagOf(after->meta), EtagOf(before.meta));
  EXPECT_EQ(EntriesOf("products/acme").back().body, R"({"fields":["display_name"]})");
}

TEST_F(CatalogTest, AStaleEtagIsRefusedAndNoEtagTakesWhateverIsThere) {
  const Product before = MakeProduct();
  Product values;
  values.display_name = "ACME 2";
  ASSERT_TRUE(Update(ChangeOf(before, {"display_name"}, values)));
  const auto stale = ChangeOf(before, {"display_name"}, values);
  Refused(Code::kAborted, Reason::kEtagMismatch,
          [&](auto& tx, auto& act) { return UpdateProduct(tx, act, stale); });
  Refused(Code::kAborted, Reason::kEtagMismatch, [&](auto& tx, auto& act) {
    return ArchiveProduct(tx, act, "acme", EtagOf(before.meta));
  });
  auto any = stale;
  any.etag.clear();
  EXPECT_TRUE(Update(any));
}

TEST_F(CatalogTest, AnUpdateOfNothingOfOutputsAndOfTheUnknownIsRefused) {
  const Product product = MakeProduct();
  for (const std::set<std::string>& paths :
       std::vector<std::set<std::string>>{{},
                                          {"name"},
                                          {"state"},
                                          {"create_time"},
                                          {"etag"},
                                          {"nonsense"},
                                          {"display_name", "id"},
                                          {"labels.line"}}) {
    Product values = product;
    RefusedField("update_mask", [&](auto& tx, auto& act) {
      return UpdateProduct(tx, act, ChangeOf(product, paths, values));
    });
  }
}

TEST_F(CatalogTest, AnUpdateIsHeldToTheRulesOfTheWhole) {
  const Product product = MakeProduct();
  Product values = product;
  values.entitlements = {{"reports", {}}};  // drops "export", which is always available
  RefusedField("product.always_available[0]", [&](auto& tx, auto& act) {
    return UpdateProduct(tx, act, ChangeOf(product, {"entitlements"}, values));
  });
}

TEST_F(CatalogTest, WhatIsNotThereCannotBeChanged) {
  Change<Product> change{"ghost", "", {"display_name"}, {}};
  Refused(Code::kNotFound, Reason::kResourceNotFound,
          [&](auto& tx, auto& act) { return UpdateProduct(tx, act, change); });
  Refused(Code::kNotFound, Reason::kResourceNotFound,
          [&](auto& tx, auto& act) { return ArchiveProduct(tx, act, "ghost", ""); });
  Refused(Code::kNotFound, Reason::kResourceNotFound,
          [&](auto& tx, auto& act) { return ArchivePolicy(tx, act, "ghost", ""); });
}

TEST_F(CatalogTest, ProductsAndPoliciesAreArchivedOnce) {
  MakeProduct();
  MakePolicy();
  const auto product = Do([&](auto& tx, auto& act) { return ArchiveProduct(tx, act, "acme", ""); });
  ASSERT_TRUE(product);
  EXPECT_EQ(product->state, domain::CatalogState::kArchived);
  const auto policy = Do([&](auto& tx, auto& act) { return ArchivePolicy(tx, act, "node", ""); });
  ASSERT_TRUE(policy);
  EXPECT_EQ(policy->state, domain::CatalogState::kArchived);
  const Error error =
      Refused(Code::kFailedPrecondition, Reason::kStateConflict,
              [&](auto& tx, auto& act) { return ArchiveProduct(tx, act, "acme", ""); });
  EXPECT_EQ(error.metadata.at("state"), "ARCHIVED");
  Refused(Code::kFailedPrecondition, Reason::kStateConflict,
          [&](auto& tx, auto& act) { return ArchivePolicy(tx, act, "node", ""); });
}

TEST_F(CatalogTest, APoliciesKindCannotBeChanged) {
  const Policy policy = MakePolicy();
  Policy values = policy;
  values.kind = domain::LicenseKind::kFloating;
  RefusedField("update_mask", [&](auto& tx, auto& act) {
    return UpdatePolicy(tx, act, ChangeOf(policy, {"kind"}, values));
  });
  values.max_machines = 7;
  values.trial = std::chrono::hours(48);
  const auto after = Do([&](auto& tx, auto& act) {
    return UpdatePolicy(tx, act, ChangeOf(policy, {"max_machines", "trial"}, values));
  });
  ASSERT_TRUE(after);
  EXPECT_EQ(after->max_machines, 7);
  EXPECT_EQ(after->trial, std::chrono::hours(48));
  EXPECT_EQ(after->kind, domain::LicenseKind::kNodeLocked);
}

TEST_F(CatalogTest, BadDraftsNameTheFieldAndLeaveNothing) {
  Product product;
  product.id = "Bad Id";
  product.display_name = "x";
  RefusedField("product_id", [&](auto& tx, auto& act) { return CreateProduct(tx, act, product); });
  product.id = "good";
  product.display_name = std::string(201, 'x');
  RefusedField("product.display_name",
               [&](auto& tx, auto& act) { return CreateProduct(tx, act, product); });
  Policy policy;
  policy.display_name = "x";
  policy.lease = std::chrono::seconds(59);
  RefusedField("policy.lease", [&](auto& tx, auto& act) { return CreatePolicy(tx, act, policy); });
}

}  // namespace
}  // namespace countersign::app
