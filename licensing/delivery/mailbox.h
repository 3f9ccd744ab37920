// The mailbox that reports of delivery come to: a Maildir, or an mbox file, that a mail server
// delivers into.
#ifndef COUNTERSIGN_DELIVERY_MAILBOX_H_
#define COUNTERSIGN_DELIVERY_MAILBOX_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <utility>

#include "licensing/delivery/reports.h"

namespace countersign::delivery {

struct MailboxCounts {
  std::int64_t read = 0;     // mails
  std::int64_t counted = 0;  // that reported something new of a message of ours
  std::int64_t forged = 0;   // to no address with a valid tag
};

// Each mail is read once; after a crash, or of an mbox after a start, again, which changes nothing:
// a report counts once for its message. Used by one thread at a time.
class ReportMailbox {
 public:
  // Whether the report said something new. An error leaves the mail for the next reading.
  using Take = std::function<Result<bool>(const MailReport& report)>;

  // `verp` outlives it.
  ReportMailbox(std::filesystem::path path, const Verp& verp)
      : path_(std::move(path)), verp_(verp) {}

  // Reads what is new. A Maildir's mails are moved from new/ to cur/ and marked as seen; an mbox is
  // left as it is, and not read while a mail server holds its lock. A path where there is nothing
  // yet holds nothing. FAILED_PRECONDITION / CONFIG_INVALID if it cannot be read; `take`'s errors.
  Result<void> Read(const Take& take);

  const MailboxCounts& counts() const { return counts_; }

 private:
  Result<void> ReadMaildir(const Take& take);
  Result<void> ReadMbox(const Take& take);
  Result<void> ReadMail(GMimeMessage* mail, const Take& take);

  const std::filesystem::path path_;
  const Verp& verp_;
  std::int64_t mbox_read_ = 0;    // bytes of it
  std::uint64_t mbox_inode_ = 0;  // of the file that they are of
  MailboxCounts counts_;
};

}  // namespace countersign::delivery

#endif  // COUNTERSIGN_DELIVERY_MAILBOX_H_
