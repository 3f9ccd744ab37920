#include "tests/scheduler/agenda.h"

#include "licensing/base/entropy.h"
#include "tests/support/must.h"

namespace countersign::scheduler {
namespace {

constexpr std::string_view kAction = "agenda.step";

std::string IdOf(int n) {
  const std::string digits = std::to_string(n);
  return "t" + std::string(8 - digits.size(), '0') + digits;
}

int NumberOf(const std::string& id) { return std::stoi(id.substr(1)); }

}  // namespace

std::string ResourceOf(int n) { return "customers/" + IdOf(n); }

Instant DueTimeOf(int n) { return kStart + std::chrono::seconds(n); }

Result<void> PlanWithin(app::Transaction& tx, int n) {
  domain::Customer task;
  task.id = IdOf(n);
  task.display_name = "task";
  task.segment = "due";
  task.meta = {1, kStart, kStart};
  return tx.customers().Insert(task);
}

void Plan(app::Store& store, int first, int count) {
  SystemEntropy entropy;
  testing::Must(store.Write([&](app::Transaction& tx) -> Result<app::Finish> {
    for (int n = first; n < first + count; ++n) RETURN_IF_ERROR(PlanWithin(tx, n));
    RETURN_IF_ERROR(app::Record(tx, {"users/anna", "", kStart, entropy}, "agenda.plan", "agenda",
                                {{"count", count}}));
    return app::Finish::kCommit;
  }));
}

Result<std::vector<app::DueStep>> Agenda::Due(app::View& view, Instant now, int limit) {
  app::ListQuery query;
  query.limit = limit;
  query.equals = {{"segment", "due"}};
  ASSIGN_OR_RETURN(const auto tasks, view.customers().List(query));
  std::vector<app::DueStep> due;
  for (const domain::Customer& task : tasks) {
    const Instant time = DueTimeOf(NumberOf(task.id));
    if (time <= now) due.push_back({"customers/" + task.id, "do", time});
  }
  on_look();
  return due;
}

Result<bool> Agenda::Take(app::Transaction& tx, const app::Act& act, const app::DueStep& step) {
  RETURN_IF_ERROR(on_take(tx, act, step));
  ASSIGN_OR_RETURN(auto task, tx.customers().Find(step.resource.substr(10)));
  if (!task || task->segment != "due") return false;
  task->segment = "done";
  task->meta.update_time = act.now;
  RETURN_IF_ERROR(tx.customers().Update(*task));
  RETURN_IF_ERROR(app::Record(tx, act, kAction, step.resource, {}));
  return true;
}

std::vector<Carried> CarriedOut(app::Store& store) {
  std::vector<Carried> carried;
  testing::Must(store.Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(
        const auto entries,
        view.entries().List({.limit = 100'000, .equals = {{"action", std::string(kAction)}}}));
    for (const app::Entry& entry : entries) carried.push_back({entry.resource, entry.time});
    return {};
  }));
  return carried;
}

bool AnyLeft(app::Store& store) {
  Agenda agenda;
  bool left = false;
  testing::Must(store.Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(const auto due, agenda.Due(view, Instant::max(), 1));
    left = !due.empty();
    return {};
  }));
  return left;
}

int CountCarriedOut(app::Store& store) { return static_cast<int>(CarriedOut(store).size()); }

}  // namespace countersign::scheduler
