#include "licensing/domain/enforcement.h"

namespace countersign::domain {

std::string_view StageName(Stage stage) {
  switch (stage) {
    case Stage::kCurrent:
      return "CURRENT";
    case Stage::kDueSoon:
      return "DUE_SOON";
    case Stage::kOverdue:
      return "OVERDUE";
    case Stage::kUrgent:
      return "URGENT";
    case Stage::kNoticed:
      return "NOTICED";
    case Stage::kSupplyStopped:
      return "SUPPLY_STOPPED";
    case Stage::kSuspended:
      return "SUSPENDED";
    case Stage::kTerminated:
      break;
  }
  return "TERMINATED";
}

std::string_view EffectName(EffectKind kind) {
  return kind == EffectKind::kStopSupply ? "STOP_SUPPLY" : "SUSPEND";
}

std::string_view NoticeKindName(NoticeKind kind) {
  switch (kind) {
    case NoticeKind::kPreDueReminder:
      return "PRE_DUE_REMINDER";
    case NoticeKind::kDueReminder:
      return "DUE_REMINDER";
    case NoticeKind::kOverdueReminder:
      return "OVERDUE_REMINDER";
    case NoticeKind::kUrgentNotice:
      return "URGENT_NOTICE";
    case NoticeKind::kFormalNotice:
      return "FORMAL_NOTICE";
    case NoticeKind::kSupplyStopped:
      return "SUPPLY_STOPPED";
    case NoticeKind::kSuspended:
      return "SUSPENDED";
    case NoticeKind::kRestored:
      return "RESTORED";
    case NoticeKind::kDispatch:
      return "DISPATCH";
    case NoticeKind::kReceiptConfirmed:
      break;
  }
  return "RECEIPT_CONFIRMED";
}

}  // namespace countersign::domain
