// Why something was refused: the interface's `Reason` (proto/countersign/v1/common.proto, where
// each is documented), for code that does not know protobuf. A test holds the two lists together.
#ifndef COUNTERSIGN_BASE_REASON_H_
#define COUNTERSIGN_BASE_REASON_H_

#include <string_view>

namespace countersign {

enum class Reason : int {
  kUnspecified = 0,
  kInternalFault = 1,
  kFieldInvalid = 2,
  kFieldUnknown = 3,
  kMessageMalformed = 4,
  kMessageTooLarge = 5,
  kContentTypeUnsupported = 6,
  kMethodUnknown = 7,
  kResourceNotFound = 8,
  kResourceExists = 9,
  kEtagMismatch = 10,
  kRequestIdReused = 11,
  kSecretAlreadyShown = 12,
  kPageTokenInvalid = 13,
  kFilterInvalid = 14,
  kTokenMissing = 15,
  kTokenInvalid = 16,
  kTokenRevoked = 17,
  kTokenExpired = 18,
  kRoleMissing = 19,
  kRateLimited = 20,
  kOverloaded = 21,
  kShuttingDown = 22,
  kStoreUnavailable = 23,
  kStoreFull = 24,
  kStoreReadOnly = 25,
  kResourceInUse = 26,
  kStateConflict = 27,
  kNotSimulated = 28,
  kClockBackwards = 29,
  kGuardRails = 30,
  kLastOwner = 31,
  kSchemaNewer = 32,
  kPassphraseWrong = 33,
  kConfigInvalid = 34,
  kKeyUnusable = 35,
  kUserDisabled = 36,
  kBlobTooLarge = 37,
  kBlobHashMismatch = 38,
  kBlobDamaged = 39,
  kRetention = 40,
  kLedgerContradicted = 41,
  kAmountOverflow = 50,
  kCurrencyMismatch = 51,
  kDefectMissing = 61,
  kTermOver = 62,
  kSignatoryMissing = 63,
  kAlreadyAcceptedBefore = 64,
  kContractIncomplete = 65,
  kCalendarUnknown = 66,
  kDocumentMismatch = 67,
  kReceiptMissing = 68,
  kNothingToClaim = 87,
  kRateMissing = 88,
  kProductUnknown = 100,
  kVersionNotCovered = 101,
  kReleaseNotCovered = 102,
  kCodeUnknown = 103,
  kCodeMalformed = 104,
  kCodeOfOtherProduct = 105,
  kLeaseUnknown = 106,
  kProofMissing = 107,
  kProofInvalid = 108,
  kCounterReplayed = 109,
  kNonceInvalid = 110,
  kFingerprintInvalid = 111,
  kMachineMismatch = 112,
  kNoSeatFree = 113,
  kLicenseNotStarted = 114,
  kLicenseExpired = 115,
  kLicenseSuspended = 116,
  kLicenseRevoked = 117,
  kRekeyLimit = 118,
  kProductArchived = 119,
};

// The reason's name in the interface, e.g. "ETAG_MISMATCH". Never empty.
std::string_view ReasonName(Reason reason);

}  // namespace countersign

#endif  // COUNTERSIGN_BASE_REASON_H_
