// The page that shows where a contract stands, and the list of all sub-contracts.
#include "admin/cli/standing_text.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace countersign::cli {
namespace {

v1::Standing Read(const std::string& text) {
  v1::Standing standing;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &standing));
  return standing;
}

// 16 Apr 2026, 10:00 in Shanghai.
constexpr char kHead[] = R"(
  contract: "contracts/ht-1" title: "ERP" customer_display_name: "Huzhou"
  time_zone: "Asia/Shanghai" currency_code: "CNY" time { seconds: 1776304800 }
)";

TEST(StandingTextTest, SaysWhyWhatWasDoneAndWhatComesNext) {
  const std::string page = StandingText(Read(std::string(kHead) + R"(
    subcontracts {
      subcontract: "contracts/ht-1/subcontracts/finance" title: "Finance" stage: STAGE_CURRENT
      since { seconds: 1773000000 } paid_up: true
    }
    subcontracts {
      subcontract: "contracts/ht-1/subcontracts/warehouse" title: "Warehouse"
      stage: STAGE_NOTICED since { seconds: 1776300000 }
      overdue { currency_code: "CNY" minor_units: 18000000 }
      undisputed { currency_code: "CNY" minor_units: 15000000 }
      share_basis_points: 4166
      reasons { record: "invoices/i1" reason: "URGENT" text: "INV-1: 150000.00 CNY, 16 days overdue"
                milestone: "contracts/ht-1/milestones/golive" }
      reasons { record: "disputes/d1" reason: "DISPUTED" text: "INV-2: disputed, does not count" }
      notices { name: "notices/n2" kind: NOTICE_KIND_FORMAL_NOTICE state: NOTICE_STATE_RECEIVED
                contact: "customers/h/contacts/wang" sent_time { seconds: 1776218400 }
                receipts { receipt_class: RECEIPT_CLASS_PORTAL_CODE date: "2026-04-16"
                           contact: "customers/h/contacts/wang" }
                receipts { receipt_class: RECEIPT_CLASS_ACKNOWLEDGED date: "2026-04-15"
                           withdraw_time { seconds: 1776300000 } } }
      notices { name: "notices/n1" kind: NOTICE_KIND_URGENT_NOTICE state: NOTICE_STATE_SENT
                contact: "customers/h/contacts/li" sent_time { seconds: 1775786400 } }
      timeline { step: LADDER_STEP_KIND_STOP_SUPPLY earliest_time { seconds: 1777683600 }
                 notice: "notices/n2" prevented_by: "payment" prevented_by: "hold" }
      timeline { step: LADDER_STEP_KIND_SUSPEND earliest_time { seconds: 1780275600 }
                 notice: "notices/n2" prevented_by: "payment" prevented_by: "hold" }
      open_case: "cases/c1" to_do: "post notices/n2 as registered mail"
      rails { rail: "CURE" holds: true }
      rails { rail: "PAYMENT_DATA" missing: "payments must be known through 2026-04-15" }
    }
  )"));
  EXPECT_EQ(page,
            "ht-1  Huzhou · ERP    Asia/Shanghai, CNY, 16 Apr 2026\n"
            "NOTICED since 16 Apr 2026: supply stops on 2 May 2026, suspension on 1 Jun 2026, at "
            "the earliest\n"
            "\n"
            "warehouse Warehouse    NOTICED since 16 Apr 2026, overdue CNY 180000.00, of which CNY "
            "150000.00 undisputed (41 % of its price)\n"
            "  why    INV-1: 150000.00 CNY, 16 days overdue, milestone golive  invoices/i1\n"
            "         INV-2: disputed, does not count  disputes/d1\n"
            "  done   10 Apr 2026 urgent notice sent to li  notices/n1\n"
            "         15 Apr 2026 formal notice sent to wang, received 16 Apr 2026 (B, wang)  "
            "notices/n2\n"
            "  next   2 May 2026 stop of supply, on notices/n2; would be prevented by: payment, "
            "hold\n"
            "           still to hold: payments must be known through 2026-04-15 [PAYMENT_DATA]\n"
            "         1 Jun 2026 suspension, on notices/n2\n"
            "  to do  post notices/n2 as registered mail  cases/c1\n"
            "\n"
            "finance Finance    CURRENT since 9 Mar 2026, paid up: its entitlements cannot be "
            "withdrawn\n");
}

// What is on record, in the order in which it happened.
TEST(StandingTextTest, PutsLettersAndEffectsAmongTheNotices) {
  const std::string page = StandingText(Read(std::string(kHead) + R"(
    subcontracts {
      subcontract: "contracts/ht-1/subcontracts/s" title: "S" stage: STAGE_SUSPENDED
      overdue { currency_code: "CNY" minor_units: 100 }
      undisputed { currency_code: "CNY" minor_units: 100 }
      notices { name: "notices/told" kind: NOTICE_KIND_SUSPENDED state: NOTICE_STATE_WAITING
                contact: "customers/h/contacts/li" send_time { seconds: 1776304900 } }
      notices { name: "notices/letter" kind: NOTICE_KIND_FORMAL_NOTICE channel: NOTICE_CHANNEL_LETTER
                state: NOTICE_STATE_SENT contact: "customers/h/contacts/li"
                tracking_number: "RR 1" sent_time { seconds: 1770000000 } }
      notices { name: "notices/late" kind: NOTICE_KIND_DUE_REMINDER state: NOTICE_STATE_CANCELLED
                update_time { seconds: 1760000000 } }
      effects { name: "effects/e1" kind: EFFECT_KIND_STOP_SUPPLY start_time { seconds: 1772000000 }
                end_time { seconds: 1773000000 } end_cause: "PAID" }
      effects { name: "effects/e2" kind: EFFECT_KIND_SUSPEND start_time { seconds: 1776304800 } }
    }
  )"));
  EXPECT_NE(
      page.find("  done   9 Oct 2025 reminder on the due date cancelled  notices/late\n"
                "         2 Feb 2026 formal notice posted to li as RR 1  notices/letter\n"
                "         25 Feb 2026 supply stopped, restored 9 Mar 2026 (PAID)  effects/e1\n"
                "         16 Apr 2026 suspended  effects/e2\n"
                "         16 Apr 2026 word of the suspension goes out to li  notices/told\n"),
      std::string::npos)
      << page;
  EXPECT_NE(page.find("overdue CNY 1.00 (0 % of its price)"), std::string::npos) << page;
}

TEST(StandingTextTest, SaysOnceWhatWouldPreventTheSteps) {
  const std::string page = StandingText(Read(std::string(kHead) + R"(
    subcontracts {
      subcontract: "contracts/ht-1/subcontracts/s" title: "S" stage: STAGE_CURRENT
      timeline { step: LADDER_STEP_KIND_DUE_REMINDER earliest_time { seconds: 1777683600 }
                 prevented_by: "payment" }
      timeline { step: LADDER_STEP_KIND_URGENT_NOTICE earliest_time { seconds: 1778683600 }
                 prevented_by: "payment" }
      timeline { step: LADDER_STEP_KIND_COUNSEL earliest_time { seconds: 1780275600 } }
    }
  )"));
  EXPECT_NE(
      page.find("  next   2 May 2026 reminder on the due date; would be prevented by: payment\n"
                "         13 May 2026 urgent notice\n"
                "         1 Jun 2026 evidence for counsel\n"),
      std::string::npos)
      << page;
}

TEST(StandingTextTest, ListsTheWorstFirst) {
  v1::ListStandingsResponse all;
  const auto add = [&](const char* id, v1::Stage stage, std::int32_t days) {
    v1::StandingSummary& one = *all.add_standings();
    one.set_subcontract("contracts/c/subcontracts/" + std::string(id));
    one.set_contract("contracts/c");
    one.set_stage(stage);
    one.set_days_overdue(days);
  };
  add("a", v1::STAGE_CURRENT, 0);
  add("b", v1::STAGE_URGENT, 12);
  add("c", v1::STAGE_SUSPENDED, 60);
  add("d", v1::STAGE_URGENT, 40);
  std::string order;
  const v1::ListStandingsResponse sorted = WorstFirst(all);
  for (const v1::StandingSummary& one : sorted.standings()) order += one.subcontract().back();
  EXPECT_EQ(order, "cdba");
}

}  // namespace
}  // namespace countersign::cli
