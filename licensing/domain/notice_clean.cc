#include <algorithm>
#include <boost/locale/utf.hpp>
#include <iterator>

#include "licensing/domain/notice_parts.h"

namespace countersign::domain {
namespace {

namespace utf = boost::locale::utf;
using Traits = utf::utf_traits<char>;

constexpr utf::code_point kReplacement = 0xFFFD;

bool IsHidden(utf::code_point point) {
  return point == 0x061C ||
         (point >= 0x200B && point <= 0x200F && point != 0x200C &&
          point != 0x200D) ||  // the joiners belong to words of some scripts
         (point >= 0x202A && point <= 0x202E) ||
         point == 0x2060 || (point >= 0x2066 && point <= 0x2069) || point == 0xFEFF;
}

bool IsSpace(utf::code_point point) {
  return point == ' ' || (point >= 0x09 && point <= 0x0D) || point == 0x85 || point == 0xA0 ||
         point == 0x2028 || point == 0x2029 || point == 0x3000;
}

void CleanNames(std::vector<std::string>& names) {
  for (std::string& name : names) name = CleanLine(name);
  std::erase(names, "");
}

void CleanDelivery(NoticeDelivery& delivery) {
  delivery.milestone = CleanLine(delivery.milestone);
  delivery.release = CleanLine(delivery.release);
  CleanNames(delivery.items);
  for (NoticeAttachment& attachment : delivery.attachments) {
    attachment.name = CleanLine(attachment.name);
    attachment.sha256 = CleanLine(attachment.sha256);
  }
}

bool IsControl(utf::code_point point) { return point < 0x20 || (point >= 0x7F && point < 0xA0); }

}  // namespace

std::string CleanLine(std::string_view value) {
  std::string clean;
  bool space = false;
  for (const char* at = value.begin(); at != value.end();) {
    const char* const start = at;
    utf::code_point point = Traits::decode(at, value.end());
    if (point == utf::illegal || point == utf::incomplete) {
      point = kReplacement;
      at = start + 1;
    }
    if (IsSpace(point)) {
      space = true;
    } else if (!IsControl(point) && !IsHidden(point)) {
      if (space && !clean.empty()) clean += ' ';
      space = false;
      Traits::encode(point, std::back_inserter(clean));
    }
  }
  return clean;
}

std::string CleanLines(std::string_view value) {
  std::vector<std::string> lines;
  for (const std::string& line : LinesOf(value)) lines.push_back(CleanLine(line));
  const auto full = [](const std::string& line) { return !line.empty(); };
  lines.erase(lines.begin(), std::ranges::find_if(lines, full));
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  std::string clean;
  for (const std::string& line : lines) clean += (&line == &lines.front() ? "" : "\n") + line;
  return clean;
}

NoticeTextFacts Cleaned(NoticeTextFacts facts) {
  for (std::string* line :
       {&facts.notice_id, &facts.sender.vendor, &facts.sender.name, &facts.sender.title,
        &facts.sender.phone, &facts.sender.email, &facts.customer, &facts.contact, &facts.time_zone,
        &facts.contract_title, &facts.contract_number, &facts.sub_contract_title,
        &facts.formal_notice_id, &facts.disputes_to, &facts.instalments_to, &facts.export_from,
        &facts.portal_link})
    *line = CleanLine(*line);
  for (std::string* lines :
       {&facts.sender.address, &facts.clause, &facts.dependents, &facts.pay_to})
    *lines = CleanLines(*lines);
  for (NoticeClaimText& text : facts.claims) text.claim.number = CleanLine(text.claim.number);
  CleanNames(facts.stops);
  CleanNames(facts.always_available);
  if (facts.delivery) CleanDelivery(*facts.delivery);
  return facts;
}

std::vector<std::string> LinesOf(std::string_view text) {
  std::vector<std::string> lines;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    lines.emplace_back(text.substr(start, end - start));
    start = end + 1;
  }
  return lines;
}

}  // namespace countersign::domain
