#include "licensing/store/step_table.h"

#include "licensing/store/fields.h"
#include "licensing/store/schema.h"
#include "licensing/store/table.h"

namespace countersign::store {

template <>
struct Mapping<app::StepDone> {
  static constexpr std::string_view kTable = "steps_done";
  static std::string Name(const app::StepDone& row) {
    return "step " + row.step + " of " + row.resource;
  }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("resource", row.resource);
    io("step", row.step);
    io("due_time", row.due_time);
    io("time", row.time);
    io("token", row.token);
  }
};

Result<app::StepLease> StepTable::FindLease() {
  ASSIGN_OR_RETURN(auto row, connection_.Prepare(
                                 "SELECT holder, token, beats, term_milliseconds FROM step_lease"));
  ASSIGN_OR_RETURN(const bool found, row->Step());
  if (!found) return app::StepLease{};
  return app::StepLease{row->Text(0), row->Int(1), row->Int(2),
                        std::chrono::milliseconds(row->Int(3))};
}

Result<std::optional<app::StepDone>> StepTable::Find(std::string_view resource,
                                                     std::string_view step) {
  static const std::string sql = SelectSql<app::StepDone>() + "WHERE resource = ?1 AND step = ?2";
  ASSIGN_OR_RETURN(auto statement, PrepareWith(connection_, sql, resource, step));
  return ReadOptionalRow<app::StepDone>(*statement);
}

Result<void> StepTable::PutLease(const app::StepLease& lease) {
  ASSIGN_OR_RETURN(
      auto statement,
      PrepareWith(connection_,
                  "INSERT INTO step_lease (id, holder, token, beats, term_milliseconds)"
                  " VALUES (1, ?1, ?2, ?3, ?4) ON CONFLICT (id) DO UPDATE SET"
                  " holder = excluded.holder, token = excluded.token,"
                  " beats = excluded.beats,"
                  " term_milliseconds = excluded.term_milliseconds",
                  lease.holder));
  statement->BindInt(2, lease.token);
  statement->BindInt(3, lease.beats);
  statement->BindInt(4, lease.term.count());
  RETURN_IF_ERROR(statement->Execute());
  journal_.WroteLease();
  return {};
}

Result<bool> StepTable::Beat(std::string_view holder, std::int64_t token) {
  ASSIGN_OR_RETURN(auto statement, PrepareWith(connection_,
                                               "UPDATE step_lease SET beats = beats + 1"
                                               " WHERE holder = ?1 AND token = ?2",
                                               holder));
  statement->BindInt(2, token);
  ASSIGN_OR_RETURN(const std::int64_t written, statement->Execute());
  if (written > 0) journal_.WroteLease();
  return written > 0;
}

Result<void> StepTable::Insert(const app::StepDone& done) {
  RETURN_IF_ERROR(InsertRow(connection_, done));
  journal_.Wrote(Mapping<app::StepDone>::kTable, JoinKey({done.resource, done.step}));
  return {};
}

}  // namespace countersign::store
