// What the use cases of the papers about contracts and claims need of a store: a table each,
// without more than every resource has.
#ifndef COUNTERSIGN_APP_PAPER_PORTS_H_
#define COUNTERSIGN_APP_PAPER_PORTS_H_

#include "licensing/app/repository.h"

namespace countersign::domain {
struct Adjustment;
struct Amendment;
struct Attestation;
struct ChangeOrderRecord;
struct Guarantee;
struct InstalmentPlan;
struct PackPaper;
struct Promise;
struct SentStatement;
struct StoredCalendar;
}  // namespace countersign::domain

namespace countersign::app {

class PaperReader {
 public:
  virtual ~PaperReader() = default;
  virtual Reader<domain::Promise>& promises() = 0;
  virtual Reader<domain::InstalmentPlan>& plans() = 0;
  virtual Reader<domain::Adjustment>& adjustments() = 0;
  virtual Reader<domain::Guarantee>& guarantees() = 0;
  virtual Reader<domain::SentStatement>& statements() = 0;
  virtual Reader<domain::Attestation>& attestations() = 0;
  virtual Reader<domain::ChangeOrderRecord>& change_orders() = 0;
  virtual Reader<domain::Amendment>& amendments() = 0;
  virtual Reader<domain::StoredCalendar>& calendars() = 0;
  virtual Reader<domain::PackPaper>& pack_papers() = 0;
};
class PaperRepository : public PaperReader {
 public:
  Repository<domain::Promise>& promises() override = 0;
  Repository<domain::InstalmentPlan>& plans() override = 0;
  Repository<domain::Adjustment>& adjustments() override = 0;
  Repository<domain::Guarantee>& guarantees() override = 0;
  Repository<domain::SentStatement>& statements() override = 0;
  Repository<domain::Attestation>& attestations() override = 0;
  Repository<domain::ChangeOrderRecord>& change_orders() override = 0;
  Repository<domain::Amendment>& amendments() override = 0;
  Repository<domain::StoredCalendar>& calendars() override = 0;
  Repository<domain::PackPaper>& pack_papers() override = 0;
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_PAPER_PORTS_H_
