#include "licensing/domain/notice_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>
#include <sstream>
#include <stdexcept>

#include "tests/domain/notice_facts.h"

namespace countersign::domain {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view kLanguages[] = {"en", "zh"};

NoticeText Render(const NoticeTextFacts& facts, std::string_view language) {
  auto text = RenderNotice(facts, language);
  EXPECT_TRUE(text) << text.error().message;
  return text ? *text : NoticeText{};
}

std::filesystem::path FolderOf(const char* variable) {
  const char* folder = std::getenv(variable);
  if (folder == nullptr) throw std::runtime_error(std::string("set ") + variable);
  return folder;
}

std::vector<std::string> LinesIn(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// --- the words as they are sent ---

std::vector<NoticeText> OneOfEach() {
  std::vector<NoticeText> all;
  for (const std::string_view language : kLanguages) {
    for (const NoticeKind kind : kNoticeKinds) all.push_back(Render(FactsOf(kind), language));
    all.push_back(RenderTogether(std::vector{FactsOf(NoticeKind::kOverdueReminder),
                                             FactsOf(NoticeKind::kDueReminder)},
                                 language)
                      .value());
    all.push_back(RenderTogether(std::vector{FactsOf(NoticeKind::kDueReminder),
                                             FactsOf(NoticeKind::kFormalNotice)},
                                 language)
                      .value());
  }
  return all;
}

// tests/domain/notices has what each version of each template makes of FactsOf. A version whose
// words differ from its file is wrong: the version goes up, and its file takes the old one's place.
TEST(NoticeText, EveryVersionKeepsItsWords) {
  const std::filesystem::path kept_in = FolderOf("COUNTERSIGN_SOURCE_DIR") / "tests/domain/notices";
  const std::filesystem::path made = FolderOf("COUNTERSIGN_BINARY_DIR") / "notices";
  std::filesystem::create_directories(made);
  for (const NoticeText& text : OneOfEach()) {
    std::string name = text.template_version + ".txt";
    std::ranges::replace(name, '/', '-');
    const std::string sent = text.subject + "\n\n" + text.text;
    std::ifstream file(kept_in / name);
    const std::string kept((std::istreambuf_iterator<char>(file)), {});
    if (sent == kept) continue;
    std::ofstream(made / name) << sent;
    ADD_FAILURE() << name << " is not what is sent; see " << made / name;
  }
}

struct Shown {
  NoticeKind kind;
  std::vector<std::string> english;
  std::vector<std::string> chinese;
};

std::vector<Shown> WhatIsShown() {
  const std::vector<std::string> upcoming = {"INV-0231", "150,000.00", "170,000.00", "IBAN DE02"};
  const std::vector<std::string> overdue = {"INV-0231",   "INV-0198",  "1,200.00",   "133.96",
                                            "151,200.00", "20,133.96", "171,333.96", "IBAN DE02"};
  const auto with = [](std::vector<std::string> all, std::vector<std::string> more) {
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  return {
      {NoticeKind::kPreDueReminder, with(upcoming, {"23 April 2026"}),
       with(upcoming, {"2026年4月23日"})},
      {NoticeKind::kDueReminder, with(upcoming, {"16 April 2026"}),
       with(upcoming, {"2026年4月16日"})},
      {NoticeKind::kOverdueReminder, with(overdue, {"31 March 2026", "1 March 2026"}),
       with(overdue, {"2026年3月31日", "2026年3月1日"})},
      {NoticeKind::kFormalNotice,
       with(overdue,
            {"31 March 2026", "0.05%", "4.65% / 360", "12 January 2026", "供应商有权停用",
             "2 May 2026", "15 days", "1 June 2026", "45 days", "warehouse.stocktaking",
             "safety.emergency_stop", "disputes@nordlicht.example", "instalments@nordlicht.example",
             "https://nordlicht.example/export", "Li Na", "Head of Receivables", "20457 Hamburg",
             "+49401234567", "receivables@nordlicht.example"}),
       with(overdue, {"催告函",
                      "2026年3月31日",
                      "0.05%",
                      "4.65% / 360",
                      "2026年1月12日",
                      "供应商有权停用",
                      "2026年5月2日",
                      "15日",
                      "2026年6月1日",
                      "45日",
                      "warehouse.stocktaking",
                      "safety.emergency_stop",
                      "disputes@nordlicht.example",
                      "instalments@nordlicht.example",
                      "https://nordlicht.example/export",
                      "Li Na",
                      "Head of Receivables",
                      "20457 Hamburg",
                      "+49401234567",
                      "receivables@nordlicht.example"})},
      {NoticeKind::kUrgentNotice, with(overdue, {"formal notice", "21 April 2026"}),
       with(overdue, {"催告函", "2026年4月21日"})},
      {NoticeKind::kSupplyStopped,
       with(overdue, {"N-0071", "20 March 2026", "16 April 2026", "5 May 2026"}),
       with(overdue, {"停供", "N-0071", "2026年3月20日", "2026年4月16日", "2026年5月5日"})},
      {NoticeKind::kSuspended,
       with(overdue, {"N-0071", "warehouse.inbound", "safety.emergency_stop", "not charged"}),
       with(overdue, {"停用", "N-0071", "warehouse.inbound", "safety.emergency_stop", "不计费"})},
      {NoticeKind::kRestored,
       {"ended", "10 April 2026", "150,000.00"},
       {"恢复", "2026年4月10日", "150,000.00"}},
      {NoticeKind::kDispatch,
       {"M2 仓储上线", "入库", "4.2.1", "wms-4.2.1.tar.gz", "10 business days", "receipt"},
       {"M2 仓储上线", "入库", "4.2.1", "wms-4.2.1.tar.gz", "10个工作日", "视为验收合格"}},
      {NoticeKind::kReceiptConfirmed,
       {"17 April 2026", "18 April 2026", "6 May 2026", "CNY 150,000.00", "7 May 2026",
        "5 June 2026"},
       {"2026年4月17日", "2026年4月18日", "2026年5月6日", "人民币150,000.00元", "2026年5月7日",
        "2026年6月5日"}},
  };
}

// A text as one line: what stands at a line's begin goes with the line's end.
std::string Unbroken(const std::string& text) {
  std::string line;
  bool begin = false;
  for (const char c : text) {
    if (begin && c == ' ') continue;
    begin = c == '\n';
    line += begin ? ' ' : c;
  }
  return line;
}

TEST(NoticeText, EachKindShowsItsFactsInTextAndHtml) {
  for (const Shown& shown : WhatIsShown()) {
    for (const std::string_view language : kLanguages) {
      const NoticeText text = Render(FactsOf(shown.kind), language);
      SCOPED_TRACE(text.template_version);
      std::vector<std::string> values = language == "zh" ? shown.chinese : shown.english;
      for (const char* value : {"N-0088", "Nordlicht Software GmbH", "湖州精密机械有限公司",
                                "HT-2026-014", "仓储模块", "Asia/Shanghai"})
        values.emplace_back(value);
      for (const std::string& value : values) {
        EXPECT_TRUE(text.text.find(value) != std::string::npos ||
                    Unbroken(text.text).find(value) != std::string::npos)
            << value << " is not in\n"
            << text.text;
        EXPECT_THAT(text.html, HasSubstr(value));
      }
      EXPECT_THAT(text.text + text.html + text.subject, Not(HasSubstr("{")));
    }
  }
}

// Every sentence that only some facts bring is there in one of these.
TEST(NoticeText, FillsEveryPlaceWhateverTheFacts) {
  const std::vector<std::function<void(NoticeTextFacts&)>> changes = {
      [](auto& facts) { facts.sub_contract_title.clear(); },
      [](auto& facts) { facts.contact.clear(); },
      [](auto& facts) { facts.effects = false; },
      [](auto& facts) { facts.core = true; },
      [](auto& facts) { facts.ended_effect = EffectKind::kStopSupply; },
      [](auto& facts) {
        for (NoticeClaimText& text : facts.claims)
          text.claim.interest = text.noted_interest = Cny(0);
      },
      [](auto& facts) { facts.payment_term.reset(); },
      [](auto& facts) {
        if (facts.delivery) facts.delivery->review_term = Term{1, DayKind::kCalendar};
      },
      [](auto& facts) {
        if (facts.delivery) facts.delivery->review_term.reset();
      }};
  for (const NoticeKind kind : kNoticeKinds)
    for (const std::string_view language : kLanguages)
      for (const auto& change : changes) {
        NoticeTextFacts facts = FactsOf(kind);
        change(facts);
        const NoticeText text = Render(facts, language);
        EXPECT_THAT(text.subject + text.text + text.html, Not(HasSubstr("{")));
      }
}

TEST(NoticeText, SaysThatItIsAutomaticOnlyWhereItIs) {
  for (const NoticeKind kind : kNoticeKinds) {
    NoticeTextFacts facts = FactsOf(kind);
    for (const bool automatic : {true, false}) {
      facts.automatic = automatic;
      EXPECT_EQ(Render(facts, "en").text.find("automatically") != std::string::npos, automatic);
      EXPECT_EQ(Render(facts, "zh").text.find("自动生成") != std::string::npos, automatic);
    }
  }
}

TEST(NoticeText, GoesByTheBeginningOfTheLanguage) {
  const NoticeTextFacts facts = FactsOf(NoticeKind::kDueReminder);
  EXPECT_EQ(Render(facts, "zh-CN").template_version, "due_reminder/zh/1");
  EXPECT_EQ(Render(facts, "zh").html, Render(facts, "zh-TW").html);
  EXPECT_EQ(Render(facts, "de-DE").template_version, "due_reminder/en/1");
  EXPECT_THAT(Render(facts, "zh").html, HasSubstr("<html lang=\"zh-CN\">"));
}

TEST(NoticeText, LinesAreAtMostSeventyEightColumnsButForLongWords) {
  for (const NoticeKind kind : kNoticeKinds)
    for (const std::string_view language : kLanguages)
      for (const std::string& line : LinesIn(Render(FactsOf(kind), language).text)) {
        std::size_t columns = 0;
        for (const char c : line) {
          const auto byte = static_cast<unsigned char>(c);
          if ((byte & 0xC0) == 0x80) continue;  // goes on with a character
          columns += byte >= 0xE3 ? 2 : 1;      // from U+3000 on: Chinese
        }
        const bool breakable = line.find(' ', line.find_first_not_of(" -")) != std::string::npos;
        EXPECT_TRUE(columns <= 78 || !breakable) << columns << ": " << line;
      }
}

// --- money ---

TEST(NoticeText, AnAmountHasItsCurrencysDigits) {
  for (const auto& [currency, principal, expected] :
       {std::tuple("JPY", 1'234'567, "JPY 1,234,567"),
        std::tuple("BHD", 1'234'567, "BHD 1,234.567"), std::tuple("EUR", 99'999, "EUR 999.99"),
        std::tuple("CLF", 12'345, "CLF 1.2345")}) {
    NoticeTextFacts facts = FactsOf(NoticeKind::kUrgentNotice);
    facts.currency_code = currency;
    facts.claims = {{{"i1", "INV-1", {currency, principal}, {currency, 0}, On("2026-03-31"), 16},
                     {currency, 0},
                     {}}};
    for (const std::string_view language : kLanguages)
      EXPECT_THAT(Render(facts, language).text, HasSubstr(expected));
  }
}

TEST(NoticeText, RefusesAmountsOfTwoCurrencies) {
  NoticeTextFacts facts = FactsOf(NoticeKind::kOverdueReminder);
  facts.claims[1].claim.principal = Eur(100);
  const auto text = RenderNotice(facts, "en");
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().reason, Reason::kCurrencyMismatch);
}

TEST(NoticeText, HoldsAHundredClaimsAndTheirExactTotal) {
  NoticeTextFacts facts = FactsOf(NoticeKind::kFormalNotice);
  facts.claims.clear();
  for (int i = 0; i < 100; ++i)
    facts.claims.push_back(
        {{"i" + std::to_string(i), "INV-" + std::to_string(1000 + i), Cny(10'001), Cny(80),
          On("2026-03-31"), 16},
         Cny(0),
         {{On("2026-04-01"), On("2026-04-16"), Cny(10'001), RateOf("0.0005"), 1}}});
  for (const std::string_view language : kLanguages) {
    const NoticeText text = Render(facts, language);
    for (const NoticeClaimText& claim : facts.claims) {
      EXPECT_THAT(text.text, HasSubstr(claim.claim.number));
      EXPECT_THAT(text.html, HasSubstr(claim.claim.number));
    }
    EXPECT_THAT(text.text,
                AllOf(HasSubstr("10,001.00"), HasSubstr("80.00"), HasSubstr("10,081.00")));
  }
}

TEST(NoticeText, SaysHowInterestWasComputedSoThatItCanBeChecked) {
  NoticeTextFacts facts = FactsOf(NoticeKind::kFormalNotice);
  facts.claims.resize(1);
  NoticeClaimText& claim = facts.claims.front();
  claim.claim.interest = Cny(125'000);
  claim.noted_interest = Cny(7'000);
  std::string html = Render(facts, "en").html;
  // 1,200.00 accrued + 70.00 noted - 20.00 corrected = 1,250.00
  EXPECT_THAT(html, HasSubstr("150,000.00 × 0.05% × 16 days (1 April 2026 to 16 April 2026) = "
                              "1,200.00, rounded once, claimed by interest notes and open: 70.00, "
                              "correction of days claimed earlier: -20.00, together: 1,250.00"));
  claim.segments.front().rate = RateOf("1");
  EXPECT_THAT(Render(facts, "en").html, HasSubstr("150,000.00 × 100% × 16 days"));
  claim = {claim.claim, Cny(0), {}};
  claim.claim.interest = Cny(0);
  EXPECT_THAT(Render(facts, "en").html, HasSubstr("INV-0231: no interest"));
}

// --- what must be there ---

struct Element {
  std::string id;
  std::function<void(NoticeTextFacts&)> remove;
};

std::vector<Element> FormalElements() {
  const auto text = [](std::string id, std::string NoticeTextFacts::* member) {
    return Element{std::move(id), [member](NoticeTextFacts& facts) { facts.*member = " \n"; }};
  };
  const auto sender = [](std::string id, std::string NoticeSender::* member) {
    return Element{std::move(id),
                   [member](NoticeTextFacts& facts) { (facts.sender.*member) = ""; }};
  };
  std::vector<Element> elements = {
      text("notice_id", &NoticeTextFacts::notice_id),
      text("customer", &NoticeTextFacts::customer),
      text("time_zone", &NoticeTextFacts::time_zone),
      text("contract_title", &NoticeTextFacts::contract_title),
      text("contract_number", &NoticeTextFacts::contract_number),
      text("clause", &NoticeTextFacts::clause),
      text("pay_to", &NoticeTextFacts::pay_to),
      text("disputes_to", &NoticeTextFacts::disputes_to),
      text("instalments_to", &NoticeTextFacts::instalments_to),
      text("export_from", &NoticeTextFacts::export_from),
      sender("sender.vendor", &NoticeSender::vendor),
      sender("sender.name", &NoticeSender::name),
      sender("sender.title", &NoticeSender::title),
      sender("sender.address", &NoticeSender::address),
      sender("sender.phone", &NoticeSender::phone),
      sender("sender.email", &NoticeSender::email),
      {"date", [](auto& facts) { facts.date = CivilDate(); }},
      {"currency_code", [](auto& facts) { facts.currency_code = ""; }},
      {"disclosure_date", [](auto& facts) { facts.disclosure_date.reset(); }},
      {"supply_date", [](auto& facts) { facts.supply_date.reset(); }},
      {"suspend_date", [](auto& facts) { facts.suspend_date.reset(); }},
      {"supply_cure_days", [](auto& facts) { facts.supply_cure_days = 0; }},
      {"suspend_cure_days", [](auto& facts) { facts.suspend_cure_days = 0; }},
      {"stops", [](auto& facts) { facts.stops = {"", "\u202E"}; }},
      {"claims", [](auto& facts) { facts.claims.clear(); }},
  };
  for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
    const std::string at = "claims[" + std::to_string(i) + "].";
    const auto claim = [&](const std::string& id, auto remove) {
      elements.push_back(
          {at + id, [i, remove](NoticeTextFacts& facts) { remove(facts.claims[i]); }});
    };
    claim("number", [](auto& text) { text.claim.number = ""; });
    claim("principal", [](auto& text) { text.claim.principal = Cny(0); });
    claim("due_date", [](auto& text) { text.claim.due_date = CivilDate(); });
    claim("days_overdue", [](auto& text) { text.claim.days_overdue = 0; });
    claim("interest", [](auto& text) { text.claim.interest = {}; });
    claim("interest_computation", [](auto& text) { text.segments.clear(); });
  }
  return elements;
}

TEST(FormalNotice, IsRefusedWithoutAnyOfItsElementsAndNamesIt) {
  for (const std::string_view language : kLanguages)
    for (const bool automatic : {false, true})
      for (const Element& element : FormalElements()) {
        SCOPED_TRACE(element.id);
        NoticeTextFacts facts = FactsOf(NoticeKind::kFormalNotice);
        facts.automatic = automatic;
        ASSERT_TRUE(RenderNotice(facts, language));
        element.remove(facts);
        const auto text = RenderNotice(facts, language);
        ASSERT_FALSE(text);
        EXPECT_EQ(text.error().code, Code::kFailedPrecondition);
        EXPECT_EQ(text.error().reason, Reason::kNoticeIncomplete);
        std::set<std::string> missing;
        std::istringstream ids(text.error().metadata.at("missing"));
        for (std::string id; std::getline(ids, id, ',');) missing.insert(id);
        EXPECT_TRUE(missing.contains(element.id)) << text.error().message;
        // An interest that is not there cannot be computed either.
        EXPECT_LE(missing.size(), element.id.ends_with(".interest") ? 2U : 1U);
        EXPECT_FALSE(CheckNotice(facts));
      }
}

TEST(FormalNotice, NamesEverythingThatIsMissingAtOnce) {
  NoticeTextFacts facts = FactsOf(NoticeKind::kFormalNotice);
  facts.clause.clear();
  facts.sender.phone.clear();
  facts.claims[1].claim.number.clear();
  const auto checked = CheckNotice(facts);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().metadata.at("missing"), "claims[1].number,sender.phone,clause");
}

TEST(FormalNotice, TakesNoDateThatTheCurePeriodDoesNotAllow) {
  for (const auto member : {&NoticeTextFacts::supply_date, &NoticeTextFacts::suspend_date}) {
    NoticeTextFacts facts = FactsOf(NoticeKind::kFormalNotice);
    facts.*member = *PlusDays(*(facts.*member), -1);
    const auto text = RenderNotice(facts, "en");
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().reason, Reason::kFieldInvalid);
    facts.*member = *PlusDays(*(facts.*member), 4);
    EXPECT_TRUE(RenderNotice(facts, "en"));
  }
}

TEST(FormalNotice, TakesNoMoreDaysOverdueThanHavePassed) {
  NoticeTextFacts facts = FactsOf(NoticeKind::kFormalNotice);
  facts.claims[0].claim.days_overdue = 17;
  EXPECT_EQ(RenderNotice(facts, "en").error().metadata.at("field"), "claims[0].days_overdue");
  facts.claims[0].claim.days_overdue = 9;  // a dispute kept it from ageing
  EXPECT_TRUE(RenderNotice(facts, "en"));
}

TEST(FormalNotice, WithoutEffectsThreatensNone) {
  NoticeTextFacts facts = FactsOf(NoticeKind::kFormalNotice);
  facts.effects = false;
  facts.clause.clear();
  facts.disclosure_date.reset();
  facts.supply_date.reset();
  facts.suspend_date.reset();
  facts.stops.clear();
  facts.export_from = "the program's menu";
  const std::string english = Render(facts, "en").text;
  EXPECT_THAT(english,
              AllOf(StartsWith("FORMAL NOTICE: demand for payment\n"), HasSubstr("171,333.96"),
                    Not(HasSubstr("cure period")), Not(HasSubstr("stop of supply"))));
  const std::string chinese = Render(facts, "zh").text;
  EXPECT_THAT(chinese,
              AllOf(HasSubstr("171,333.96"), Not(HasSubstr("催告期")), Not(HasSubstr("停供"))));
}

TEST(FormalNotice, SaysWhatACoreSubContractsSuspensionDoes) {
  NoticeTextFacts facts = FactsOf(NoticeKind::kFormalNotice);
  EXPECT_THAT(Render(facts, "en").text, Not(HasSubstr("restricted mode")));
  facts.core = true;
  facts.dependents = "Warehouse terminals\nPayroll";
  EXPECT_THAT(Render(facts, "en").text,
              AllOf(HasSubstr("restricted mode"), HasSubstr("What depends on it"),
                    HasSubstr("Warehouse terminals"), HasSubstr("Payroll")));
  EXPECT_THAT(Render(facts, "zh").text, AllOf(HasSubstr("受限模式"), HasSubstr("Payroll")));
}

TEST(NoticeText, IsRefusedWithoutWhatItsKindIsAbout) {
  const auto missing = [](NoticeKind kind, const std::function<void(NoticeTextFacts&)>& remove) {
    NoticeTextFacts facts = FactsOf(kind);
    remove(facts);
    const auto text = RenderNotice(facts, "en");
    return text ? "nothing" : text.error().metadata.at("missing");
  };
  for (const NoticeKind kind :
       {NoticeKind::kPreDueReminder, NoticeKind::kDueReminder, NoticeKind::kOverdueReminder,
        NoticeKind::kUrgentNotice, NoticeKind::kSupplyStopped, NoticeKind::kSuspended})
    EXPECT_EQ(missing(kind, [](auto& facts) { facts.claims.clear(); }), "claims");
  for (const NoticeKind kind : {NoticeKind::kSupplyStopped, NoticeKind::kSuspended})
    EXPECT_EQ(missing(kind,
                      [](auto& facts) {
                        facts.effect_date.reset();
                        facts.formal_notice_id.clear();
                        facts.formal_received.reset();
                      }),
              "effect_date,formal_notice_id,formal_received");
  EXPECT_EQ(missing(NoticeKind::kRestored, [](auto& facts) { facts.ended_effect.reset(); }),
            "ended_effect");
  EXPECT_EQ(missing(NoticeKind::kDispatch, [](auto& facts) { facts.delivery.reset(); }),
            "delivery");
  EXPECT_EQ(
      missing(NoticeKind::kReceiptConfirmed, [](auto& facts) { facts.delivery->received.reset(); }),
      "delivery.received");
  EXPECT_EQ(missing(NoticeKind::kReceiptConfirmed,
                    [](auto& facts) { facts.delivery->last_review_day.reset(); }),
            "delivery.last_review_day");
  // A person's message has the person's name.
  EXPECT_EQ(missing(NoticeKind::kDueReminder,
                    [](auto& facts) {
                      facts.automatic = false;
                      facts.sender.name.clear();
                    }),
            "sender.name");
}

// --- values from elsewhere ---

constexpr std::string_view kHostile =
    "<script>alert(\"1\")</script> & '\" \u202Egnp.\u202C\u2066x\u2069\u200F\r\nBcc: a@b\x01\xff";

NoticeTextFacts Hostile(NoticeKind kind) {
  NoticeTextFacts facts = FactsOf(kind);
  const std::string hostile(kHostile);
  for (std::string* value : {&facts.notice_id,
                             &facts.sender.vendor,
                             &facts.sender.name,
                             &facts.sender.title,
                             &facts.sender.address,
                             &facts.sender.phone,
                             &facts.sender.email,
                             &facts.customer,
                             &facts.contact,
                             &facts.time_zone,
                             &facts.contract_title,
                             &facts.contract_number,
                             &facts.sub_contract_title,
                             &facts.clause,
                             &facts.formal_notice_id,
                             &facts.pay_to,
                             &facts.disputes_to,
                             &facts.instalments_to,
                             &facts.export_from,
                             &facts.portal_link})
    *value = hostile;
  for (NoticeClaimText& claim : facts.claims) claim.claim.number = hostile;
  facts.stops = facts.always_available = {hostile};
  if (facts.delivery) {
    facts.delivery->milestone = facts.delivery->release = hostile;
    facts.delivery->items = {hostile};
    facts.delivery->attachments = {{hostile, hostile}};
  }
  return facts;
}

// The name of each tag, opening or closing, but for the document's type.
std::vector<std::string> TagsOf(const std::string& html) {
  std::vector<std::string> tags;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    std::size_t begin = at + 1;
    if (html.compare(begin, 8, "!DOCTYPE") == 0) continue;
    if (html[begin] == '/') ++begin;
    std::size_t end = begin;
    while (end < html.size() && std::isalnum(static_cast<unsigned char>(html[end])) != 0) ++end;
    tags.push_back(html.substr(begin, end - begin));
  }
  return tags;
}

TEST(NoticeText, HostileValuesBecomeHarmlessText) {
  const std::set<std::string> ours = {"html", "head", "meta", "title", "body",      "div",
                                      "h1",   "h2",   "p",    "table", "tr",        "th",
                                      "td",   "ul",   "li",   "br",    "blockquote"};
  for (const NoticeKind kind : kNoticeKinds)
    for (const std::string_view language : kLanguages) {
      const NoticeText text = Render(Hostile(kind), language);
      SCOPED_TRACE(text.template_version);
      for (const std::string& tag : TagsOf(text.html)) EXPECT_TRUE(ours.contains(tag)) << tag;
      EXPECT_THAT(text.html, HasSubstr("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; "
                                       "&#39;&quot; gnp.x"));
      for (const std::string& shown : {text.subject, text.text, text.html}) {
        for (const char* control : {"\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u2066",
                                    "\u2067", "\u2068", "\u2069", "\u200F", "\x01", "\r", "\xff"})
          EXPECT_THAT(shown, Not(HasSubstr(control)));
      }
      EXPECT_THAT(text.subject, Not(HasSubstr("\n")));
    }
}

TEST(NoticeText, LoadsNothingAndLinksToWebPagesOnly) {
  NoticeTextFacts facts = FactsOf(NoticeKind::kFormalNotice);
  const std::string html = Render(facts, "en").html;
  EXPECT_THAT(html, HasSubstr("<a href=\"https://portal.nordlicht.example/n/0088?a=1&amp;b=2\">"));
  for (const char* loading : {"src=", "url(", "<link", "<img", "<style", "@import", "<iframe"})
    EXPECT_THAT(html, Not(HasSubstr(loading)));
  facts.portal_link = "javascript:alert(1)";
  EXPECT_THAT(Render(facts, "en").html, Not(HasSubstr("href")));
}

// --- several in one message ---

TEST(NoticeText, TogetherTheFormalNoticeIsFirstAndComplete) {
  NoticeTextFacts reminder = FactsOf(NoticeKind::kOverdueReminder);
  reminder.notice_id = "N-0090";
  NoticeTextFacts second = FactsOf(NoticeKind::kOverdueReminder);
  second.notice_id = "N-0091";
  const NoticeTextFacts formal = FactsOf(NoticeKind::kFormalNotice);
  for (const std::string_view language : kLanguages) {
    const auto together = RenderTogether(std::vector{reminder, formal, second}, language);
    ASSERT_TRUE(together) << together.error().message;
    const NoticeText alone = Render(formal, language);
    const std::string& text = together->text;
    const std::size_t at = text.find(alone.text);
    ASSERT_NE(at, std::string::npos) << text;
    EXPECT_LT(at, text.find("N-0090"));
    EXPECT_LT(text.find("N-0090"), text.find("N-0091"));
    EXPECT_THAT(together->subject, StartsWith(alone.subject));
    EXPECT_EQ(together->template_version,
              language == "zh" ? "together/zh/1+formal_notice/zh/3+overdue_reminder/zh/1"
                               : "together/en/1+formal_notice/en/3+overdue_reminder/en/1");
    for (const char* id : {"N-0088", "N-0090", "N-0091"})
      EXPECT_THAT(together->html, HasSubstr(id));
  }
}

TEST(NoticeText, TogetherWhoSignsSeveralSignsOnce) {
  const NoticeTextFacts reminder = FactsOf(NoticeKind::kOverdueReminder);
  NoticeTextFacts other = reminder;
  other.sender.name = "Zhao Min";
  const auto signatures = [](const std::vector<NoticeTextFacts>& notices) {
    const std::vector<std::string> lines = LinesIn(RenderTogether(notices, "en").value().text);
    return std::ranges::count(lines, "Kind regards");
  };
  EXPECT_EQ(signatures({reminder, reminder}), 1);
  EXPECT_EQ(signatures({reminder, other}), 2);
}

TEST(NoticeText, TogetherOfOneIsTheNoticeAlone) {
  const NoticeTextFacts facts = FactsOf(NoticeKind::kUrgentNotice);
  const auto together = RenderTogether(std::vector{facts}, "zh");
  ASSERT_TRUE(together);
  EXPECT_EQ(together->text, Render(facts, "zh").text);
  EXPECT_EQ(together->template_version, "urgent_notice/zh/1");
}

TEST(NoticeText, TogetherIsForOneContactAndRefusesAnIncompleteFormalNotice) {
  NoticeTextFacts formal = FactsOf(NoticeKind::kFormalNotice);
  NoticeTextFacts reminder = FactsOf(NoticeKind::kOverdueReminder);
  const auto reason = [&] {
    return RenderTogether(std::vector{reminder, formal}, "en").error().reason;
  };
  EXPECT_EQ(RenderTogether({}, "en").error().reason, Reason::kFieldInvalid);
  reminder.contact = "李娜";
  EXPECT_EQ(reason(), Reason::kFieldInvalid);
  reminder.contact = formal.contact;
  formal.clause.clear();
  EXPECT_EQ(reason(), Reason::kNoticeIncomplete);
}

TEST(NoticeText, TheSameFactsGiveTheSameBytes) {
  for (const NoticeKind kind : kNoticeKinds)
    for (const std::string_view language : kLanguages) {
      const NoticeText first = Render(FactsOf(kind), language);
      const NoticeText again = Render(FactsOf(kind), language);
      EXPECT_EQ(first.text, again.text);
      EXPECT_EQ(first.html, again.html);
      EXPECT_EQ(first.subject, again.subject);
    }
}

}  // namespace
}  // namespace countersign::domain
