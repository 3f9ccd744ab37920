#include "licensing/app/simulated_clock.h"

#include "licensing/domain/validate.h"

namespace countersign::app {
namespace {

Result<std::optional<Instant>> FindSimulatedNow(SettingReader& settings) {
  ASSIGN_OR_RETURN(const auto text, settings.Find(kSimulatedNow));
  if (!text) return std::optional<Instant>();
  const auto now = ParseInstant(*text);
  if (now) return std::optional<Instant>(*now);
  return Fail(Code::kInternal, Reason::kInternalFault, "the store's simulated time is no instant");
}

}  // namespace

Result<std::unique_ptr<SimulatedClock>> SimulatedClock::Open(Store& store) {
  std::unique_ptr<SimulatedClock> clock;
  RETURN_IF_ERROR(store.Read([&clock](View& view) -> Result<void> {
    ASSIGN_OR_RETURN(const auto now, FindSimulatedNow(view.settings()));
    if (now) clock = std::make_unique<SimulatedClock>(*now);
    return {};
  }));
  return clock;
}

void SimulatedClock::MoveTo(Instant to) {
  std::int64_t seen = now_.load();
  while (seen < ToMicros(to) && !now_.compare_exchange_weak(seen, ToMicros(to))) {
  }
}

Result<Instant> ReadSimulatedNow(SettingReader& settings) {
  ASSIGN_OR_RETURN(const auto now, FindSimulatedNow(settings));
  if (!now)
    return Fail(Code::kFailedPrecondition, Reason::kNotSimulated,
                "this installation's clock is the machine's: a simulated one is chosen at "
                "`countersign init --simulated-clock`, and for good");
  return *now;
}

Result<void> PutSimulatedNow(Transaction& tx, Instant now) {
  return tx.settings().Put(kSimulatedNow, FormatInstant(now));
}

Result<void> AdvanceClock(Transaction& tx, const Act& act, Instant to) {
  RETURN_IF_ERROR(domain::CheckInstant("to", to));
  ASSIGN_OR_RETURN(const Instant from, ReadSimulatedNow(tx.settings()));
  if (to < from)
    return Fail(Code::kInvalidArgument, Reason::kClockBackwards,
                "the clock stands at " + FormatInstant(from) + " and moves forward only",
                {{"now", FormatInstant(from)}});
  RETURN_IF_ERROR(PutSimulatedNow(tx, to));
  return Record(tx, act, "clock.advance", "clock",
                {{"from", FormatInstant(from)}, {"to", FormatInstant(to)}});
}

}  // namespace countersign::app
