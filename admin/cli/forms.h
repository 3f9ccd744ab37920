// Messages that stand for one value, and how a person types and reads them:
//   Money        CNY 180000.00, or 180000.00 CNY
//   Term         30, 10 business, 30 calendar rolled (the last day moves on to a business day)
//   CalendarRef  china, china@1
//   DateRange    2026-02-15..2026-02-23
//   DatedRate    0.05, 0.06@2026-01-01 (from that day on)
//   Criterion    id=text
//   WorkItem     id=weight title
//   Defect       criterion=description, criterion/item,minor,mending=description
//   ChangedMilestone  id=CNY 12000.00, and a title for a new one
#ifndef COUNTERSIGN_CLI_FORMS_H_
#define COUNTERSIGN_CLI_FORMS_H_

#include <google/protobuf/message.h>

#include <string>
#include <string_view>

namespace countersign::cli {

struct Form {
  std::string_view placeholder;  // for help, e.g. "AMOUNT"
  std::string_view wanted;       // "an amount such as …", for what is none
  bool (*read)(google::protobuf::Message& message, std::string_view text);
  std::string (*write)(const google::protobuf::Message& message);
};

// Nothing for a message without a form of its own.
const Form* FindForm(const google::protobuf::Descriptor& type);

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_FORMS_H_
