#include "licensing/domain/notice_text.h"

#include <algorithm>

#include "licensing/domain/notice_parts.h"

namespace countersign::domain {
namespace {

// A template's version goes up when its words change in any way that a reader could see. This one
// is that of the frame around several notices.
constexpr std::string_view kTogetherVersion = "1";

struct Template {
  NoticeKind kind;
  std::string_view name;
  std::string_view english_version;
  std::string_view chinese_version;
};
constexpr Template kTemplates[] = {
    {NoticeKind::kPreDueReminder, "pre_due_reminder", "1", "1"},
    {NoticeKind::kDueReminder, "due_reminder", "1", "1"},
    {NoticeKind::kOverdueReminder, "overdue_reminder", "1", "1"},
    {NoticeKind::kUrgentNotice, "urgent_notice", "1", "1"},
    {NoticeKind::kFormalNotice, "formal_notice", "3", "3"},
    {NoticeKind::kSupplyStopped, "supply_stopped", "2", "2"},
    {NoticeKind::kSuspended, "suspended", "3", "3"},
    {NoticeKind::kRestored, "restored", "1", "1"},
    {NoticeKind::kDispatch, "dispatch", "1", "1"},
    {NoticeKind::kReceiptConfirmed, "receipt_confirmed", "1", "1"},
};

const NoticeWords& WordsFor(std::string_view language) {
  return language.starts_with("zh") ? ChineseNoticeWords() : EnglishNoticeWords();
}

std::string VersionOf(const NoticeWords& words, NoticeKind kind) {
  const Template& used = *std::ranges::find(kTemplates, kind, &Template::kind);
  return Cat({used.name, "/", words.code, "/",
              words.code == "zh" ? used.chinese_version : used.english_version});
}

struct Written {
  NoticeKind kind;
  NoticePart part;
};

Result<Written> Write(const NoticeWords& words, const NoticeTextFacts& facts) {
  RETURN_IF_ERROR(CheckNotice(facts));
  ASSIGN_OR_RETURN(NoticePart part, PartOf(words, Cleaned(facts)));
  return Written{facts.kind, std::move(part)};
}

NoticeText TextOf(const NoticeWords& words, std::string subject, std::vector<NoticeBlock> blocks,
                  std::string version) {
  const NoticeDocument document{std::string(words.html_language), subject, std::move(blocks)};
  return {std::move(subject), ToText(document), ToHtml(document), std::move(version)};
}

void Append(std::vector<NoticeBlock>& blocks, NoticePart part, bool greeting, bool closing) {
  blocks.emplace_back(NoticeTitle{std::move(part.title)});
  blocks.emplace_back(std::move(part.head));
  if (greeting) blocks.emplace_back(NoticeParagraph{std::move(part.greeting)});
  std::ranges::move(part.body, std::back_inserter(blocks));
  if (closing) blocks.emplace_back(std::move(part.closing));
}

Result<void> CheckTogether(std::span<const NoticeTextFacts> notices) {
  if (notices.empty()) return FieldInvalid("notices", "must have one at least");
  const NoticeTextFacts& first = notices.front();
  const bool same = std::ranges::all_of(notices, [&](const NoticeTextFacts& facts) {
    return facts.customer == first.customer && facts.contact == first.contact;
  });
  if (!same) return FieldInvalid("notices", "must all be to the same contact of one customer");
  return {};
}

// Of several parts: the first greets, a formal notice always does; who signs several in a row signs
// once, but a formal notice is signed on its own.
std::vector<NoticeBlock> BlocksOf(std::vector<Written> all) {
  std::vector<NoticeBlock> blocks;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool formal = all[i].kind == NoticeKind::kFormalNotice;
    const bool closing =
        formal || i + 1 == all.size() || all[i + 1].part.closing.lines != all[i].part.closing.lines;
    Append(blocks, std::move(all[i].part), formal || i == 0, closing);
  }
  return blocks;
}

std::string VersionOf(const NoticeWords& words, const std::vector<Written>& all) {
  std::vector<std::string> versions;
  for (const Written& written : all) {
    std::string version = VersionOf(words, written.kind);
    if (std::ranges::find(versions, version) == versions.end())
      versions.push_back(std::move(version));
  }
  std::string joined = Cat({"together/", words.code, "/", kTogetherVersion});
  for (const std::string& version : versions) joined += "+" + version;
  return joined;
}

}  // namespace

SenderRole SenderRoleOf(NoticeKind kind) {
  switch (kind) {
    case NoticeKind::kFormalNotice:
      return SenderRole::kManager;
    case NoticeKind::kUrgentNotice:
    case NoticeKind::kSupplyStopped:
    case NoticeKind::kSuspended:
    case NoticeKind::kRestored:
      return SenderRole::kCollections;
    default:
      return SenderRole::kAccountManager;
  }
}

bool MayWaitForRelease(NoticeKind kind) { return kind <= NoticeKind::kFormalNotice; }

Result<NoticeText> RenderNotice(const NoticeTextFacts& facts, std::string_view language) {
  const NoticeWords& words = WordsFor(language);
  ASSIGN_OR_RETURN(Written written, Write(words, facts));
  std::string subject = std::move(written.part.subject);
  std::vector<NoticeBlock> blocks;
  Append(blocks, std::move(written.part), true, true);
  return TextOf(words, std::move(subject), std::move(blocks), VersionOf(words, facts.kind));
}

Result<NoticeText> RenderTogether(std::span<const NoticeTextFacts> notices,
                                  std::string_view language) {
  RETURN_IF_ERROR(CheckTogether(notices));
  if (notices.size() == 1) return RenderNotice(notices.front(), language);
  const NoticeWords& words = WordsFor(language);
  std::vector<Written> all;
  for (const NoticeTextFacts& facts : notices) {
    ASSIGN_OR_RETURN(Written written, Write(words, facts));
    all.push_back(std::move(written));
  }
  const auto rest = std::ranges::stable_partition(
      all, [](const Written& written) { return written.kind == NoticeKind::kFormalNotice; });
  const std::size_t formal = all.size() - rest.size();
  std::string subject = Fill(words.together_subject, {{"subject", all.front().part.subject},
                                                      {"others", std::to_string(all.size() - 1)}});
  std::string version = VersionOf(words, all);
  std::vector<NoticeBlock> blocks{
      NoticeParagraph{Fill(formal > 0 ? words.together_with_formal : words.together,
                           {{"count", std::to_string(all.size())}})}};
  std::ranges::move(BlocksOf(std::move(all)), std::back_inserter(blocks));
  return TextOf(words, std::move(subject), std::move(blocks), std::move(version));
}

}  // namespace countersign::domain
