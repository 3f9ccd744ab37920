#include "countersign/v1/simulation.pb.h"
#include "licensing/app/simulated_clock.h"
#include "licensing/rpc/admin_services.h"
#include "licensing/rpc/convert_common.h"

namespace countersign::rpc {
namespace {

v1::SimulatedClock ClockAt(Instant now) {
  v1::SimulatedClock clock;
  *clock.mutable_now() = ToProto(now);
  return clock;
}

Result<v1::SimulatedClock> GetClock(app::View& view, const v1::GetClockRequest&, Instant) {
  ASSIGN_OR_RETURN(const Instant now, app::ReadSimulatedNow(view.settings()));
  return ClockAt(now);
}

Result<v1::SimulatedClock> AdvanceClock(app::SimulatedClock* clock, Mutation& m,
                                        const v1::AdvanceClockRequest& request) {
  if (!request.has_to()) return FieldInvalid("to", "must be set");
  ASSIGN_OR_RETURN(const Instant to, ToDomain("to", request.to()));
  RETURN_IF_ERROR(app::AdvanceClock(m.tx, m.act, to));
  if (clock != nullptr) m.after_commit = [clock, to] { clock->MoveTo(to); };
  return ClockAt(to);
}

// What falls due on the way is carried out first, in transactions of its own, each with the clock
// at its instant; then the clock moves the rest of the way.
Result<v1::SimulatedClock> Advance(const AdminDeps& deps, const std::string& method,
                                   const CallContext& context,
                                   const v1::AdvanceClockRequest& request) {
  MutationPreparation run_until;
  if (deps.run_until && deps.simulated_clock != nullptr)
    run_until = [&](app::Act& act) -> Result<void> {
      ASSIGN_OR_RETURN(const Instant to, ToDomain("to", request.to()));
      RETURN_IF_ERROR(deps.run_until(*deps.simulated_clock, to));
      act.now = deps.simulated_clock->Now();
      return {};
    };
  v1::SimulatedClock response;
  RETURN_IF_ERROR(RunMutation(
      deps, method, context, request, response,
      [&](Mutation& m) -> Result<void> {
        ASSIGN_OR_RETURN(response, AdvanceClock(deps.simulated_clock, m, request));
        return {};
      },
      run_until));
  return response;
}

}  // namespace

void AddSimulationService(MethodTable& table, const AdminDeps& deps) {
  const std::string service = "countersign.v1.SimulationService/";
  AddQuery<v1::GetClockRequest, v1::SimulatedClock>(table, service + "GetClock", deps, GetClock);
  const std::string advance = service + "AdvanceClock";
  table.Add<v1::AdvanceClockRequest, v1::SimulatedClock>(
      advance, [deps, advance](const CallContext& context, const v1::AdvanceClockRequest& request) {
        return Advance(deps, advance, context, request);
      });
}

}  // namespace countersign::rpc
