#include "licensing/domain/adjustment.h"

namespace countersign::domain {

RecordKind RecordKindOf(AdjustmentKind kind) {
  switch (kind) {
    case AdjustmentKind::kSetOff:
      return RecordKind::kSetOff;
    case AdjustmentKind::kAssignment:
      return RecordKind::kAssignment;
    case AdjustmentKind::kWriteOff:
      break;
  }
  return RecordKind::kWriteOff;
}

std::string_view KindName(AdjustmentKind kind) {
  switch (kind) {
    case AdjustmentKind::kSetOff:
      return "SET_OFF";
    case AdjustmentKind::kAssignment:
      return "ASSIGNMENT";
    case AdjustmentKind::kWriteOff:
      break;
  }
  return "WRITE_OFF";
}

GuaranteeState StateOn(const Guarantee& guarantee, CivilDate day) {
  if (guarantee.release_date && *guarantee.release_date <= day) return GuaranteeState::kReleased;
  if (guarantee.end_date && *guarantee.end_date < day) return GuaranteeState::kExpired;
  return GuaranteeState::kActive;
}

}  // namespace countersign::domain
