#include "licensing/domain/notice_parts.h"

#include <algorithm>

namespace countersign::domain {
namespace {

Result<Money> SumOf(const NoticeTextFacts& facts, Money NoticedClaim::* part) {
  std::vector<Money> amounts;
  for (const NoticeClaimText& text : facts.claims) amounts.push_back(text.claim.*part);
  return Sum(facts.currency_code, amounts);
}

Result<std::string> SegmentText(const NoticeWords& words, const InterestSegment& segment) {
  const std::int64_t days = DaysBetween(segment.first_day, segment.last_day) + 1;
  ASSIGN_OR_RETURN(const std::string principal, NumberText(segment.principal));
  const std::string divisor = segment.divisor == 1 ? "" : " / " + std::to_string(segment.divisor);
  return Cat({principal, " × ", PercentText(segment.rate), "%", divisor, " × ",
              words.days_text(days), words.period_text(segment.first_day, segment.last_day)});
}

// What of a claim's interest was neither noted nor follows from the segments.
Result<Money> CorrectionOf(const NoticeClaimText& text, const Money& accrued) {
  ASSIGN_OR_RETURN(const Money unnoted, Subtract(text.claim.interest, text.noted_interest));
  return Subtract(unnoted, accrued);
}

Result<std::string> AccruedText(const NoticeWords& words, const NoticeClaimText& text,
                                const Money& accrued) {
  std::string formula;
  for (const InterestSegment& segment : text.segments) {
    if (segment.principal.minor_units == 0 || segment.rate.units() == 0) continue;
    ASSIGN_OR_RETURN(const std::string written, SegmentText(words, segment));
    formula += (formula.empty() ? "" : " + ") + written;
  }
  if (formula.empty()) return std::string();
  ASSIGN_OR_RETURN(const std::string number, NumberText(accrued));
  return Cat({formula, " = ", number, words.rounded_once});
}

Result<std::string> ComputationOf(const NoticeWords& words, const NoticeClaimText& text) {
  ASSIGN_OR_RETURN(const Money accrued,
                   InterestOf(text.claim.interest.currency_code, text.segments));
  ASSIGN_OR_RETURN(const Money correction, CorrectionOf(text, accrued));
  std::vector<std::string> terms;
  ASSIGN_OR_RETURN(std::string formula, AccruedText(words, text, accrued));
  if (!formula.empty()) terms.push_back(std::move(formula));
  for (const auto& [label, money] : {std::pair(words.noted_interest, &text.noted_interest),
                                     std::pair(words.corrected_interest, &correction)}) {
    if (money->minor_units == 0) continue;
    ASSIGN_OR_RETURN(const std::string number, NumberText(*money));
    terms.push_back(Cat({label, words.colon, number}));
  }
  std::string line = Cat({text.claim.number, words.colon});
  if (terms.empty()) return line + std::string(words.no_interest);
  for (const std::string& term : terms)
    line += Cat({&term == &terms.front() ? "" : words.separator, term});
  if (terms.size() == 1) return line;
  ASSIGN_OR_RETURN(const std::string number, NumberText(text.claim.interest));
  return Cat({line, words.separator, words.together_interest, words.colon, number});
}

void AddPair(NoticePairs& pairs, std::string_view label, const std::string& value) {
  if (!value.empty()) pairs.pairs.emplace_back(label, value);
}

// What a table of claims shows of one of them, or of all.
struct ClaimCells {
  std::string number, due_date, days, principal, interest, sum;
};

std::vector<std::string> CellsOf(const ClaimCells& cells, ClaimColumns columns, bool interest) {
  if (columns == ClaimColumns::kUpcoming) return {cells.number, cells.due_date, cells.principal};
  if (!interest) return {cells.number, cells.due_date, cells.days, cells.principal};
  return {cells.number, cells.due_date, cells.days, cells.principal, cells.interest, cells.sum};
}

Result<ClaimCells> CellsOf(const NoticeWords& words, const NoticedClaim& claim) {
  ClaimCells cells;
  cells.number = claim.number;
  cells.due_date = words.date_text(claim.due_date);
  cells.days = std::to_string(claim.days_overdue);
  ASSIGN_OR_RETURN(const Money sum, Add(claim.principal, claim.interest));
  ASSIGN_OR_RETURN(cells.principal, NumberText(claim.principal));
  ASSIGN_OR_RETURN(cells.interest, NumberText(claim.interest));
  ASSIGN_OR_RETURN(cells.sum, NumberText(sum));
  return cells;
}

}  // namespace

std::string Cat(std::initializer_list<std::string_view> pieces) {
  std::string text;
  for (const std::string_view piece : pieces) text += piece;
  return text;
}

Result<std::string> NumberText(const Money& money) {
  ASSIGN_OR_RETURN(std::string text, FormatAmount(money));
  const std::size_t digits = text.starts_with('-') ? 1 : 0;
  for (std::size_t at = std::min(text.find('.'), text.size()); at > digits + 3;) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

std::string PercentText(Rate rate) {
  std::string text = rate.ToString();
  std::size_t point = text.find('.');
  if (point == std::string::npos) {
    point = text.size();
    text += '.';
  }
  text.append(point + 3 > text.size() ? point + 3 - text.size() : 0, '0');
  std::string percent = text.substr(0, point) + text.substr(point + 1, 2);
  percent.erase(0, std::min(percent.find_first_not_of('0'), percent.size() - 1));
  const std::string fraction = text.substr(point + 3);
  return fraction.empty() ? percent : percent + "." + fraction;
}

Result<NoticeSums> SumsOf(const NoticeTextFacts& facts) {
  ASSIGN_OR_RETURN(const Money principal, SumOf(facts, &NoticedClaim::principal));
  ASSIGN_OR_RETURN(const Money interest, SumOf(facts, &NoticedClaim::interest));
  ASSIGN_OR_RETURN(const Money total, Add(principal, interest));
  NoticeSums sums;
  ASSIGN_OR_RETURN(sums.principal, NumberText(principal));
  ASSIGN_OR_RETURN(sums.interest, NumberText(interest));
  ASSIGN_OR_RETURN(sums.total, NumberText(total));
  return sums;
}

bool HasInterest(const NoticeTextFacts& facts) {
  return std::ranges::any_of(facts.claims, [](const NoticeClaimText& text) {
    return text.claim.interest.minor_units != 0;
  });
}

NoticePairs HeadOf(const NoticeWords& words, const NoticeTextFacts& facts) {
  NoticePairs head;
  AddPair(head, words.notice_id, facts.notice_id);
  AddPair(
      head, words.date,
      Cat({words.date_text(facts.date), words.open_bracket, facts.time_zone, words.close_bracket}));
  AddPair(head, words.from, facts.sender.vendor);
  AddPair(head, words.to,
          facts.contact.empty() ? facts.customer
                                : Cat({facts.customer, words.separator, facts.contact}));
  AddPair(
      head, words.contract,
      Cat({facts.contract_title, words.open_bracket, facts.contract_number, words.close_bracket}));
  AddPair(head, words.sub_contract, facts.sub_contract_title);
  return head;
}

NoticePairs PersonOf(const NoticeWords& words, const NoticeSender& sender) {
  NoticePairs person;
  AddPair(person, words.person, sender.name);
  AddPair(person, words.position, sender.title);
  AddPair(person, words.address, sender.address);
  AddPair(person, words.phone, sender.phone);
  AddPair(person, words.email, sender.email);
  return person;
}

Result<NoticeTable> ClaimsTable(const NoticeWords& words, const NoticeTextFacts& facts,
                                ClaimColumns columns) {
  ASSIGN_OR_RETURN(const NoticeSums sums, SumsOf(facts));
  const auto cells_of = [&](const ClaimCells& cells) {
    return CellsOf(cells, columns, HasInterest(facts));
  };
  NoticeTable table;
  const ClaimCells headers{std::string(words.invoice),      std::string(words.due_date),
                           std::string(words.days_overdue), std::string(words.principal),
                           std::string(words.interest),     std::string(words.sum)};
  for (const std::string& header : cells_of(headers))
    table.columns.push_back({header, header != words.invoice && header != words.due_date});
  for (const NoticeClaimText& text : facts.claims) {
    ASSIGN_OR_RETURN(const ClaimCells cells, CellsOf(words, text.claim));
    table.rows.push_back(cells_of(cells));
  }
  table.totals = cells_of({Cat({words.total, " ", facts.currency_code}), "", "", sums.principal,
                           sums.interest, sums.total});
  return table;
}

Result<NoticeList> InterestComputation(const NoticeWords& words, const NoticeTextFacts& facts) {
  NoticeList list;
  for (const NoticeClaimText& text : facts.claims) {
    ASSIGN_OR_RETURN(std::string line, ComputationOf(words, text));
    list.items.push_back(std::move(line));
  }
  return list;
}

}  // namespace countersign::domain
