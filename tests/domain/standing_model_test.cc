// Random histories of a contract, with an engine that does what Assess asks for: compared to a
// second implementation, and to what has to hold of any history.
#include "tests/domain/standing_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "licensing/domain/standing.h"
#include "tests/domain/standing_facts.h"
#include "tests/support/long_run.h"

namespace countersign::domain {
namespace {

using ::countersign::testing::IsLongRun;
using ::countersign::testing::Repeated;

CivilDate Plus(CivilDate day, std::int64_t days) { return *PlusDays(day, days); }

NoticeKind NoticeOf(StepKind kind) { return static_cast<NoticeKind>(kind); }

Notice ANotice(std::string id, const std::string& sub, const LadderStep& step) {
  Notice notice;
  notice.id = std::move(id);
  notice.contract_id = "c1";
  notice.sub_contract_id = sub;
  notice.kind = NoticeOf(step.kind);
  for (const std::string& invoice : step.invoice_ids) {
    NoticedClaim claim;
    claim.invoice_id = invoice;
    claim.principal = Yuan(1);
    notice.claims.push_back(claim);
  }
  return notice;
}

Effect AnEffect(std::string id, const std::string& sub, const LadderStep& step, Instant now) {
  Effect effect;
  effect.id = std::move(id);
  effect.contract_id = "c1";
  effect.sub_contract_id = sub;
  effect.kind = step.kind == StepKind::kStopSupply ? EffectKind::kStopSupply : EffectKind::kSuspend;
  effect.notice_id = step.notice_id;
  effect.invoice_ids = step.invoice_ids;
  effect.start_time = now;
  return effect;
}

// Ends, consumes and cancels what is to be.
void Clean(ContractFacts& facts, const StandingActions& actions, Instant now) {
  const auto is_in = [](const std::vector<std::string>& ids, const std::string& id) {
    return std::ranges::find(ids, id) != ids.end();
  };
  for (Effect& effect : facts.effects)
    if (is_in(actions.end_effects, effect.id)) effect.end_time = now;
  for (Notice& notice : facts.notices) {
    if (is_in(actions.consume, notice.id)) notice.consume_time = now;
    if (is_in(actions.cancel, notice.id)) notice.state = NoticeState::kCancelled;
  }
}

// A history of up to three claims and two sub-contracts, in steps of hours to weeks.
class World {
 public:
  explicit World(unsigned seed) : random_(seed) {
    builder_.facts.contract.sub_contracts.clear();
    builder_.AddSubContract("s1", 100);
    builder_.AddSubContract("s2", 100);
    ContractTerms& terms = facts().contract.terms;
    terms.service_clause = OneIn(2);
    if (OneIn(4)) terms.blackouts = {{Day("2026-05-04"), Day("2026-05-20")}};
    if (OneIn(12)) terms.enforcement = Enforcement::kTrackOnly;
    if (OneIn(15)) facts().contract.sub_contracts.front().safety_critical = true;
    if (OneIn(25)) facts().consumer = true;
    if (OneIn(15)) facts().critical_products["s1"] = {"press"};
    if (OneIn(15)) facts().contract.assents.front().date = Day("2026-03-05");
    if (OneIn(2))
      for (CivilDate day = Day("2026-04-30"); day <= Day("2026-05-04"); day = Plus(day, 1))
        facts().calendar.holidays.push_back(day);
    now_ = TenOn("2026-02-15");
    for (int i = UpTo(3); i >= 0; --i) Invoice();
  }

  ContractFacts& facts() { return builder_.facts; }
  Instant now() const { return now_; }
  CivilDate today() const { return TimeZone::Find("Asia/Shanghai")->DateAt(now_); }
  int UpTo(int most) { return std::uniform_int_distribution<int>(0, most)(random_); }
  bool OneIn(int count) { return UpTo(count - 1) == 0; }

  void Wait() {
    const int days = OneIn(15) ? 10 + UpTo(40) : UpTo(4);
    now_ += std::chrono::hours(24 * days + UpTo(23)) + std::chrono::minutes(UpTo(59));
    if (OneIn(30)) now_ -= std::chrono::hours(24 * (1 + days));  // the clock was set back
    if (OneIn(3)) now_ = TenOn(today());
    facts().installation.payments_complete_through =
        Plus(today(), OneIn(5) ? -1 - UpTo(5) : UpTo(1));
    facts().installation.unmatched_receipt = OneIn(20) ? "bankEntries/e1" : "";
    facts().installation.doubt = OneIn(20) ? "the clock is 11 minutes off" : "";
    facts().installation.customers_affected_today = OneIn(20) ? 5 : 0;
  }

  // What others do.
  void Happen() {
    switch (UpTo(19)) {
      case 0:
        return Invoice();
      case 1:
      case 2:
        Pay();
        return;
      case 3:
        return PayByBill();
      case 4:
        return Bounce();
      case 5:
      case 6:
        return Dispute();
      case 7:
      case 8:
        return Resolve();
      case 9:
        return Promise();
      case 10:
        return Plan();
      case 11:
        return Hold();
      case 12:
        return Slip();
      case 13:
        return Withdraw();
      case 14:
        return LoseNotice();
      case 15:
        return WriteOff();
      default:
        return;
    }
  }
  // The customer receives some of what was sent.
  void Receive() {
    for (Notice& notice : facts().notices) {
      if (notice.state != NoticeState::kSent || !OneIn(2)) continue;
      NoticeReceipt receipt;
      receipt.receipt_class = static_cast<ReceiptClass>(1 + UpTo(4));
      receipt.date = Plus(today(), -UpTo(2));
      notice.receipts.push_back(receipt);
      notice.state = NoticeState::kReceived;
    }
  }

  std::string NewId() { return std::to_string(UpTo(9)) + "x" + std::to_string(++made_); }
  // Puts a notice on its way; some wait before they go out.
  void Send(const std::string& sub, const LadderStep& step) {
    Notice notice = ANotice(NewId(), sub, step);
    if (!OneIn(5)) {
      notice.sent_time = now_;
      notice.state = NoticeState::kSent;
    }
    facts().notices.push_back(notice);
  }
  void SendWaiting() {
    for (Notice& notice : facts().notices)
      if (notice.state == NoticeState::kWaiting && OneIn(2)) {
        notice.sent_time = now_;
        notice.state = NoticeState::kSent;
      }
  }
  std::int64_t OpenOf(const StandingClaim& claim, bool with_bills = true) {
    const CivilDate day =
        with_bills ? std::max(today(), claim.invoice.invoice_date) : Plus(today(), 100'000);
    return std::max<std::int64_t>(
        0, BalanceAsOf("CNY", claim.records, {day, Instant::max()})->open.principal.minor_units);
  }
  void PayAll() {
    for (StandingClaim& claim : facts().claims)
      if (const std::int64_t open = OpenOf(claim); open > 0)
        builder_.Pay(claim.invoice.id, open, FormatCivilDate(today()));
  }
  // Pays a part of something that is open; false if nothing is.
  bool Pay() {
    StandingClaim& claim = AnyClaim();
    const std::int64_t open = OpenOf(claim, false);
    if (open == 0) return false;
    const auto amount = OneIn(2) ? open : 1 + UpTo(static_cast<int>(open) - 1);
    builder_.Pay(claim.invoice.id, amount, Today());
    return true;
  }
  StandingClaim& AnyClaim() {
    return facts()
        .claims[static_cast<std::size_t>(UpTo(static_cast<int>(facts().claims.size()) - 1))];
  }

 private:
  std::string Today() { return FormatCivilDate(today()); }
  void Invoice() {
    if (facts().claims.size() >= 5) return;
    const std::int32_t term = std::vector{0, 7, 30}[static_cast<std::size_t>(UpTo(2))];
    const std::string due = FormatCivilDate(Plus(today(), 1 + term + UpTo(20)));
    StandingClaim& claim =
        builder_.AddInvoice(NewId(), 1 + UpTo(19), due, term, OneIn(3) ? "s2" : "s1");
    claim.papers_delivered = !OneIn(8);
  }
  void PayByBill() {
    StandingClaim& claim = AnyClaim();
    const std::int64_t open = OpenOf(claim, false);
    if (open == 0) return;
    builder_.PayByBill(claim.invoice.id, OneIn(2) ? open : 1, Today(),
                       FormatCivilDate(Plus(today(), 10 + UpTo(60))));
  }
  void Bounce() {
    StandingClaim& claim = AnyClaim();
    for (const ClaimRecord& record : claim.records) {
      if (record.kind != RecordKind::kAllocation ||
          std::ranges::find(claim.records, record.id, &ClaimRecord::reverses) !=
              claim.records.end())
        continue;
      return builder_.Undo(claim.invoice.id, std::string(record.id), Today());
    }
  }
  void Dispute() {
    StandingClaim& claim = AnyClaim();
    const std::int64_t open = OpenOf(claim);
    if (open == 0) return;
    builder_.AddDispute(claim.invoice.id, OneIn(2) ? open : 1 + UpTo(static_cast<int>(open) - 1),
                        FormatCivilDate(Plus(today(), -UpTo(1))),
                        std::vector<std::string>{"", "export", "import",
                                                 "speed"}[static_cast<std::size_t>(UpTo(3))]);
    if (OneIn(3)) claim.disputes.back().line = "2";
  }
  void Resolve() {
    StandingClaim& claim = AnyClaim();
    for (domain::Dispute& dispute : claim.disputes) {
      if (dispute.state != DisputeState::kOpen) continue;
      FactsBuilder::ResolveForVendor(dispute, Today());
      if (OneIn(2) && dispute.amount.minor_units > 1) {
        dispute.state = DisputeState::kSettled;
        dispute.credited_minor_units = 1;
      }
      return;
    }
  }
  std::vector<std::string> OneOrTwoClaims() {
    std::vector<std::string> ids = {AnyClaim().invoice.id};
    if (const std::string other = AnyClaim().invoice.id; other != ids.front()) ids.push_back(other);
    return ids;
  }
  void WriteOff() {
    StandingClaim& claim = AnyClaim();
    if (OpenOf(claim, false) > 0)
      builder_.AddRecord(claim.invoice.id, RecordKind::kWriteOff, 1, today());
  }
  void Promise() {
    builder_.AddPromise(OneOrTwoClaims(), 1 + UpTo(9), Today(),
                        FormatCivilDate(Plus(today(), UpTo(25))));
  }
  void Plan() {
    const std::vector<std::string> ids = OneOrTwoClaims();
    std::int64_t open = 0;
    for (const std::string& id : ids) open += OpenOf(builder_.Claim(id));
    if (open < 2) return;
    builder_.AddPlan(ids, open, Today(),
                     {FormatCivilDate(Plus(today(), 5 + UpTo(10))),
                      FormatCivilDate(Plus(today(), 20 + UpTo(20)))});
  }
  void Hold() { builder_.AddHold(FormatCivilDate(Plus(today(), UpTo(12))), OneIn(2) ? "s1" : ""); }
  void Slip() { builder_.AddSlip({AnyClaim().invoice.id}, Today()); }
  void Withdraw() {
    for (domain::Promise& promise : facts().promises)
      if (!promise.withdrawn_on && promise.date >= today() && OneIn(2))
        promise.withdrawn_on = today();
    for (InstalmentPlan& plan : facts().plans)
      if (!plan.cancelled_on && OneIn(2)) plan.cancelled_on = today();
    for (domain::Hold& hold : facts().holds)
      if (OneIn(2)) hold.release_time = now_;
  }
  void LoseNotice() {
    if (facts().notices.empty()) return;
    Notice& notice =
        facts()
            .notices[static_cast<std::size_t>(UpTo(static_cast<int>(facts().notices.size()) - 1))];
    if (notice.state != NoticeState::kSent && notice.state != NoticeState::kReceived) return;
    for (NoticeReceipt& receipt : notice.receipts) receipt.withdraw_time = now_;
    notice.state = OneIn(2) ? NoticeState::kFailed : NoticeState::kSent;
  }

  FactsBuilder builder_;
  std::mt19937 random_;
  Instant now_{};
  int made_ = 0;
};

std::set<std::pair<StepKind, std::string>> NoticesOf(const SubContractStanding& standing) {
  std::set<std::pair<StepKind, std::string>> notices;
  for (const LadderStep& step : standing.actions.notices)
    for (const std::string& id : step.invoice_ids) notices.emplace(step.kind, id);
  return notices;
}

std::string Print(const LadderStep& step) {
  std::string text = std::string(StepName(step.kind)) + "@" + FormatInstant(step.earliest) + "[";
  for (const std::string& id : step.invoice_ids) text += id + " ";
  return text + "]" + step.notice_id + ";";
}
std::string Print(const std::vector<LadderStep>& steps) {
  std::string text;
  for (const LadderStep& step : steps) text += Print(step);
  return text;
}

// Stage and actions: what must not change before the next action's time.
std::string Decided(const ContractStanding& whole) {
  std::string text = Print(whole.notices);
  for (const SubContractStanding& standing : whole.sub_contracts) {
    text += "\n" + standing.sub_contract_id + " " + std::string(StageName(standing.stage)) +
            (standing.paid_up ? " paid up " : " ") + Print(standing.actions.notices);
    if (standing.actions.effect) text += " effect " + Print(*standing.actions.effect);
    for (const auto* ids :
         {&standing.actions.end_effects, &standing.actions.consume, &standing.actions.cancel}) {
      text += "|";
      for (const std::string& id : *ids) text += id + " ";
    }
    text += standing.actions.counsel ? " counsel" : "";
  }
  return text;
}

// Everything that is told.
std::string Told(const ContractStanding& whole) {
  std::string text = Decided(whole);
  for (const SubContractStanding& standing : whole.sub_contracts) {
    text += "\n" + Print(standing.timeline);
    for (const StandingReason& reason : standing.reasons)
      text += "\n" + reason.record + " " + reason.id + " " + reason.text;
    for (const RailFinding& rail : standing.rails) text += "\n" + rail.missing;
    if (standing.horizon) text += FormatInstant(*standing.horizon);
    text += std::to_string(standing.overdue.undisputed.minor_units) + " " +
            std::to_string(standing.overdue.days);
  }
  return text;
}

ContractStanding AssessNow(const ContractFacts& facts, Instant now) {
  auto standing = Assess(facts, now);
  if (!standing) throw std::runtime_error(standing.error().message);
  return *standing;
}

void ExpectAsTheModel(const ContractFacts& facts, const ContractStanding& whole, Instant now) {
  for (const SubContractStanding& standing : whole.sub_contracts) {
    const ModelStanding model = ModelOf(facts, standing.sub_contract_id, now);
    SCOPED_TRACE(standing.sub_contract_id + " at " + FormatInstant(now) + "\n" + Told(whole));
    EXPECT_EQ(StageName(standing.stage), StageName(model.stage));
    EXPECT_EQ(standing.paid_up, model.paid_up);
    EXPECT_EQ(standing.actions.counsel, model.counsel);
    EXPECT_EQ(NoticesOf(standing), model.notices);
    const auto& actions = standing.actions;
    EXPECT_EQ(std::set(actions.end_effects.begin(), actions.end_effects.end()), model.end_effects);
    EXPECT_EQ(std::set(actions.consume.begin(), actions.consume.end()), model.consume);
    EXPECT_EQ(actions.effect.has_value(), model.effect.has_value());
    EXPECT_TRUE(!actions.effect || std::ranges::all_of(standing.rails, &RailFinding::holds));
    if (!actions.effect || !model.effect) continue;
    EXPECT_EQ(actions.effect->kind == StepKind::kSuspend, *model.effect == EffectKind::kSuspend);
    const auto bearers = model.bearers_by_notice.find(actions.effect->notice_id);
    ASSERT_NE(bearers, model.bearers_by_notice.end());
    EXPECT_EQ(std::set(actions.effect->invoice_ids.begin(), actions.effect->invoice_ids.end()),
              bearers->second);
  }
}

// Every required step before the effect was carried out, in its order, for each claim it rests on.
void ExpectNoStepSkipped(const ContractFacts& facts, const Effect& effect) {
  const TimeZone zone = *TimeZone::Find("Asia/Shanghai");
  const auto formal = std::ranges::find(facts.notices, effect.notice_id, &Notice::id);
  ASSERT_NE(formal, facts.notices.end());
  EXPECT_FALSE(effect.invoice_ids.empty());
  for (const std::string& id : effect.invoice_ids) {
    const auto went_out = [&](const Notice& notice, NoticeKind kind, int days_before) {
      return notice.kind == kind && notice.sent_time &&
             Plus(zone.DateAt(*notice.sent_time), days_before) <= zone.DateAt(*formal->sent_time) &&
             std::ranges::find(notice.claims, id, &NoticedClaim::invoice_id) != notice.claims.end();
    };
    // Its day can be after the urgent notice's, which waited, where the clock was set back between.
    EXPECT_TRUE(std::ranges::any_of(facts.notices, [&](const Notice& notice) {
      return went_out(notice, NoticeKind::kOverdueReminder, 0);
    }));
    EXPECT_TRUE(std::ranges::any_of(facts.notices, [&](const Notice& notice) {
      return went_out(notice, NoticeKind::kUrgentNotice, 5);
    }));
  }
  if (effect.kind == EffectKind::kStopSupply) return;
  EXPECT_TRUE(std::ranges::any_of(facts.effects, [&](const Effect& stop) {
    return stop.kind == EffectKind::kStopSupply && stop.sub_contract_id == effect.sub_contract_id &&
           !stop.end_time && zone.DateAt(stop.start_time) < zone.DateAt(effect.start_time);
  }));
}

// What the histories came to: a comparison of nothing would prove nothing.
struct Tally {
  int stops = 0;
  int suspensions = 0;
  int ended = 0;
  int consumed = 0;
  int cancelled = 0;
  std::set<Stage> stages;
};

// Does what is asked for.
void RunEngine(World& world, Tally& tally) {
  for (int round = 0; round < 4; ++round) {
    const ContractStanding whole = AssessNow(world.facts(), world.now());
    for (const SubContractStanding& standing : whole.sub_contracts) {
      Clean(world.facts(), standing.actions, world.now());
      tally.stages.insert(standing.stage);
      tally.ended += static_cast<int>(standing.actions.end_effects.size());
      tally.consumed += static_cast<int>(standing.actions.consume.size());
      tally.cancelled += static_cast<int>(standing.actions.cancel.size());
      for (const LadderStep& step : standing.actions.notices)
        world.Send(standing.sub_contract_id, step);
      if (!standing.actions.effect) continue;
      const Effect effect =
          AnEffect(world.NewId(), standing.sub_contract_id, *standing.actions.effect, world.now());
      ExpectNoStepSkipped(world.facts(), effect);
      world.facts().effects.push_back(effect);
      ++(effect.kind == EffectKind::kStopSupply ? tally.stops : tally.suspensions);
      EXPECT_TRUE(*SupportsEffect(world.facts(), effect, world.now()));
    }
  }
}

template <class T>
void Shuffle(World& world, std::vector<T>& values) {
  for (std::size_t left = values.size(); left > 1; --left)
    std::swap(values[left - 1],
              values[static_cast<std::size_t>(world.UpTo(static_cast<int>(left) - 1))]);
}

void ExpectNoOrderMatters(World& world, const ContractStanding& whole) {
  ContractFacts facts = world.facts();
  Shuffle(world, facts.claims);
  for (StandingClaim& claim : facts.claims) {
    Shuffle(world, claim.records);
    Shuffle(world, claim.disputes);
  }
  Shuffle(world, facts.promises);
  Shuffle(world, facts.plans);
  Shuffle(world, facts.slips);
  Shuffle(world, facts.holds);
  Shuffle(world, facts.notices);
  Shuffle(world, facts.effects);
  Shuffle(world, facts.contract.sub_contracts);
  EXPECT_EQ(Told(AssessNow(facts, world.now())), Told(whole));
}

void ExpectNothingBefore(World& world, const ContractStanding& whole) {
  const Instant last = whole.next_action_time.value_or(world.now() + std::chrono::hours(24 * 300));
  ASSERT_GT(last, world.now());
  const auto span = (last - world.now()).count();
  for (const auto offset :
       {span - 1, span * world.UpTo(999) / 1000, span * world.UpTo(99) / 1000}) {
    const Instant then = world.now() + std::chrono::microseconds(offset);
    EXPECT_EQ(Decided(AssessNow(world.facts(), then)), Decided(whole))
        << "at " << FormatInstant(then) << ", from " << FormatInstant(world.now());
  }
}

// Paying more never worsens a stage.
void ExpectPaymentHelps(World world, const ContractStanding& whole) {
  if (!world.Pay()) return;
  const ContractStanding paid = AssessNow(world.facts(), world.now());
  for (std::size_t i = 0; i < whole.sub_contracts.size(); ++i)
    EXPECT_LE(paid.sub_contracts[i].stage, whole.sub_contracts[i].stage)
        << Told(whole) << "\npaid:\n"
        << Told(paid);
}

// Whether a payment will be undone by a record that is on file and not yet true, because the clock
// was set back after it was made.
bool HasReversalAhead(const ContractFacts& facts, CivilDate today) {
  return std::ranges::any_of(facts.claims, [&](const StandingClaim& claim) {
    return std::ranges::any_of(claim.records, [&](const ClaimRecord& record) {
      return !record.reverses.empty() && record.effective_date > today;
    });
  });
}

// If nothing more happens and everything is carried out and proved at its earliest, no suspension
// comes before the horizon.
void ExpectNoSuspensionBeforeHorizon(ContractFacts facts, const ContractStanding& whole,
                                     Instant now) {
  const TimeZone zone = *TimeZone::Find("Asia/Shanghai");
  if (HasReversalAhead(facts, zone.DateAt(now))) return;  // then something more does happen
  for (const SubContractStanding& standing : whole.sub_contracts)
    Clean(facts, standing.actions, now);
  facts.installation = {};
  facts.installation.payments_complete_through = Day("2099-12-31");
  for (Notice& notice : facts.notices) {
    if (notice.state == NoticeState::kSent) {
      notice.state = NoticeState::kReceived;
      notice.receipts.push_back(
          {ReceiptClass::kPortalCode, zone.DateAt(*notice.sent_time), {}, "", "", std::nullopt});
    }
  }
  int made = 0;
  for (int day = 0; day < 100; ++day) {
    for (int round = 0; round < 4; ++round) {
      const ContractStanding then = AssessNow(facts, now);
      for (std::size_t i = 0; i < then.sub_contracts.size(); ++i) {
        const SubContractStanding& standing = then.sub_contracts[i];
        Clean(facts, standing.actions, now);
        for (const LadderStep& step : standing.actions.notices) {
          Notice notice = ANotice("later" + std::to_string(++made), standing.sub_contract_id, step);
          notice.sent_time = now;
          notice.state = NoticeState::kReceived;
          notice.receipts.push_back(
              {ReceiptClass::kPortalCode, zone.DateAt(now), {}, "", "", std::nullopt});
          facts.notices.push_back(notice);
        }
        if (!standing.actions.effect) continue;
        facts.effects.push_back(AnEffect("later" + std::to_string(++made), standing.sub_contract_id,
                                         *standing.actions.effect, now));
        if (standing.actions.effect->kind != StepKind::kSuspend) continue;
        const auto& horizon = whole.sub_contracts[i].horizon;
        ASSERT_TRUE(horizon) << "suspended at " << FormatInstant(now) << Told(whole);
        EXPECT_GE(now, *horizon) << Told(whole);
      }
    }
    now = TenOn(Plus(zone.DateAt(now), 1));
  }
}

void ExpectAllIsWellOncePaid(World world) {
  world.PayAll();
  const ContractStanding paid = AssessNow(world.facts(), world.now());
  for (const SubContractStanding& standing : paid.sub_contracts) {
    EXPECT_EQ(standing.stage, Stage::kCurrent) << Told(paid);
    EXPECT_FALSE(standing.actions.effect);
    EXPECT_TRUE(standing.actions.notices.empty());
    EXPECT_EQ(standing.horizon, std::nullopt);
    for (const Effect& effect : world.facts().effects)
      EXPECT_FALSE(!effect.end_time && *SupportsEffect(world.facts(), effect, world.now()));
  }
}

void Play(unsigned seed, Tally& tally) {
  World world(seed);
  for (int step = 0; step < 60; ++step) {
    world.Wait();
    for (int i = world.UpTo(2); i > 0; --i) world.Happen();
    const ContractStanding whole = AssessNow(world.facts(), world.now());
    ExpectAsTheModel(world.facts(), whole, world.now());
    if (step % 4 == 0) {
      ExpectNoOrderMatters(world, whole);
      ExpectNothingBefore(world, whole);
      ExpectPaymentHelps(world, whole);
      ExpectAllIsWellOncePaid(world);
    }
    if (step % 20 == 7) ExpectNoSuspensionBeforeHorizon(world.facts(), whole, world.now());
    if (world.OneIn(6)) continue;  // the engine is down
    RunEngine(world, tally);
    if (world.OneIn(2)) world.Receive();
    world.SendWaiting();
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(StandingModel, RandomHistories) {
  const int histories = IsLongRun() ? 5'000 : Repeated(60);
  Tally tally;
  for (int seed = 0; seed < histories; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Play(static_cast<unsigned>(seed), tally);
    if (HasFailure()) return;
  }
  if (histories < 60) return;  // under a sanitizer: too few to have seen everything
  EXPECT_GT(tally.stops, histories / 4);
  EXPECT_GT(tally.suspensions, histories / 10);
  EXPECT_GT(tally.ended, histories / 4);
  EXPECT_GT(tally.consumed, histories);
  EXPECT_GT(tally.cancelled, histories / 10);
  EXPECT_EQ(tally.stages.size(), 7U) << "all but TERMINATED";
}

}  // namespace
}  // namespace countersign::domain
