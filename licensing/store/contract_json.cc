#include "licensing/store/contract_json.h"

#include <boost/json.hpp>
#include <concepts>
#include <map>
#include <optional>
#include <type_traits>

#include "licensing/store/contract_names.h"

namespace countersign::store {
namespace {

namespace json = boost::json;

template <class T>
constexpr bool kIsList = false;
template <class T>
constexpr bool kIsList<std::vector<T>> = true;

// --- One description of each record's members serves writing and reading. ---

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, domain::Term>
void Members(Io& io, T& term) {
  io("days", term.days);
  io("kind", term.kind);
  io("roll_to_business_day", term.roll_to_business_day);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, domain::CalendarRef>
void Members(Io& io, T& calendar) {
  io("id", calendar.id);
  io("version", calendar.version);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, domain::Money>
void Members(Io& io, T& money) {
  io("currency_code", money.currency_code);
  io("minor_units", money.minor_units);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, domain::SettlementLine>
void Members(Io& io, T& line) {
  io("rule", line.rule);
  io("resource", line.milestone);
  io("amount", line.amount);
  io("last_date", line.last_day);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, domain::SettlementQuote>
void Members(Io& io, T& quote) {
  io("lines", quote.lines);
  io("total", quote.total);
  io("total_without_discount", quote.total_without_discount);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, domain::SettlementAcceptance>
void Members(Io& io, T& acceptance) {
  io("date", acceptance.date);
  io("contact_id", acceptance.contact_id);
  io("paper_sha256", acceptance.paper_sha256);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, domain::Commitment>
void Members(Io& io, T& commitment) {
  io("amount", commitment.amount);
  io("date", commitment.date);
  io("condition", commitment.condition);
  io("contact_id", commitment.contact_id);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, domain::DueRule>
void Members(Io& io, T& rule) {
  io("base", rule.base);
  io("credit_term", rule.credit_term);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, domain::AcceptanceClause>
void Members(Io& io, T& clause) {
  io("review_term", clause.review_term);
  io("deemed", clause.deemed);
  io("blocking_severity", clause.blocking_severity);
  io("use_days", clause.use_days);
  io("signatures_required", clause.signatures_required);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, domain::LadderPolicy>
void Members(Io& io, T& ladder) {
  io("pre_due_days", ladder.pre_due_days);
  io("overdue_reminder_days", ladder.overdue_reminder_days);
  io("formal_after_urgent_days", ladder.formal_after_urgent_days);
  io("supply_cure_days", ladder.supply_cure_days);
  io("suspend_cure_days", ladder.suspend_cure_days);
  io("counsel_days", ladder.counsel_days);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, domain::LimitationRule>
void Members(Io& io, T& rule) {
  io("months", rule.months);
  io("longest_months", rule.longest_months);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, domain::DatedRate>
void Members(Io& io, T& dated) {
  io("from", dated.from);
  io("rate", dated.rate);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, domain::InterestTerms>
void Members(Io& io, T& terms) {
  io("basis", terms.basis);
  io("rule", terms.rule);
  io("rates", terms.rates);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, domain::EarlyPaymentTerms>
void Members(Io& io, T& terms) {
  io("discount_days", terms.discount_days);
  io("discount", terms.discount);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, domain::DateRange>
void Members(Io& io, T& range) {
  io("first", range.first);
  io("last", range.last);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, domain::ContractTerms>
void Members(Io& io, T& terms) {
  io("currency_code", terms.currency_code);
  io("time_zone", terms.time_zone);
  io("calendar", terms.calendar);
  io("due_rule", terms.due_rule);
  io("acceptance", terms.acceptance);
  io("service_clause", terms.service_clause);
  io("part_completion_agreed", terms.part_completion_agreed);
  io("jurisdiction", terms.jurisdiction);
  io("enforcement", terms.enforcement);
  io("enforcement_clause", terms.enforcement_clause);
  io("threshold", terms.threshold);
  io("ladder", terms.ladder);
  io("limitation", terms.limitation);
  io("interest", terms.interest);
  io("allocation_order", terms.allocation_order);
  io("early_payment", terms.early_payment);
  io("blackouts", terms.blackouts);
  io("consumer", terms.consumer);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, domain::Criterion>
void Members(Io& io, T& criterion) {
  io("id", criterion.id);
  io("text", criterion.text);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, domain::MilestoneItem>
void Members(Io& io, T& item) {
  io("id", item.id);
  io("title", item.title);
  io("weight", item.work.weight);
  io("complete", item.work.complete);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, domain::Receipt>
void Members(Io& io, T& receipt) {
  io("class", receipt.receipt_class);
  io("received", receipt.received);
  io("proof_sha256", receipt.proof_sha256);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, domain::Delivery>
void Members(Io& io, T& delivery) {
  io("date", delivery.date);
  io("files", delivery.files);
  io("release", delivery.release);
  io("recipients", delivery.recipients);
  io("announces_use", delivery.announces_use);
  io("document_sha256", delivery.document_sha256);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, domain::Defect>
void Members(Io& io, T& defect) {
  io("id", defect.id);
  io("criterion_id", defect.criterion_id);
  io("item_id", defect.item_id);
  io("description", defect.description);
  io("severity", defect.severity);
  io("caused_by_mending", defect.caused_by_mending);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, domain::PunchItem>
void Members(Io& io, T& item) {
  io("id", item.id);
  io("description", item.description);
  io("done_on", item.done_on);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, domain::Signature>
void Members(Io& io, T& signature) {
  io("date", signature.date);
  io("contact_id", signature.contact_id);
  io("method", signature.method);
  io("document_sha256", signature.document_sha256);
  io("paper_sha256", signature.paper_sha256);
  io("items", signature.items);
  io("punch_list", signature.punch_list);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, domain::Round>
void Members(Io& io, T& round) {
  io("delivery", round.delivery);
  io("receipt", round.receipt);
  io("reminder", round.reminder);
  io("review_end", round.review_end);
  io("signatures", round.signatures);
  io("defects", round.defects);
  io("rejected_on", round.rejected_on);
  io("use_days", round.use_days);
  io("use_seen_through", round.use_seen_through);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, domain::Acceptance>
void Members(Io& io, T& acceptance) {
  io("mode", acceptance.mode);
  io("date", acceptance.date);
}

// --- Writing ---

template <class T>
json::value Written(const T& value);

class Writer {
 public:
  template <class T>
  void operator()(std::string_view name, const T& value) {
    members_[name] = Written(value);
  }
  template <class T>
  void operator()(std::string_view name, const std::optional<T>& value) {
    if (value) members_[name] = Written(*value);
  }
  json::value Object() && {
    json::object object;
    for (auto& [name, value] : members_)
      object.emplace(json::string_view(name.data(), name.size()), std::move(value));
    return object;
  }

 private:
  std::map<std::string_view, json::value> members_;  // sorted, as the canonical form wants them
};

template <class T>
json::value Written(const T& value) {
  if constexpr (std::same_as<T, bool>) {
    return json::value(value);
  } else if constexpr (std::integral<T>) {
    return json::value(static_cast<std::int64_t>(value));
  } else if constexpr (std::same_as<T, std::string>) {
    return json::value(value);
  } else if constexpr (std::is_enum_v<T>) {
    return json::value(std::string(NameOf(value)));
  } else if constexpr (std::same_as<T, CivilDate>) {
    return json::value(FormatCivilDate(value));
  } else if constexpr (std::same_as<T, domain::Rate>) {
    return json::value(value.ToString());
  } else if constexpr (kIsList<T>) {
    json::array array;
    array.reserve(value.size());
    for (const auto& element : value) array.push_back(Written(element));
    return array;
  } else {
    Writer writer;
    Members(writer, value);
    return std::move(writer).Object();
  }
}

// --- Reading ---

template <class T>
bool Read(const json::value& json, T& value);

class Reader {
 public:
  explicit Reader(const json::object& object) : object_(object) {}

  template <class T>
  void operator()(std::string_view name, T& value) {
    const json::value* found = Find(name);
    ok_ = ok_ && found != nullptr && Read(*found, value);
  }
  template <class T>
  void operator()(std::string_view name, std::optional<T>& value) {
    value.reset();
    if (const json::value* found = Find(name)) ok_ = ok_ && Read(*found, value.emplace());
  }
  // Every member was there, and nothing else.
  bool Complete() const { return ok_ && found_ == object_.size(); }

 private:
  const json::value* Find(std::string_view name) {
    const json::value* found = object_.if_contains(json::string_view(name.data(), name.size()));
    if (found != nullptr) ++found_;
    return found;
  }

  const json::object& object_;
  std::size_t found_ = 0;
  bool ok_ = true;
};

bool ReadText(const json::value& json, std::string& text) {
  if (!json.is_string()) return false;
  text.assign(json.get_string().data(), json.get_string().size());
  return true;
}

// A value that is written as a text, by what reads that: an optional or a Result.
template <class T, class Parse>
bool ReadParsed(const json::value& json, T& value, Parse parse) {
  std::string text;
  if (!ReadText(json, text)) return false;
  const auto parsed = parse(text);
  if (parsed) value = *parsed;
  return parsed.has_value();
}

template <class T>
bool ReadList(const json::value& json, std::vector<T>& list) {
  const json::array* array = json.if_array();
  if (array == nullptr) return false;
  list.clear();
  for (const json::value& element : *array)
    if (!Read(element, list.emplace_back())) return false;
  return true;
}

template <class T>
bool Read(const json::value& json, T& value) {
  if constexpr (std::same_as<T, bool>) {
    if (json.is_bool()) value = json.get_bool();
    return json.is_bool();
  } else if constexpr (std::integral<T>) {
    if (json.is_int64()) value = static_cast<T>(json.get_int64());
    return json.is_int64() && value == json.get_int64();
  } else if constexpr (std::same_as<T, std::string>) {
    return ReadText(json, value);
  } else if constexpr (std::is_enum_v<T>) {
    return ReadParsed(json, value, [](const std::string& text) { return FromName<T>(text); });
  } else if constexpr (std::same_as<T, CivilDate>) {
    return ReadParsed(json, value, [](const std::string& text) { return ParseCivilDate(text); });
  } else if constexpr (std::same_as<T, domain::Rate>) {
    return ReadParsed(json, value,
                      [](const std::string& text) { return domain::Rate::Parse("rate", text); });
  } else if constexpr (kIsList<T>) {
    return ReadList(json, value);
  } else {
    const json::object* object = json.if_object();
    if (object == nullptr) return false;
    Reader reader(*object);
    Members(reader, value);
    return reader.Complete();
  }
}

template <class T>
Result<void> Parse(std::string_view text, T& value) {
  json::error_code failed;
  const json::value parsed = json::parse(json::string_view(text.data(), text.size()), failed);
  if (!failed && Read(parsed, value)) return {};
  return Fail(Code::kInternal, Reason::kInternalFault, "stored terms are damaged");
}

}  // namespace

std::string ToJson(const domain::ContractTerms& terms) { return json::serialize(Written(terms)); }
std::string ToJson(const domain::Term& term) { return json::serialize(Written(term)); }
std::string ToJson(const std::vector<domain::Criterion>& criteria) {
  return json::serialize(Written(criteria));
}
std::string ToJson(const std::vector<domain::MilestoneItem>& items) {
  return json::serialize(Written(items));
}
std::string ToJson(const std::vector<domain::Round>& rounds) {
  return json::serialize(Written(rounds));
}
std::string ToJson(const domain::Acceptance& acceptance) {
  return json::serialize(Written(acceptance));
}
std::string ToJson(const std::vector<domain::PunchItem>& punch_list) {
  return json::serialize(Written(punch_list));
}

Result<void> FromJson(std::string_view text, domain::ContractTerms& terms) {
  return Parse(text, terms);
}
Result<void> FromJson(std::string_view text, domain::Term& term) { return Parse(text, term); }
Result<void> FromJson(std::string_view text, std::vector<domain::Criterion>& criteria) {
  return Parse(text, criteria);
}
Result<void> FromJson(std::string_view text, std::vector<domain::MilestoneItem>& items) {
  return Parse(text, items);
}
Result<void> FromJson(std::string_view text, std::vector<domain::Round>& rounds) {
  return Parse(text, rounds);
}
Result<void> FromJson(std::string_view text, domain::Acceptance& acceptance) {
  return Parse(text, acceptance);
}
Result<void> FromJson(std::string_view text, std::vector<domain::PunchItem>& punch_list) {
  return Parse(text, punch_list);
}

std::string ToJson(const domain::SettlementQuote& quote) { return json::serialize(Written(quote)); }
std::string ToJson(const domain::SettlementAcceptance& acceptance) {
  return json::serialize(Written(acceptance));
}
std::string ToJson(const domain::Commitment& commitment) {
  return json::serialize(Written(commitment));
}

Result<void> FromJson(std::string_view text, domain::SettlementQuote& quote) {
  return Parse(text, quote);
}
Result<void> FromJson(std::string_view text, domain::SettlementAcceptance& acceptance) {
  return Parse(text, acceptance);
}
Result<void> FromJson(std::string_view text, domain::Commitment& commitment) {
  return Parse(text, commitment);
}

}  // namespace countersign::store
