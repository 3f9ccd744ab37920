// What the notices of a made-up case are about: one of each kind.
#ifndef COUNTERSIGN_TESTS_DOMAIN_NOTICE_FACTS_H_
#define COUNTERSIGN_TESTS_DOMAIN_NOTICE_FACTS_H_

#include <string>

#include "licensing/domain/notice_text.h"
#include "tests/domain/amounts.h"

namespace countersign::domain {

inline constexpr NoticeKind kNoticeKinds[] = {
    NoticeKind::kPreDueReminder,  NoticeKind::kDueReminder,  NoticeKind::kOverdueReminder,
    NoticeKind::kUrgentNotice,    NoticeKind::kFormalNotice, NoticeKind::kSupplyStopped,
    NoticeKind::kSuspended,       NoticeKind::kRestored,     NoticeKind::kDispatch,
    NoticeKind::kReceiptConfirmed};

// Two claims: one with interest of a half a thousandth a day since the due date, which adds up to
// its amount; one that was part paid, with interest claimed before.
inline std::vector<NoticeClaimText> TwoClaims() {
  return {{{"i1", "INV-0231", Cny(15'000'000), Cny(120'000), On("2026-03-31"), 16},
           Cny(0),
           {{On("2026-04-01"), On("2026-04-16"), Cny(15'000'000), RateOf("0.0005"), 1}}},
          {{"i2", "INV-0198", Cny(2'000'000), Cny(13'396), On("2026-03-01"), 46},
           Cny(5'000),
           {{On("2026-03-21"), On("2026-03-31"), Cny(3'000'000), RateOf("0.0465"), 360},
            {On("2026-04-01"), On("2026-04-16"), Cny(2'000'000), RateOf("0.0465"), 360}}}};
}

// The same claims before anything is overdue.
inline std::vector<NoticeClaimText> UpcomingClaims(CivilDate due) {
  std::vector<NoticeClaimText> claims = TwoClaims();
  for (NoticeClaimText& text : claims) {
    text.claim.due_date = due;
    text.claim.days_overdue = 0;
    text.claim.interest = text.noted_interest = Cny(0);
    text.segments.clear();
  }
  return claims;
}

inline NoticeDelivery OneDelivery() {
  return {.milestone = "M2 仓储上线",
          .round = 2,
          .date = On("2026-04-16"),
          .items = {"入库", "盘点"},
          .release = "4.2.1",
          .attachments = {{"wms-4.2.1.tar.gz", std::string(64, 'a')}},
          .review_term = Term{10, DayKind::kBusiness},
          .deemed = true,
          .received = On("2026-04-17"),
          .last_review_day = On("2026-05-06")};
}

inline NoticeTextFacts FactsOf(NoticeKind kind) {
  NoticeTextFacts facts;
  facts.kind = kind;
  facts.notice_id = "N-0088";
  facts.sender = {"Nordlicht Software GmbH",    "Li Na",        "Head of Receivables",
                  "Hafenstr. 1\n20457 Hamburg", "+49401234567", "receivables@nordlicht.example"};
  facts.customer = "湖州精密机械有限公司";
  facts.contact = "王强";
  facts.date = On("2026-04-16");
  facts.time_zone = "Asia/Shanghai";
  facts.contract_title = "ERP 二期";
  facts.contract_number = "HT-2026-014";
  facts.sub_contract_title = "仓储模块";
  facts.currency_code = "CNY";
  facts.pay_to = "Nordlicht Software GmbH\nIBAN DE02 1203 0000 0000 2020 51";
  facts.disputes_to = "disputes@nordlicht.example";
  facts.instalments_to = "instalments@nordlicht.example";
  facts.export_from = "https://nordlicht.example/export";
  facts.portal_link = "https://portal.nordlicht.example/n/0088?a=1&b=2";
  const bool about_delivery =
      kind == NoticeKind::kDispatch || kind == NoticeKind::kReceiptConfirmed;
  if (!about_delivery) facts.claims = TwoClaims();
  facts.stops = {"warehouse.inbound", "warehouse.stocktaking"};
  facts.always_available = {"safety.emergency_stop"};
  switch (kind) {
    case NoticeKind::kPreDueReminder:
      facts.claims = UpcomingClaims(On("2026-04-23"));
      break;
    case NoticeKind::kDueReminder:
      facts.claims = UpcomingClaims(facts.date);
      break;
    case NoticeKind::kUrgentNotice:
      facts.formal_date = On("2026-04-21");
      break;
    case NoticeKind::kFormalNotice:
      facts.automatic = false;
      facts.clause =
          "逾期款项达到该分项价款的百分之五，且客户收到催告函后三十日内仍未付清的，\n"
          "供应商有权停用该分项合同所交付的功能。";
      facts.disclosure_date = On("2026-01-12");
      facts.supply_cure_days = 15;
      facts.suspend_cure_days = 45;
      facts.supply_date = On("2026-05-02");
      facts.suspend_date = On("2026-06-01");
      break;
    case NoticeKind::kSupplyStopped:
    case NoticeKind::kSuspended:
      facts.formal_notice_id = "N-0071";
      facts.formal_received = On("2026-03-20");
      facts.effect_date = On("2026-04-16");
      facts.suspend_date = On("2026-05-05");
      break;
    case NoticeKind::kRestored:
      facts.ended_effect = EffectKind::kSuspend;
      facts.effect_date = On("2026-04-10");
      facts.claims.resize(1);
      break;
    case NoticeKind::kDispatch:
    case NoticeKind::kReceiptConfirmed:
      facts.delivery = OneDelivery();
      if (kind == NoticeKind::kDispatch) facts.delivery->received.reset();
      if (kind == NoticeKind::kReceiptConfirmed)
        facts.payment_term = {Cny(15'000'000), On("2026-05-07"), On("2026-06-05"), true};
      break;
    default:
      break;
  }
  return facts;
}

}  // namespace countersign::domain

#endif  // COUNTERSIGN_TESTS_DOMAIN_NOTICE_FACTS_H_
