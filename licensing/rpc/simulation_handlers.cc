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

}  // namespace

void AddSimulationService(MethodTable& table, const AdminDeps& deps) {
  const std::string service = "countersign.v1.SimulationService/";
  AddQuery<v1::GetClockRequest, v1::SimulatedClock>(table, service + "GetClock", deps, GetClock);
  AddMutation<v1::AdvanceClockRequest, v1::SimulatedClock>(
      table, service + "AdvanceClock", deps,
      [clock = deps.simulated_clock](Mutation& m, const v1::AdvanceClockRequest& request) {
        return AdvanceClock(clock, m, request);
      });
}

}  // namespace countersign::rpc
