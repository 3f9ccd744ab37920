// The tables of the papers about contracts and claims, for one unit of work on one connection: none
// has more statements than every resource's table.
#ifndef COUNTERSIGN_STORE_PAPER_TABLES_H_
#define COUNTERSIGN_STORE_PAPER_TABLES_H_

#include "licensing/store/paper_mappings.h"
#include "licensing/store/table.h"

namespace countersign::store {

// Serves as both: a reader hands out what the repositories are.
class PaperTables final : public app::PaperRepository {
 public:
  PaperTables(db::Connection& connection, Journal& journal)
      : promises_(connection, journal),
        plans_(connection, journal),
        adjustments_(connection, journal),
        guarantees_(connection, journal),
        statements_(connection, journal),
        attestations_(connection, journal),
        change_orders_(connection, journal),
        amendments_(connection, journal),
        calendars_(connection, journal),
        pack_papers_(connection, journal) {}
  app::Repository<domain::Promise>& promises() override { return promises_; }
  app::Repository<domain::InstalmentPlan>& plans() override { return plans_; }
  app::Repository<domain::Adjustment>& adjustments() override { return adjustments_; }
  app::Repository<domain::Guarantee>& guarantees() override { return guarantees_; }
  app::Repository<domain::SentStatement>& statements() override { return statements_; }
  app::Repository<domain::Attestation>& attestations() override { return attestations_; }
  app::Repository<domain::ChangeOrderRecord>& change_orders() override { return change_orders_; }
  app::Repository<domain::Amendment>& amendments() override { return amendments_; }
  app::Repository<domain::StoredCalendar>& calendars() override { return calendars_; }
  app::Repository<domain::PackPaper>& pack_papers() override { return pack_papers_; }

 private:
  Table<domain::Promise> promises_;
  Table<domain::InstalmentPlan> plans_;
  Table<domain::Adjustment> adjustments_;
  Table<domain::Guarantee> guarantees_;
  Table<domain::SentStatement> statements_;
  Table<domain::Attestation> attestations_;
  Table<domain::ChangeOrderRecord> change_orders_;
  Table<domain::Amendment> amendments_;
  Table<domain::StoredCalendar> calendars_;
  Table<domain::PackPaper> pack_papers_;
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_PAPER_TABLES_H_
