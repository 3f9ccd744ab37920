// The values that the sentences of a message are filled with.
#include <algorithm>

#include "licensing/domain/notice_parts.h"

namespace countersign::domain {
namespace {

class Values {
 public:
  Values(const NoticeWords& words, const NoticeTextFacts& facts) : words_(words), facts_(facts) {}

  Result<NoticeValues> Read();

 private:
  void ReadNames();
  void ReadDates();
  Result<void> ReadMoney();
  Result<void> ReadDelivery();
  void SetDate(std::string name, const std::optional<CivilDate>& date) {
    if (date) values_[std::move(name)] = words_.date_text(*date);
  }
  std::string Person() const;

  const NoticeWords& words_;
  const NoticeTextFacts& facts_;
  NoticeValues values_;
};

void Values::ReadNames() {
  values_ = {{"notice", facts_.notice_id},
             {"vendor", facts_.sender.vendor},
             {"person", Person()},
             {"contact", facts_.contact},
             {"contract", facts_.contract_title},
             {"sub_contract", facts_.sub_contract_title},
             {"formal_notice", facts_.formal_notice_id},
             {"disputes_to", facts_.disputes_to},
             {"instalments_to", facts_.instalments_to},
             {"export_from", facts_.export_from},
             {"supply_days", words_.days_text(facts_.supply_cure_days)},
             {"suspend_days", words_.days_text(facts_.suspend_cure_days)}};
  const bool whole = facts_.sub_contract_title.empty();
  values_["matter"] = whole ? facts_.contract_number
                            : Cat({facts_.contract_number, " ", facts_.sub_contract_title});
  values_["part"] = Fill(whole ? words_.part_of_contract : words_.part_of_sub_contract, values_);
}

void Values::ReadDates() {
  SetDate("date", facts_.date);
  SetDate("disclosure_date", facts_.disclosure_date);
  SetDate("supply_date", facts_.supply_date);
  SetDate("suspend_date", facts_.suspend_date);
  SetDate("formal_date", facts_.formal_date);
  SetDate("formal_received", facts_.formal_received);
  SetDate("effect_date", facts_.effect_date);
}

Result<void> Values::ReadMoney() {
  if (!facts_.claims.empty()) {
    ASSIGN_OR_RETURN(const NoticeSums sums, SumsOf(facts_));
    for (const auto& [name, number] :
         {std::pair("principal", &sums.principal), std::pair("interest", &sums.interest),
          std::pair("total", &sums.total)})
      values_[name] = words_.amount_text(facts_.currency_code, *number);
  }
  if (!facts_.payment_term) return {};
  const NoticePaymentTerm& term = *facts_.payment_term;
  ASSIGN_OR_RETURN(const std::string number, NumberText(term.amount));
  values_["payment"] = words_.amount_text(term.amount.currency_code, number);
  SetDate("payment_from", term.from);
  SetDate("payment_through", term.through);
  return {};
}

Result<void> Values::ReadDelivery() {
  if (!facts_.delivery) return {};
  const NoticeDelivery& delivery = *facts_.delivery;
  values_["milestone"] = delivery.milestone;
  SetDate("received", delivery.received);
  SetDate("last_review_day", delivery.last_review_day);
  if (delivery.review_term) values_["term"] = words_.term_text(*delivery.review_term);
  if (!delivery.received) return {};
  ASSIGN_OR_RETURN(const CivilDate from, PlusDays(*delivery.received, 1));
  SetDate("review_from", from);
  return {};
}

std::string Values::Person() const {
  std::string person;
  for (const std::string* piece :
       {&facts_.sender.name, &facts_.sender.title, &facts_.sender.phone, &facts_.sender.email})
    if (!piece->empty()) person += Cat({person.empty() ? "" : words_.separator, *piece});
  return person;
}

Result<NoticeValues> Values::Read() {
  ReadNames();
  ReadDates();
  RETURN_IF_ERROR(ReadMoney());
  RETURN_IF_ERROR(ReadDelivery());
  return std::move(values_);
}

}  // namespace

std::string Fill(std::string_view sentence, const NoticeValues& values) {
  std::string filled;
  while (!sentence.empty()) {
    const std::size_t open = std::min(sentence.find('{'), sentence.size());
    filled += sentence.substr(0, open);
    sentence.remove_prefix(open);
    if (sentence.empty()) break;
    const std::size_t close = std::min(sentence.find('}'), sentence.size() - 1);
    const auto value = values.find(sentence.substr(1, close - 1));
    filled += value == values.end() ? sentence.substr(0, close + 1) : value->second;
    sentence.remove_prefix(close + 1);
  }
  return filled;
}

Result<NoticeValues> ValuesOf(const NoticeWords& words, const NoticeTextFacts& facts) {
  return Values(words, facts).Read();
}

}  // namespace countersign::domain
