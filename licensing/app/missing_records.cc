#include "licensing/app/missing_records.h"

#include <chrono>

#include "licensing/app/approvals.h"
#include "licensing/app/papers.h"
#include "licensing/app/sequencer.h"
#include "licensing/domain/validate.h"

namespace countersign::app {
namespace {

// Whose entry it is: it concerns no single contract.
constexpr char kEnforcement[] = "enforcement";
constexpr char kBetween = '/';

Result<bool> LacksRecords(View& view, const std::optional<std::string>& published,
                          const std::vector<ledger::NoteKey>& keys) {
  ASSIGN_OR_RETURN(const auto latest, view.ledger().LatestCheckpoint());
  const std::int64_t signed_for = latest ? latest->size : 0;
  if (!published) return latest.has_value();
  const auto checkpoint = OpenOwnCheckpoint(*published, keys);
  return checkpoint && checkpoint->size > signed_for;
}

Result<Instant> TimeOfLastEntry(View& view, Instant without_any) {
  ASSIGN_OR_RETURN(const std::int64_t last, view.ledger().LastPosition());
  ASSIGN_OR_RETURN(const auto entries, view.ledger().Entries(last, 1));
  return entries.empty() ? without_any : entries.front().time;
}

boost::json::object BodyOf(const MissingRecords& missing) {
  return {{"after", FormatInstant(missing.after)}, {"found", FormatInstant(missing.found)}};
}

// What an earlier start saw is still missing.
Result<void> BeginDoubt(Transaction& tx, const Act& act) {
  ASSIGN_OR_RETURN(const auto before, FindMissingRecords(tx));
  MissingRecords missing;
  missing.found = std::chrono::floor<std::chrono::seconds>(act.now);
  ASSIGN_OR_RETURN(missing.after, TimeOfLastEntry(tx, missing.found));
  if (before) missing.after = before->after;
  RETURN_IF_ERROR(tx.settings().Put(
      kRecordsMissing, FormatInstant(missing.after) + kBetween + FormatInstant(missing.found)));
  return Record(tx, act, "enforcement.doubt_records", kEnforcement, BodyOf(missing));
}

}  // namespace

Result<void> NoteMissingRecords(Store& store, const std::optional<std::string>& published,
                                const std::vector<ledger::NoteKey>& keys, const Act& act) {
  bool lacks = false;
  RETURN_IF_ERROR(store.Read([&](View& view) -> Result<void> {
    ASSIGN_OR_RETURN(lacks, LacksRecords(view, published, keys));
    return {};
  }));
  if (!lacks) return {};
  return store.Write([&](Transaction& tx) -> Result<Finish> {
    RETURN_IF_ERROR(BeginDoubt(tx, act));
    return Finish::kCommit;
  });
}

Result<std::optional<MissingRecords>> FindMissingRecords(View& view) {
  ASSIGN_OR_RETURN(const auto value, view.settings().Find(kRecordsMissing));
  if (!value || value->empty()) return std::optional<MissingRecords>();
  const std::size_t between = value->find(kBetween);
  MissingRecords missing;
  ASSIGN_OR_RETURN(missing.after, ParseInstant(value->substr(0, between)));
  ASSIGN_OR_RETURN(missing.found, ParseInstant(value->substr(between + 1)));
  return std::optional(missing);
}

Result<std::string> DoubtAboutRecords(View& view) {
  ASSIGN_OR_RETURN(const auto missing, FindMissingRecords(view));
  if (!missing) return std::string();
  const std::string found = FormatInstant(missing->found);
  return "what was recorded after " + FormatInstant(missing->after) +
         " may be missing, because a start at " + found +
         " found the database of a backup; once all of it is entered again, say so with "
         "`countersign standing confirm-records --find " +
         found + "`";
}

Result<MissingRecords> ConfirmRecords(Transaction& tx, const Act& act, Instant found,
                                      const std::string& reason) {
  RETURN_IF_ERROR(domain::CheckText("reason", reason, 1, kMaxPaperText));
  ASSIGN_OR_RETURN(const auto missing, FindMissingRecords(tx));
  if (!missing)
    return Fail(Code::kFailedPrecondition, Reason::kStateConflict,
                "no records are missing: no backup was restored, or it was confirmed before",
                {{"state", "COMPLETE"}});
  if (found != missing->found)
    return FieldInvalid("find_time", "must be the time at which the missing records were found, " +
                                         FormatInstant(missing->found));
  const std::string after = FormatInstant(missing->after);
  ASSIGN_OR_RETURN(const std::string approval,
                   RequireApproval(tx, act,
                                   {std::string(domain::kConfirmRecords), kEnforcement,
                                    "Enforce again: what was recorded after " + after +
                                        ", which a backup lacked, has been entered again",
                                    reason}));
  RETURN_IF_ERROR(tx.settings().Put(kRecordsMissing, ""));
  boost::json::object body = BodyOf(*missing);
  body["reason"] = reason;
  body["approval"] = approval;
  RETURN_IF_ERROR(Record(tx, act, "enforcement.confirm_records", kEnforcement, body));
  return *missing;
}

}  // namespace countersign::app
