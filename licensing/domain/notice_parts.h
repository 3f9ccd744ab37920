// Internal. What the messages are made of: cleaned facts, figures and tables, in the words of a
// language (notice_words.h).
#ifndef COUNTERSIGN_DOMAIN_NOTICE_PARTS_H_
#define COUNTERSIGN_DOMAIN_NOTICE_PARTS_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/domain/notice_document.h"
#include "licensing/domain/notice_text.h"
#include "licensing/domain/notice_words.h"

namespace countersign::domain {

// One notice, ready to stand alone or with others.
struct NoticePart {
  std::string subject;
  std::string title;
  NoticePairs head;  // from and to whom, about what
  std::string greeting;
  std::vector<NoticeBlock> body;
  NoticeLines closing;
};

// With every value cleaned, see CleanLine and CleanLines; empty names are left out of lists.
NoticeTextFacts Cleaned(NoticeTextFacts facts);

// The claims' figures, as they are written, without the currency.
struct NoticeSums {
  std::string principal;
  std::string interest;
  std::string total;
};
Result<NoticeSums> SumsOf(const NoticeTextFacts& facts);
bool HasInterest(const NoticeTextFacts& facts);  // of one of the claims at least

// A number with its currency's digits, its thousands grouped: "150,000.00", "-1,500" (JPY).
Result<std::string> NumberText(const Money& money);
// "4.65", of 0.0465.
std::string PercentText(Rate rate);
// One after the other.
std::string Cat(std::initializer_list<std::string_view> pieces);

// What the sentences' places are filled with: all that the facts have. The errors of SumsOf.
Result<NoticeValues> ValuesOf(const NoticeWords& words, const NoticeTextFacts& facts);

NoticePairs HeadOf(const NoticeWords& words, const NoticeTextFacts& facts);
// The person, with everything that is known of how to reach them.
NoticePairs PersonOf(const NoticeWords& words, const NoticeSender& sender);

enum class ClaimColumns {
  kUpcoming = 1,  // principal only
  kOverdue = 2,   // with days overdue and, where there is any, interest
};
Result<NoticeTable> ClaimsTable(const NoticeWords& words, const NoticeTextFacts& facts,
                                ClaimColumns columns);
// For each claim, how its interest came about.
Result<NoticeList> InterestComputation(const NoticeWords& words, const NoticeTextFacts& facts);

// The whole of a notice. The facts are cleaned and complete.
Result<NoticePart> PartOf(const NoticeWords& words, const NoticeTextFacts& facts);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_NOTICE_PARTS_H_
