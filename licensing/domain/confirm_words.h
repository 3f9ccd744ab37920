// Internal. The words of the page under a notice's link and of the mail with its code, in one
// language: sentences with {places} as in notice_words.h.
#ifndef COUNTERSIGN_DOMAIN_CONFIRM_WORDS_H_
#define COUNTERSIGN_DOMAIN_CONFIRM_WORDS_H_

#include <string_view>

#include "licensing/domain/confirm_page.h"

namespace countersign::domain {

struct ConfirmProblemWords {
  ConfirmProblem problem;
  std::string_view text;
};

struct ConfirmWords {
  std::string_view title, closed_title, confirmed_title;
  // Who asks whom for what, until when, and what happens otherwise.
  std::string_view asks, until, otherwise, meaning;
  std::string_view send_heading, send_intro, send_button;
  std::string_view enter_heading, enter_intro, code_label, name_label, name_hint, confirm_button;
  std::string_view again_intro, again_button;
  std::string_view received, received_nameless, follows, nothing_follows;
  std::string_view text_heading, text_hash;
  std::string_view reach_heading;
  ConfirmProblemWords problems[14];

  std::string_view mail_subject, mail_title, mail_intro, mail_code, mail_good, mail_page,
      mail_ignore;
};
const ConfirmWords& EnglishConfirmWords();
const ConfirmWords& ChineseConfirmWords();

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_CONFIRM_WORDS_H_
