#include "licensing/app/customers.h"

#include "licensing/app/contacts.h"
#include "licensing/app/exemptions.h"
#include "licensing/domain/validate_resources.h"

namespace countersign::app {
namespace {

using domain::Customer;

domain::PaymentProfile& ProfileOf(Customer& customer) {
  if (!customer.payment_profile) customer.payment_profile.emplace();
  return *customer.payment_profile;
}
domain::PaymentProfile Given(const Customer& customer) {
  return customer.payment_profile.value_or(domain::PaymentProfile());
}

constexpr UpdatableField<Customer> kFields[] = {
    {"display_name",
     [](Customer& to, const Customer& from) { to.display_name = from.display_name; }},
    {"segment", [](Customer& to, const Customer& from) { to.segment = from.segment; }},
    {"labels", [](Customer& to, const Customer& from) { to.labels = from.labels; }},
    {"approver",
     [](Customer& to, const Customer& from) {
       ProfileOf(to).approver_contact_id = Given(from).approver_contact_id;
     }},
    {"required_papers",
     [](Customer& to, const Customer& from) {
       ProfileOf(to).required_papers = Given(from).required_papers;
     }},
    {"usual_payment_day",
     [](Customer& to, const Customer& from) {
       ProfileOf(to).usual_payment_day = Given(from).usual_payment_day;
     }},
    {"credit_limit",
     [](Customer& to, const Customer& from) { to.credit_limit = from.credit_limit; }},
    {"consumer", [](Customer& to, const Customer& from) { to.consumer = from.consumer; }},
};

// A customer's, with an approver that is one of its contacts.
Result<void> Validate(View& view, const Customer& customer) {
  RETURN_IF_ERROR(domain::ValidateCustomer(customer));
  if (!customer.payment_profile || customer.payment_profile->approver_contact_id.empty()) return {};
  return GetContact(view, customer.id, customer.payment_profile->approver_contact_id)
      .map([](const domain::Contact&) {});
}

// One with a contract that goes on ceases to be a consumer by two users only; the approval goes
// into `body`.
Result<void> CheckLift(Transaction& tx, const Act& act, const Customer& customer, bool was_consumer,
                       boost::json::object& body) {
  if (!was_consumer || customer.consumer) return {};
  ASSIGN_OR_RETURN(const bool live, HasLiveContract(tx, customer.id));
  if (!live) return {};
  ASSIGN_OR_RETURN(body["approval"],
                   RequireLift(tx, act, Name("customers", customer.id), "consumer", ""));
  return {};
}

}  // namespace

std::span<const UpdatableField<Customer>> CustomerFields() { return kFields; }

Result<Customer> CreateCustomer(Transaction& tx, const Act& act, Customer draft) {
  ASSIGN_OR_RETURN(draft.id, TakeId("customer_id", draft.id, act));
  draft.state = domain::CustomerState::kActive;
  draft.meta = NewMeta(act);
  RETURN_IF_ERROR(Validate(tx, draft));
  RETURN_IF_ERROR(tx.customers().Insert(draft));
  RETURN_IF_ERROR(Record(tx, act, "customer.create", Name("customers", draft.id), {}));
  return draft;
}

Result<Customer> UpdateCustomer(Transaction& tx, const Act& act, const Change<Customer>& change) {
  ASSIGN_OR_RETURN(Customer customer,
                   LoadForChange(tx.customers(), "customers", change.id, change.etag));
  const bool was_consumer = customer.consumer;
  RETURN_IF_ERROR(Apply(change, CustomerFields(), customer));
  RETURN_IF_ERROR(Validate(tx, customer));
  boost::json::object body = ChangedFields(change.paths);
  RETURN_IF_ERROR(CheckLift(tx, act, customer, was_consumer, body));
  RETURN_IF_ERROR(Save(tx.customers(), customer, act));
  RETURN_IF_ERROR(Record(tx, act, "customer.update", Name("customers", customer.id), body));
  return customer;
}

Result<Customer> ArchiveCustomer(Transaction& tx, const Act& act, std::string_view id,
                                 std::string_view etag) {
  ASSIGN_OR_RETURN(Customer customer, LoadForChange(tx.customers(), "customers", id, etag));
  const std::string name = Name("customers", id);
  if (customer.state != domain::CustomerState::kActive)
    return StateConflict(name, "ARCHIVED", "it cannot be archived again");
  customer.state = domain::CustomerState::kArchived;
  RETURN_IF_ERROR(Save(tx.customers(), customer, act));
  RETURN_IF_ERROR(Record(tx, act, "customer.archive", name, {}));
  return customer;
}

}  // namespace countersign::app
