#include "licensing/rpc/convert_customer.h"

#include "licensing/app/contacts.h"
#include "licensing/rpc/convert_common.h"
#include "licensing/rpc/names.h"

namespace countersign::rpc {

v1::Customer ToProto(const domain::Customer& customer) {
  v1::Customer proto;
  proto.set_name(app::Name("customers", customer.id));
  proto.set_display_name(customer.display_name);
  proto.set_segment(customer.segment);
  proto.set_state(static_cast<v1::CustomerState>(customer.state));
  *proto.mutable_labels() = ToProto(customer.labels);
  if (customer.payment_profile) {
    const domain::PaymentProfile& profile = *customer.payment_profile;
    if (!profile.approver_contact_id.empty())
      proto.set_approver(app::ContactName(customer.id, profile.approver_contact_id));
    for (const std::string& paper : profile.required_papers) proto.add_required_papers(paper);
    proto.set_usual_payment_day(profile.usual_payment_day.value_or(0));
  }
  if (customer.credit_limit) *proto.mutable_credit_limit() = ToProto(*customer.credit_limit);
  proto.set_consumer(customer.consumer);
  PutMeta(customer.meta, proto);
  return proto;
}

Result<domain::Customer> ToDomain(const v1::Customer& proto, std::string_view id) {
  domain::Customer customer;
  customer.display_name = proto.display_name();
  customer.segment = proto.segment();
  customer.labels = ToDomain(proto.labels());
  domain::PaymentProfile profile;
  if (!proto.approver().empty()) {
    ASSIGN_OR_RETURN(const ChildName approver, ParseChildName("customer.approver", proto.approver(),
                                                              "customers", "contacts"));
    if (approver.parent_id != id)
      return FieldInvalid("customer.approver", "must be a contact of the customer's own");
    profile.approver_contact_id = approver.id;
  }
  profile.required_papers.assign(proto.required_papers().begin(), proto.required_papers().end());
  if (proto.usual_payment_day() != 0) profile.usual_payment_day = proto.usual_payment_day();
  // Field by field: GCC 12 takes the comparison of empty optionals for one of uninitialised values.
  if (!profile.approver_contact_id.empty() || !profile.required_papers.empty() ||
      profile.usual_payment_day)
    customer.payment_profile = std::move(profile);
  if (proto.has_credit_limit()) customer.credit_limit = ToDomain(proto.credit_limit());
  customer.consumer = proto.consumer();
  return customer;
}

v1::Contact ToProto(const domain::Contact& contact) {
  v1::Contact proto;
  proto.set_name(app::ContactName(contact.customer_id, contact.id));
  proto.set_display_name(contact.display_name);
  for (const domain::ContactRole role : contact.roles)
    proto.add_roles(static_cast<v1::ContactRole>(role));
  proto.set_email(contact.email);
  proto.set_phone(contact.phone);
  proto.set_postal_address(contact.postal_address);
  proto.set_language(contact.language);
  proto.set_time_zone(contact.time_zone);
  proto.set_window_start(contact.window_start);
  proto.set_window_end(contact.window_end);
  if (contact.retain_until) *proto.mutable_retain_until() = ToProto(*contact.retain_until);
  if (contact.retain_reason) proto.set_retain_reason(*contact.retain_reason);
  PutMeta(contact.meta, proto);
  return proto;
}

Result<domain::Contact> ToDomain(const v1::Contact& proto) {
  domain::Contact contact;  // its fields hold the defaults
  contact.display_name = proto.display_name();
  for (int i = 0; i < proto.roles_size(); ++i) {
    ASSIGN_OR_RETURN(const int role, KnownValue("contact.roles[" + std::to_string(i) + "]",
                                                v1::ContactRole_descriptor(), proto.roles(i)));
    contact.roles.push_back(static_cast<domain::ContactRole>(role));
  }
  contact.email = proto.email();
  contact.phone = proto.phone();
  contact.postal_address = proto.postal_address();
  if (!proto.language().empty()) contact.language = proto.language();
  if (!proto.time_zone().empty()) contact.time_zone = proto.time_zone();
  if (!proto.window_start().empty()) contact.window_start = proto.window_start();
  if (!proto.window_end().empty()) contact.window_end = proto.window_end();
  if (proto.has_retain_until()) {
    ASSIGN_OR_RETURN(contact.retain_until, ToDomain("contact.retain_until", proto.retain_until()));
  }
  if (!proto.retain_reason().empty()) contact.retain_reason = proto.retain_reason();
  return contact;
}

}  // namespace countersign::rpc
