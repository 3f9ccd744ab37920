#include "tests/bench/history.h"

#include <atomic>
#include <boost/json/object.hpp>
#include <thread>
#include <vector>

#include "licensing/app/act.h"
#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"
#include "tests/support/must.h"

namespace countersign::bench {
namespace {

constexpr int kWriters = 64;
constexpr std::int64_t kMachinesOfLicense = 50;

std::string Id(const char* kind, std::int64_t number) {
  return std::string(kind) + "-" + std::to_string(number);
}

class History {
 public:
  History(checkin::Installation& installation, std::int64_t entries)
      : installation_(installation),
        entries_(entries),
        customers_(entries / 10),
        contacts_(entries / 100),
        licenses_(entries / 1000),
        machines_(licenses_ * kMachinesOfLicense),
        leases_(static_cast<std::size_t>(machines_)) {}

  void Write() {
    // Each kind refers to what was made before it.
    for (const std::int64_t end : {customers_, contacts_, licenses_, machines_}) {
      const auto make = makers_[stage_];
      InParallel([&](std::int64_t number) { return number < end && Do(make, number); });
      ++stage_;
    }
    InParallel([&](std::int64_t number) { return Do(&History::Change, number); });
  }

 private:
  using Maker = Result<void> (History::*)(app::Transaction&, std::int64_t);

  // Until `act` says that it was the last one.
  void InParallel(const std::function<bool(std::int64_t)>& act) {
    std::atomic<std::int64_t> next{0};
    std::vector<std::jthread> writers;
    for (int i = 0; i < kWriters; ++i)
      writers.emplace_back([&] {
        while (act(next++)) continue;
      });
  }

  bool Do(Maker make, std::int64_t number) {
    installation_.Advance(std::chrono::milliseconds(1));
    bool more = true;
    testing::Must(installation_.store().Write([&](app::Transaction& tx) -> Result<app::Finish> {
      ASSIGN_OR_RETURN(const std::int64_t written, tx.ledger().LastPosition());
      more = written < entries_;
      if (!more) return app::Finish::kRollback;
      RETURN_IF_ERROR((this->*make)(tx, number));
      return app::Finish::kCommit;
    }));
    return more;
  }

  Result<void> Record(app::Transaction& tx, const char* action, const std::string& resource,
                      const boost::json::object& body = {}) {
    const app::Act act{"users/anna", checkin::NewUuid(installation_.entropy()), installation_.now(),
                       installation_.entropy()};
    return app::Record(tx, act, action, resource, body);
  }

  Result<void> MakeCustomer(app::Transaction& tx, std::int64_t number) {
    domain::Customer customer;
    customer.id = Id("client", number);
    customer.display_name = "Client Number " + std::to_string(number) + " Ltd";
    RETURN_IF_ERROR(tx.customers().Insert(customer));
    return Record(tx, "customer.create", "customers/" + customer.id);
  }

  Result<void> MakeContact(app::Transaction& tx, std::int64_t number) {
    domain::Contact contact;
    contact.id = Id("person", number);
    contact.customer_id = Id("client", number);
    contact.display_name = contact.id;
    contact.email = contact.id + "@client.example";
    RETURN_IF_ERROR(tx.contacts().Insert(contact));
    return Record(tx, "contact.create", "contacts/" + contact.id);
  }

  Result<void> MakeLicense(app::Transaction& tx, std::int64_t number) {
    domain::License license;
    license.id = Id("seats", number);
    license.customer_id = Id("client", number);
    license.product_id = "acme-erp";
    license.policy_id = "standard";
    license.entitlements = {{"orders", std::nullopt}, {"users", 20}};
    license.start_time = installation_.now();
    license.code_hash = HexEncode(Sha256(license.id));
    license.code_lookup = license.code_hash.substr(0, 6);
    RETURN_IF_ERROR(tx.licenses().Insert(license));
    return Record(tx, "license.create", "licenses/" + license.id,
                  {{"customer", license.customer_id},
                   {"product", license.product_id},
                   {"policy", license.policy_id}});
  }

  Result<void> Activate(app::Transaction& tx, std::int64_t number) {
    const Instant now = installation_.now();
    domain::Machine machine;
    machine.id = NewId(now, installation_.entropy());
    machine.license_id = Id("seats", number / kMachinesOfLicense);
    machine.public_key = Sha256(machine.id);
    for (int kind = 1; kind <= 5; ++kind)
      machine.fingerprint.push_back({kind, Sha256(machine.id + std::to_string(kind))});
    machine.last_check_time = now;
    RETURN_IF_ERROR(tx.machines().Insert(machine));
    domain::Lease lease;
    lease.id = NewId(now, installation_.entropy());
    lease.license_id = machine.license_id;
    lease.machine_id = machine.id;
    lease.last_answer = std::string(900, 'a');
    Grant(lease, now);
    RETURN_IF_ERROR(tx.leases().Insert(lease));
    leases_[static_cast<std::size_t>(number)] = lease;
    return Record(tx, "machine.activate", "licenses/" + machine.license_id,
                  {{"machine", machine.id},
                   {"lease", lease.id},
                   {"key", lease.key_id},
                   {"key_hash", HexEncode(Sha256(lease.key_id))},
                   {"outcome", "VALID"},
                   {"expire_time", FormatInstant(lease.expire_time)},
                   {"offline_seconds", 3'888'000},
                   {"license_version", 1'800'000'000'000},
                   {"generation", 1},
                   {"counter", 1}});
  }

  Result<void> Change(app::Transaction& tx, std::int64_t number) {
    if (number % 4 == 0 && machines_ > 0) return Renew(tx, number / 4 % machines_);
    ASSIGN_OR_RETURN(auto customer, tx.customers().Find(Id("client", number % customers_)));
    customer->segment = Id("segment", number % 7);
    RETURN_IF_ERROR(tx.customers().Update(*customer));
    return Record(tx, "customer.update", "customers/" + customer->id,
                  {{"fields", boost::json::array{"segment"}}});
  }

  Result<void> Renew(app::Transaction& tx, std::int64_t number) {
    const Instant now = installation_.now();
    domain::Lease& lease = leases_[static_cast<std::size_t>(number)];
    ++lease.counter;
    Grant(lease, now);
    RETURN_IF_ERROR(tx.leases().Update(lease));
    tx.RecordRenewal(
        {lease.id, lease.key_id, lease.expire_time, now, NewId(now, installation_.entropy())});
    return {};
  }

  void Grant(domain::Lease& lease, Instant now) {
    lease.key_id = NewId(now, installation_.entropy());
    lease.issue_time = std::chrono::floor<std::chrono::seconds>(now);
    lease.expire_time = lease.issue_time + std::chrono::hours(24);
    lease.offline_time = lease.expire_time + std::chrono::days(45);
  }

  static constexpr Maker makers_[] = {&History::MakeCustomer, &History::MakeContact,
                                      &History::MakeLicense, &History::Activate};

  checkin::Installation& installation_;
  const std::int64_t entries_;
  const std::int64_t customers_;
  const std::int64_t contacts_;
  const std::int64_t licenses_;
  const std::int64_t machines_;
  std::vector<domain::Lease> leases_;
  int stage_ = 0;
};

}  // namespace

void WriteHistory(checkin::Installation& installation, std::int64_t entries) {
  History(installation, entries).Write();
}

}  // namespace countersign::bench
