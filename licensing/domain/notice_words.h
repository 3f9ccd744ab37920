// Internal. The words of the messages in one language: sentences with {places} for the values that
// notice_parts.h fills in, named alike in both languages, so that a sentence is read as it is sent.
#ifndef COUNTERSIGN_DOMAIN_NOTICE_WORDS_H_
#define COUNTERSIGN_DOMAIN_NOTICE_WORDS_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "licensing/base/clock.h"
#include "licensing/domain/calendar.h"
#include "licensing/domain/enforcement.h"

namespace countersign::domain {

using NoticeValues = std::map<std::string, std::string, std::less<>>;

// The sentence with its places filled; what is filled in is not looked at for places again.
std::string Fill(std::string_view sentence, const NoticeValues& values);

struct NoticeKindWords {
  NoticeKind kind;
  std::string_view subject;
  std::string_view title;
  std::string_view opening;
};

struct NoticeWords {
  std::string_view code;           // "en", "zh"
  std::string_view html_language;  // "en", "zh-CN"
  NoticeKindWords kinds[10];
  std::string_view formal_title_without_effects;

  // How values are written.
  std::string (*date_text)(CivilDate date);
  std::string (*days_text)(std::int64_t days);
  std::string (*period_text)(CivilDate first, CivilDate last);  // after a number of days
  std::string (*term_text)(const Term& term);
  std::string (*amount_text)(std::string_view currency_code, std::string_view number);
  std::string (*section_text)(std::size_t number);  // before the heading of a formal notice
  std::string_view colon, open_bracket, close_bracket;
  std::string_view separator;

  // Labels.
  std::string_view notice_id, date, from, to, contract, sub_contract;
  std::string_view invoice, due_date, days_overdue, principal, interest, sum, total;
  std::string_view noted_interest, corrected_interest, together_interest, no_interest, rounded_once;
  std::string_view person, position, address, phone, email;
  std::string_view part_of_contract, part_of_sub_contract;  // within a sentence
  std::string_view pay_to, reference, reference_text;
  std::string_view milestone, round, delivered_on, received_on, release;

  // Headings.
  std::string_view h_claims, h_computation, h_ask, h_clause, h_effects, h_stops, h_keeps, h_ways;
  std::string_view h_person, h_end, h_open, h_items, h_attachments, h_terms;

  // Letters.
  std::string_view greeting, greeting_unnamed, regards, regards_formal;
  std::string_view closing_date;  // empty: a letter does not end with one
  std::string_view automatic, questions;
  std::string_view portal, portal_confirm, together_subject, together, together_with_formal;

  // Money.
  std::string_view undisputed, interest_through, total_computed, computation_intro, crossed;
  std::string_view formal_may_follow;
  std::string_view dispute_short, instalments_short, dispute, instalments, export_data;

  // The formal notice.
  std::string_view ask, ask_without_effects, clause_intro;
  std::string_view cure_begins, supply_from, suspend_from, cure_conditions;

  // Effects.
  // Of a core sub-contract, and of another one: under a licence that covers others too.
  std::string_view stopped_machines, stopped_deliveries;
  std::string_view stopped_part_machines, stopped_part_deliveries;
  std::string_view stopped_features, stopped_core, stopped_dependents;
  std::string_view supply_stops_intro, suspension_stops_intro, keeps_supply, keeps_intro;
  std::string_view keeps_data, keeps_money, keeps_rest, keeps_named;
  std::string_view suspension_may_follow, ends_by_payment, not_charged;
  std::string_view restored_supply, restored_suspension, restored_keys;

  // Deliveries.
  std::string_view term_starts, no_term, deemed, term_runs, payment_runs, payment_assumes;
  std::string_view confirm_receipt;
};
const NoticeWords& EnglishNoticeWords();
const NoticeWords& ChineseNoticeWords();

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_NOTICE_WORDS_H_
