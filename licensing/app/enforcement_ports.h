// What the use cases of enforcement need of a store.
#ifndef COUNTERSIGN_APP_ENFORCEMENT_PORTS_H_
#define COUNTERSIGN_APP_ENFORCEMENT_PORTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/repository.h"
#include "licensing/domain/enforcement.h"

namespace countersign::app {

// Of what belongs to contracts, by id.
template <class T>
class OfContractReader : public virtual Reader<T> {
 public:
  virtual Result<std::vector<T>> OfContract(std::string_view contract_id) = 0;
};
template <class T>
class OfContractRepository : public virtual OfContractReader<T>, public virtual Repository<T> {};

// Whom effects of one day began for.
struct AffectedCustomers {
  std::int64_t others = 0;
  bool itself = false;
  bool operator==(const AffectedCustomers&) const = default;
};

class EffectReader : public virtual OfContractReader<domain::Effect> {
 public:
  // Those of the contract that are in force, by id. By an index of them alone: nothing in force
  // costs nothing.
  virtual Result<std::vector<domain::Effect>> InForce(std::string_view contract_id) = 0;
  // How many began at `from` or later. By an index of them alone.
  virtual Result<std::int64_t> CountSince(Instant from) = 0;
  // Of those that began at `from` or later: whether any is this customer's, and how many other
  // customers have some. It costs as much as began since.
  virtual Result<AffectedCustomers> AffectedSince(Instant from, std::string_view customer_id) = 0;
};
class EffectRepository : public virtual EffectReader,
                         public virtual OfContractRepository<domain::Effect> {};

// That a contract has to be looked at.
struct DueLook {
  std::string contract_id;
  std::int64_t version = 0;  // another one after every change of its standing
  Instant time{};
  bool operator==(const DueLook&) const = default;
};

class StandingReader : public virtual OfContractReader<domain::StandingRecord> {
 public:
  // The contracts that have to be looked at by `now`, the earliest first.
  virtual Result<std::vector<DueLook>> FindDue(Instant now, int limit) = 0;
  // The ids of ACTIVE contracts that were never looked at, at most `limit`. Looks at all contracts.
  virtual Result<std::vector<std::string>> FindNeverAssessed(int limit) = 0;
};
class StandingRepository : public virtual StandingReader,
                           public virtual OfContractRepository<domain::StandingRecord> {};

class EnforcementReader {
 public:
  virtual ~EnforcementReader() = default;
  virtual StandingReader& standings() = 0;
  virtual OfContractReader<domain::Notice>& notices() = 0;
  virtual EffectReader& effects() = 0;
  virtual OfContractReader<domain::Hold>& holds() = 0;
  virtual OfContractReader<domain::Case>& cases() = 0;
  virtual Reader<domain::PaymentSlip>& slips() = 0;
  // How many customers there are; counts no further than `enough`.
  virtual Result<std::int64_t> CountCustomers(std::int64_t enough) = 0;
};
class EnforcementRepository : public EnforcementReader {
 public:
  StandingRepository& standings() override = 0;
  OfContractRepository<domain::Notice>& notices() override = 0;
  EffectRepository& effects() override = 0;
  OfContractRepository<domain::Hold>& holds() override = 0;
  OfContractRepository<domain::Case>& cases() override = 0;
  Repository<domain::PaymentSlip>& slips() override = 0;
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_ENFORCEMENT_PORTS_H_
