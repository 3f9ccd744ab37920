// A message of notices that is about to be sent: at which hours, and in which words.
#include <algorithm>

#include "licensing/app/cancel_notices.h"
#include "licensing/app/due_dates.h"
#include "licensing/app/mailings.h"
#include "licensing/app/reassess.h"
#include "licensing/app/resource.h"
#include "licensing/domain/contact_window.h"

namespace countersign::app {
namespace {

using domain::Contact;
using domain::Contract;
using domain::Message;

// A calendar per contract may put off the hour that another one leaves open.
constexpr int kMostRounds = 60;
// What is on file of a contract may not fit together, or a window never open.
constexpr std::chrono::hours kLookAgain{1};

Result<std::vector<Contract>> ContractsOf(View& view, const Message& message) {
  std::vector<Contract> contracts;
  for (const std::string& id : message.notice_ids) {
    ASSIGN_OR_RETURN(const domain::Notice notice,
                     Load(view.enforcement().notices(), "notices", id));
    if (std::ranges::find(contracts, notice.contract_id, &Contract::id) != contracts.end())
      continue;
    ASSIGN_OR_RETURN(contracts.emplace_back(),
                     Load(view.contracts(), "contracts", notice.contract_id));
  }
  return contracts;
}

// The first instant from now on that lies in the contact's window by the calendars of all.
Result<Instant> FirstHour(View& view, const std::vector<Contract>& contracts,
                          const Contact& contact, Instant now) {
  Instant hour = now;
  for (int round = 0; round < kMostRounds; ++round) {
    const Instant before = hour;
    for (const Contract& contract : contracts) {
      ASSIGN_OR_RETURN(const domain::Calendar calendar, CalendarOf(view, contract));
      ASSIGN_OR_RETURN(hour, domain::NextInWindow(contact, calendar, hour));
    }
    if (hour == before) break;
  }
  return hour;
}

Result<bool> IsOfAnEarlierDay(const std::vector<Contract>& contracts, const Message& message,
                              Instant now) {
  for (const Contract& contract : contracts) {
    ASSIGN_OR_RETURN(const TimeZone zone, TimeZone::Find(contract.terms.time_zone));
    if (zone.DateAt(WordsTime(message)) < zone.DateAt(now)) return true;
  }
  return false;
}

// In words that are of today.
Result<Clearance> Renew(Transaction& tx, const Act& act, const NoticeSettings& settings,
                        const Message& message, const Contact& contact) {
  ASSIGN_OR_RETURN(const auto renewed, RenewMessage(tx, act, settings, message, contact));
  if (renewed) return Clearance{renewed->id, {}};
  RETURN_IF_ERROR(CancelNotice(tx, act, message.notice_ids.front()));
  RETURN_IF_ERROR(LookAgain(tx, act));
  return Clearance{};
}

Result<Clearance> Clear(Transaction& tx, const Act& act, const NoticeSettings& settings,
                        const Message& message) {
  const Clearance as_it_is{message.id, {}};
  ASSIGN_OR_RETURN(const auto contact, tx.contacts().Find(message.contact_id));
  if (!contact) return as_it_is;  // it cannot be sent, and will say so
  ASSIGN_OR_RETURN(const auto contracts, ContractsOf(tx, message));
  ASSIGN_OR_RETURN(const Instant hour, FirstHour(tx, contracts, *contact, act.now));
  if (hour > act.now) return Clearance{message.id, hour};
  ASSIGN_OR_RETURN(const bool old, IsOfAnEarlierDay(contracts, message, act.now));
  if (!old || message.attempts > 0) return as_it_is;
  ASSIGN_OR_RETURN(const domain::Notice first,
                   Load(tx.enforcement().notices(), "notices", message.notice_ids.front()));
  if (first.message != MessageName(message.id)) return as_it_is;  // short words, see short_words.h
  return Renew(tx, act, settings, message, *contact);
}

bool IsOfTheStore(const Error& error) {
  return error.code == Code::kUnavailable || error.code == Code::kInternal ||
         error.code == Code::kAborted;
}

}  // namespace

Result<Clearance> NoticeFollower::Before(Transaction& tx, const Act& act, const Message& message) {
  if (message.notice_ids.empty()) return Clearance{message.id, {}};
  auto clearance = Clear(tx, act, settings_, message);
  if (clearance || IsOfTheStore(clearance.error())) return clearance;
  return Clearance{message.id, act.now + kLookAgain};  // and holds up nobody else meanwhile
}

}  // namespace countersign::app
