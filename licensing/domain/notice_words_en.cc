// The messages in English. Whoever changes a word raises the versions of the templates that have
// it, in notice_text.cc.
#include "licensing/domain/notice_words.h"

namespace countersign::domain {
namespace {

std::string DateText(CivilDate date) {
  static constexpr std::string_view kMonths[] = {"January",   "February", "March",    "April",
                                                 "May",       "June",     "July",     "August",
                                                 "September", "October",  "November", "December"};
  return std::to_string(static_cast<unsigned>(date.day())) + " " +
         std::string(kMonths[static_cast<unsigned>(date.month()) - 1]) + " " +
         std::to_string(static_cast<int>(date.year()));
}

std::string DaysText(std::int64_t days) {
  return std::to_string(days) + (days == 1 ? " day" : " days");
}

std::string PeriodText(CivilDate first, CivilDate last) {
  if (first == last) return " (" + DateText(first) + ")";
  return " (" + DateText(first) + " to " + DateText(last) + ")";
}

std::string TermText(const Term& term) {
  return std::to_string(term.days) + (term.kind == DayKind::kBusiness ? " business" : " calendar") +
         (term.days == 1 ? " day" : " days");
}

std::string AmountText(std::string_view currency_code, std::string_view number) {
  return std::string(currency_code) + " " + std::string(number);
}

std::string SectionText(std::size_t number) { return std::to_string(number) + ". "; }

constexpr NoticeWords kWords = {
    .code = "en",
    .html_language = "en",
    .kinds =
        {
            {NoticeKind::kPreDueReminder, "Payment falls due soon: {matter}",
             "Reminder before the due date",
             "For your planning: the following amounts will fall due soon."},
            {NoticeKind::kDueReminder, "Payment due: {matter}", "Payment due",
             "The following amounts are due on the day shown. Thank you for paying them in time."},
            {NoticeKind::kOverdueReminder, "Payment reminder: {matter}", "Payment reminder",
             "The following amounts are past due and have, by our records, not been paid yet. This "
             "may be an oversight."},
            {NoticeKind::kUrgentNotice, "Urgent: overdue payment, {matter}",
             "Urgent notice of overdue payment",
             "The following amounts are overdue. Please pay them, or tell us without delay what "
             "stands in the way."},
            {NoticeKind::kFormalNotice, "Formal notice {notice}: {matter}",
             "FORMAL NOTICE: demand for payment, and announcement of a stop of supply and a "
             "suspension",
             "Under the contract named above, we give you formal notice of the following."},
            {NoticeKind::kSupplyStopped, "Supply stopped: {matter}", "Supply stopped",
             "Supply under {part} was stopped on {effect_date}, because the following amounts "
             "are unpaid. This rests on our formal notice {formal_notice}, received on "
             "{formal_received}."},
            {NoticeKind::kSuspended, "Suspended: {matter}", "Suspension",
             "On {effect_date}, {part} was suspended, because the following amounts are unpaid. "
             "This rests on our formal notice {formal_notice}, received on {formal_received}."},
            {NoticeKind::kRestored, "Restored: {matter}", "Restored", ""},
            {NoticeKind::kDispatch, "Delivery: {milestone}, {matter}", "Notice of delivery",
             "We have delivered the following to you."},
            {NoticeKind::kReceiptConfirmed, "Receipt of the delivery: {milestone}, {matter}",
             "Receipt of a delivery", "The following delivery was received on {received}."},
        },
    .formal_title_without_effects = "FORMAL NOTICE: demand for payment",

    .date_text = DateText,
    .days_text = DaysText,
    .period_text = PeriodText,
    .term_text = TermText,
    .amount_text = AmountText,
    .section_text = SectionText,
    .colon = ": ",
    .open_bracket = " (",
    .close_bracket = ")",
    .separator = ", ",

    .notice_id = "Notice",
    .date = "Date",
    .from = "From",
    .to = "To",
    .contract = "Contract",
    .sub_contract = "Sub-contract",
    .invoice = "Invoice",
    .due_date = "Due",
    .days_overdue = "Days overdue",
    .principal = "Principal",
    .interest = "Interest",
    .sum = "Sum",
    .total = "Total",
    .noted_interest = "claimed by interest notes and open",
    .corrected_interest = "correction of days claimed earlier",
    .together_interest = "together",
    .no_interest = "no interest",
    .rounded_once = ", rounded once",
    .person = "Name",
    .position = "Title",
    .address = "Address",
    .phone = "Phone",
    .email = "E-mail",
    .part_of_contract = "contract “{contract}”",
    .part_of_sub_contract = "sub-contract “{sub_contract}”",
    .pay_to = "Pay to",
    .reference = "Reference",
    .reference_text = "the numbers of the invoices",
    .milestone = "Milestone",
    .round = "Delivery no.",
    .delivered_on = "Sent on",
    .received_on = "Received on",
    .release = "Release",

    .h_claims = "What is owed",
    .h_computation = "How the interest was computed",
    .h_ask = "What we ask of you",
    .h_clause = "The clause",
    .h_effects = "What follows if these amounts are not paid, and when",
    .h_stops = "What stops",
    .h_keeps = "What keeps working",
    .h_ways = "How to pay, dispute, ask for instalments, and export your data",
    .h_person = "Your contact",
    .h_end = "How this ends",
    .h_open = "Still open",
    .h_items = "Items",
    .h_attachments = "Attachments, with their SHA-256",
    .h_terms = "Terms",

    .greeting = "Dear {contact},",
    .greeting_unnamed = "Dear Sir or Madam,",
    .regards = "Kind regards",
    .regards_formal = "Yours faithfully",
    .closing_date = "",
    .automatic = "This message was made and sent automatically by {vendor}.",
    .questions = "Questions are answered by {person}.",
    .portal = "This message on our portal:",
    .portal_confirm =
        "Read and answer this message on the page below. Opening the page does not count as "
        "receipt; you confirm it there with a code that is sent to you.",
    .together_subject = "{subject} (and {others} more)",
    .together = "This message holds {count} notices.",
    .together_with_formal =
        "This message holds {count} notices. What is a formal notice comes first and in full.",

    .undisputed = "Disputed amounts are not included.",
    .interest_through = "Interest is computed through {date}. Disputed amounts are not included.",
    .total_computed = "Total: principal {principal} + interest {interest} = {total}.",
    .computation_intro =
        "Simple interest for each day after the due date, on the principal that was open:",
    .crossed = "If you have paid in the meantime, please disregard this message.",
    .formal_may_follow =
        "If these amounts remain unpaid and we hear nothing from you, a formal notice may follow, "
        "on {formal_date} at the earliest.",
    .dispute_short = "If something is wrong with an invoice or a delivery: {disputes_to}",
    .instalments_short = "If you need more time, or instalments: {instalments_to}",
    .dispute =
        "To dispute an amount, write to {disputes_to}. Name the invoice and its line, the defect "
        "or other ground, and the amount. The disputed part does not age while the dispute is "
        "open; the rest stays payable.",
    .instalments =
        "To ask for instalments, propose amounts and dates to {instalments_to}. While an agreed "
        "plan is kept, the original due dates rest.",
    .export_data =
        "To export your data: {export_from}. Export stays available throughout, also during a "
        "suspension.",

    .ask =
        "Please pay the total of {total} within the cure period, or use one of the ways named "
        "below.",
    .ask_without_effects =
        "Please pay the total of {total} without delay, or use one of the ways named below.",
    .clause_intro =
        "The contract provides as follows. The clause was disclosed to you on "
        "{disclosure_date}:",
    .cure_begins =
        "The cure period begins on the day after the day on which you receive this notice. If you "
        "receive it on {date}, these are the earliest days:",
    .supply_from = "{supply_date}, after a cure period of {supply_days}: stop of supply",
    .suspend_from = "{suspend_date}, after a cure period of {suspend_days}: suspension",
    .cure_conditions =
        "If you receive it later, both days are later accordingly. Neither takes place for an "
        "amount that has been paid, is disputed, or is covered by an accepted promise, a plan that "
        "is kept, or a hold.",

    .stopped_machines = "no additional machines",
    .stopped_deliveries = "no new deliveries and no feature releases",
    .stopped_part_machines =
        "no additional machines for its functions; under a licence that also covers other "
        "sub-contracts, a machine that is added gets their functions only",
    .stopped_part_deliveries =
        "no new deliveries and no feature releases for its functions; under such a licence a later "
        "release runs with the functions of the other sub-contracts only",
    .stopped_features = "the function {name}",
    .stopped_core =
        "Since {part} is a core part of the software, the software then runs in restricted mode.",
    .stopped_dependents = "What depends on it, as it was disclosed to you, and stops with it:",
    .supply_stops_intro = "With the stop of supply:",
    .suspension_stops_intro = "With the suspension:",
    .keeps_supply =
        "During a stop of supply, machines that run keep everything; security releases and the "
        "one-for-one replacement of a machine stay available.",
    .keeps_intro = "During a suspension these always keep working:",
    .keeps_data = "log-in, and reading, export and backup of your data",
    .keeps_money = "invoices and payment",
    .keeps_rest =
        "everything else that is not named above, and what belongs to other "
        "sub-contracts that are paid",
    .keeps_named = "the function {name}",
    .suspension_may_follow =
        "If these amounts remain unpaid, a suspension may follow, on {suspend_date} at the "
        "earliest.",
    .ends_by_payment =
        "It ends once the amounts are paid and the payment is on record; likewise when all that is "
        "unpaid is disputed or covered by an agreed plan. A program that is online learns of it by "
        "itself; for a site without a network you get a key from us.",
    .not_charged = "The time of the suspension is not charged.",
    .restored_supply =
        "The stop of supply under {part}, which began on {effect_date}, has ended. Additional "
        "machines, deliveries and feature releases are available again.",
    .restored_suspension =
        "The suspension of {part}, which began on {effect_date}, has ended. All its functions "
        "are available again.",
    .restored_keys =
        "A program that is online learns of it by itself; for a site without a network you get a "
        "key from us.",

    .term_starts =
        "The acceptance term of {term} starts with the receipt of this delivery and is counted "
        "from the day after.",
    .no_term = "No acceptance term is agreed for this delivery.",
    .deemed =
        "If you neither accept the delivery nor name a defect within the term, it is deemed "
        "accepted when the term has ended, provided that we have reminded you in time.",
    .term_runs = "The acceptance term of {term} runs from {review_from} through {last_review_day}.",
    .payment_runs =
        "The payment term for {payment} runs from {payment_from} through {payment_through}.",
    .payment_assumes =
        "These are the days if the delivery is accepted on the last day of the acceptance term; "
        "if it is accepted earlier, they are earlier accordingly.",
    .confirm_receipt = "Please confirm the receipt of this delivery.",
};

}  // namespace

const NoticeWords& EnglishNoticeWords() { return kWords; }

}  // namespace countersign::domain
