// Which changes take something away from licences in use, and how they are told.
#include "licensing/domain/taken_away.h"

#include <gmock/gmock.h>

#include "tests/domain/days.h"

namespace countersign::domain {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::int32_t kPolicyMachines = 5;

Instant At(std::string_view text) { return *ParseInstant(text); }
const Instant kNow = At("2026-04-16T08:00:00Z");

License Granted() {
  License license;
  license.id = "erp";
  license.contract_id = "ht";
  license.entitlements = {{"reports", {}}, {"seats", 5}};
  license.start_time = At("2026-01-01T00:00:00Z");
  license.end_time = At("2026-12-31T00:00:00Z");
  license.first_activation_time = At("2026-01-02T00:00:00Z");
  return license;
}

template <class T>
struct Case {
  const char* what;
  void (*change)(T&);
  std::vector<std::string> taken;
};

TEST(TakenAwayTest, ALicenceIsInUseOnceAMachineHadAFullKey) {
  License license = Granted();
  EXPECT_TRUE(InUse(license));
  license.first_activation_time.reset();
  EXPECT_FALSE(InUse(license));
}

TEST(TakenAwayTest, OfALicence) {
  const Case<License> cases[] = {
      {"nothing", [](License&) {}, {}},
      {"name and labels",
       [](License& l) {
         l.display_name = "ERP";
         l.labels = {{"a", "b"}};
       },
       {}},
      {"an entitlement more", [](License& l) { l.entitlements.push_back({"export", {}}); }, {}},
      {"a higher limit", [](License& l) { l.entitlements[1].limit = 6; }, {}},
      {"no limit any more", [](License& l) { l.entitlements[1].limit.reset(); }, {}},
      {"another order", [](License& l) { std::swap(l.entitlements[0], l.entitlements[1]); }, {}},
      {"an entitlement less",
       [](License& l) { l.entitlements = {{"seats", 5}}; },
       {"entitlements without reports"}},
      {"a lower limit",
       [](License& l) { l.entitlements[1].limit = 4; },
       {"entitlements seats 4 instead of 5"}},
      {"a limit",
       [](License& l) { l.entitlements[0].limit = 9; },
       {"entitlements reports 9 instead of no limit"}},
      {"an earlier start", [](License& l) { l.start_time = At("2025-01-01T00:00:00Z"); }, {}},
      {"a later start that has come", [](License& l) { l.start_time = kNow; }, {}},
      {"a later start that has not",
       [](License& l) { l.start_time = kNow + 1us; },
       {"start_time 2026-04-16T08:00:00.000001Z instead of 2026-01-01T00:00:00Z"}},
      {"a later end", [](License& l) { l.end_time = At("2027-01-01T00:00:00Z"); }, {}},
      {"no end", [](License& l) { l.end_time.reset(); }, {}},
      {"an earlier end",
       [](License& l) { l.end_time = At("2026-04-01T00:00:00Z"); },
       {"end_time 2026-04-01T00:00:00Z instead of 2026-12-31T00:00:00Z"}},
      {"more machines than the policy's", [](License& l) { l.max_machines = 6; }, {}},
      {"as many", [](License& l) { l.max_machines = 5; }, {}},
      {"fewer machines than the policy's",
       [](License& l) { l.max_machines = 4; },
       {"max_machines 4 instead of 5"}},
      {"no contract",
       [](License& l) { l.contract_id.clear(); },
       {"contract none instead of contracts/ht"}},
      {"another contract",
       [](License& l) { l.contract_id = "other"; },
       {"contract contracts/other instead of contracts/ht"}},
      {"several",
       [](License& l) {
         l.entitlements.clear();
         l.end_time = kNow;
       },
       {"entitlements without reports", "entitlements without seats",
        "end_time 2026-04-16T08:00:00Z instead of 2026-12-31T00:00:00Z"}},
  };
  for (const auto& c : cases) {
    License after = Granted();
    c.change(after);
    EXPECT_EQ(TakenFromLicense(Granted(), after, kPolicyMachines, kNow), c.taken) << c.what;
  }
}

TEST(TakenAwayTest, OfALicenceByWhatItHadBefore) {
  License before = Granted();
  License after = Granted();
  before.end_time.reset();
  EXPECT_THAT(TakenFromLicense(before, after, kPolicyMachines, kNow),
              ElementsAre("end_time 2026-12-31T00:00:00Z instead of none"));
  before.end_time = kNow;
  after.end_time = kNow - 24h;
  EXPECT_THAT(TakenFromLicense(before, after, kPolicyMachines, kNow), IsEmpty()) << "it is over";
  before = after = Granted();
  before.max_machines = 9;
  EXPECT_THAT(TakenFromLicense(before, after, kPolicyMachines, kNow),
              ElementsAre("max_machines 5 instead of 9"));
  before.max_machines = 3;
  EXPECT_THAT(TakenFromLicense(before, after, kPolicyMachines, kNow), IsEmpty());
  before = after = Granted();
  before.contract_id.clear();
  EXPECT_THAT(TakenFromLicense(before, after, kPolicyMachines, kNow),
              ElementsAre("contract contracts/ht instead of none"));
}

TEST(TakenAwayTest, ByAPolicy) {
  const Case<Policy> cases[] = {
      {"nothing", [](Policy&) {}, {}},
      {"more of everything",
       [](Policy& p) {
         p.max_machines = 6;
         p.lease = 48h;
         p.offline = 48h;
         p.max_version = "5.0";
         p.releases_until = Day("2027-01-31");
         p.max_rekeys = 4;
         p.max_offline_key = 800h;
       },
       {}},
      {"no limits",
       [](Policy& p) {
         p.max_version.clear();
         p.releases_until.reset();
       },
       {}},
      {"a trial", [](Policy& p) { p.trial = 24h; }, {}},
      {"fewer machines", [](Policy& p) { p.max_machines = 4; }, {"max_machines 4 instead of 5"}},
      {"no overage", [](Policy& p) { p.overage = Overage::kRefuse; }, {"overage refused"}},
      {"a shorter lease", [](Policy& p) { p.lease = 1h; }, {"lease 3600s instead of 86400s"}},
      {"a shorter offline time",
       [](Policy& p) { p.offline = 0s; },
       {"offline 0s instead of 3600s"}},
      {"a lower version, by its numbers",
       [](Policy& p) { p.max_version = "4.9"; },
       {"max_version 4.9 instead of 4.10"}},
      {"earlier releases",
       [](Policy& p) { p.releases_until = Day("2026-12-30"); },
       {"releases_until 2026-12-30 instead of 2026-12-31"}},
      {"fewer re-installations",
       [](Policy& p) { p.max_rekeys = 2; },
       {"max_rekeys 2 instead of 3"}},
      {"shorter offline keys",
       [](Policy& p) { p.max_offline_key = 1h; },
       {"max_offline_key 3600s instead of 2592000s"}},
      {"no offline keys",
       [](Policy& p) { p.max_offline_key.reset(); },
       {"max_offline_key none instead of 2592000s"}},
  };
  Policy before;
  before.max_machines = 5;
  before.overage = Overage::kAllowAndReport;
  before.offline = 1h;
  before.max_version = "4.10";
  before.releases_until = Day("2026-12-31");
  before.max_offline_key = 720h;
  for (const auto& c : cases) {
    Policy after = before;
    c.change(after);
    EXPECT_EQ(TakenByPolicy(before, after), c.taken) << c.what;
  }
}

TEST(TakenAwayTest, ByALimitWhereThereWasNone) {
  Policy after;
  after.max_version = "4.9";
  after.releases_until = Day("2026-12-31");
  after.max_offline_key = 1h;
  EXPECT_THAT(
      TakenByPolicy(Policy(), after),
      ElementsAre("max_version 4.9 instead of none", "releases_until 2026-12-31 instead of none"));
}

TEST(TakenAwayTest, ByAnotherWayOfTellingMachinesApart) {
  using P = FingerprintPolicy;
  for (const P from : {P::kMost, P::kAll, P::kAnyTwo, P::kExplicit}) {
    for (const P to : {P::kMost, P::kAll, P::kAnyTwo, P::kExplicit}) {
      Policy before;
      Policy after;
      before.fingerprint_policy = from;
      after.fingerprint_policy = to;
      const bool free = from == to || (from == P::kAll && to != P::kExplicit);
      EXPECT_EQ(TakenByPolicy(before, after).empty(), free)
          << static_cast<int>(from) << " to " << static_cast<int>(to);
    }
  }
}

TEST(TakenAwayTest, ByAProduct) {
  const Case<Product> cases[] = {
      {"nothing", [](Product&) {}, {}},
      {"an entitlement, which licences keep",
       [](Product& p) { p.entitlements.erase(p.entitlements.begin()); },
       {}},
      {"more that is always available",
       [](Product& p) { p.always_available.push_back("reports"); },
       {}},
      {"a new release", [](Product& p) { p.versions.push_back({"3", Day("2026-05-01")}); }, {}},
      {"a release that is a security release",
       [](Product& p) { p.versions[1] = {"2", Day("2026-05-01"), true}; },
       {}},
      {"an earlier date", [](Product& p) { p.versions[1].release_date = Day("2026-01-01"); }, {}},
      {"an unlisted release", [](Product& p) { p.versions.erase(p.versions.begin() + 1); }, {}},
      {"less that is always available",
       [](Product& p) { p.always_available.clear(); },
       {"always_available without export"}},
      {"a number for what is always available",
       [](Product& p) { p.entitlements[1].limit = 0; },
       {"always_available export with a limit"}},
      {"a security release less",
       [](Product& p) { p.versions[0].security_release = false; },
       {"versions 1 no security release any more"}},
      {"a security release that is not listed any more",
       [](Product& p) { p.versions.erase(p.versions.begin()); },
       {"versions 1 no security release any more"}},
      {"a later date",
       [](Product& p) { p.versions[1].release_date = Day("2026-05-01"); },
       {"versions 2 released 2026-05-01 instead of 2026-02-01"}},
      {"a date",
       [](Product& p) { p.versions[2].release_date = Day("2026-05-01"); },
       {"versions 2.1 released 2026-05-01 instead of none"}},
      {"its end", [](Product& p) { p.state = CatalogState::kArchived; }, {"no new machines"}},
  };
  Product before;
  before.entitlements = {{"reports", {}}, {"export", {}}};
  before.always_available = {"export"};
  before.versions = {{"1", Day("2026-01-31"), true}, {"2", Day("2026-02-01")}, {"2.1", {}}};
  for (const auto& c : cases) {
    Product after = before;
    c.change(after);
    EXPECT_EQ(TakenByProduct(before, after), c.taken) << c.what;
  }
}

}  // namespace
}  // namespace countersign::domain
