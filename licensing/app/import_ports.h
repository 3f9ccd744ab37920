// What the use cases of imports need of a store.
#ifndef COUNTERSIGN_APP_IMPORT_PORTS_H_
#define COUNTERSIGN_APP_IMPORT_PORTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/repository.h"
#include "licensing/domain/import.h"

namespace countersign::app {

class OperationReader : public virtual Reader<domain::Operation> {
 public:
  // Those in state kRunning, by id: the earliest first.
  virtual Result<std::vector<domain::Operation>> ListRunning() = 0;
};
class OperationRepository : public virtual OperationReader,
                            public virtual Repository<domain::Operation> {};

// By the field operation_id. Reports for people, which nothing refers to: no part of the state that
// the ledger vouches for.
using ProblemReader = Lister<domain::ImportProblem>;
class ProblemLog : public virtual ProblemReader {
 public:
  virtual Result<void> Append(const domain::ImportProblem& problem) = 0;
};

class BankEntryReader : public virtual Reader<domain::BankEntry> {
 public:
  // Those that came in with this reference of the payer's.
  virtual Result<std::vector<domain::BankEntry>> FindByEndToEnd(std::string_view end_to_end) = 0;
};
class BankEntryRepository : public virtual BankEntryReader,
                            public virtual Repository<domain::BankEntry> {};

class ImportReader {
 public:
  virtual ~ImportReader() = default;
  virtual Reader<domain::ImportMapping>& mappings() = 0;
  virtual OperationReader& operations() = 0;
  virtual ProblemReader& problems() = 0;
  virtual BankEntryReader& bank_entries() = 0;
};
class ImportRepository : public ImportReader {
 public:
  Repository<domain::ImportMapping>& mappings() override = 0;
  OperationRepository& operations() override = 0;
  ProblemLog& problems() override = 0;
  BankEntryRepository& bank_entries() override = 0;
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_IMPORT_PORTS_H_
