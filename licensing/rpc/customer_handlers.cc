#include "licensing/app/contacts.h"
#include "licensing/app/customers.h"
#include "licensing/rpc/admin_services.h"
#include "licensing/rpc/convert_common.h"
#include "licensing/rpc/convert_customer.h"
#include "licensing/rpc/listing.h"
#include "licensing/rpc/names.h"

namespace countersign::rpc {
namespace {

// Longer than reads last; not so long that the caller thinks that nothing happens.
constexpr std::chrono::seconds kErasurePatience{5};

Result<v1::Customer> Convert(Result<domain::Customer>&& answer) {
  ASSIGN_OR_RETURN(const domain::Customer customer, std::move(answer));
  return ToProto(customer);
}

Result<v1::Contact> Convert(Result<domain::Contact>&& answer) {
  ASSIGN_OR_RETURN(const domain::Contact contact, std::move(answer));
  return ToProto(contact);
}

// What is kept of the answer goes when the contact is erased.
Result<v1::Contact> Convert(Mutation& m, Result<domain::Contact>&& answer) {
  ASSIGN_OR_RETURN(const domain::Contact contact, std::move(answer));
  m.subject = app::ContactSubject(contact.id);
  return ToProto(contact);
}

Result<ChildName> ParseContactName(std::string_view field, const std::string& name) {
  return ParseChildName(field, name, "customers", "contacts");
}

Result<v1::Customer> CreateCustomer(Mutation& m, const v1::CreateCustomerRequest& request) {
  ASSIGN_OR_RETURN(domain::Customer draft, ToDomain(request.customer(), request.customer_id()));
  draft.id = request.customer_id();
  return Convert(app::CreateCustomer(m.tx, m.act, std::move(draft)));
}

Result<v1::Customer> GetCustomer(app::View& view, const v1::GetCustomerRequest& request, Instant) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "customers"));
  return Convert(app::Load(view.customers(), "customers", id));
}

Result<v1::ListCustomersResponse> ListCustomers(app::View& view,
                                                const v1::ListCustomersRequest& request,
                                                Instant now) {
  static const FilterField kFields[] = {{"state", v1::CustomerState_descriptor()}, {"segment"}};
  ASSIGN_OR_RETURN(const auto page_request, ToPageRequest(request, "customers", now, kFields));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage(view.customers(), page_request));
  v1::ListCustomersResponse response;
  for (const domain::Customer& customer : page.rows) *response.add_customers() = ToProto(customer);
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<v1::Customer> UpdateCustomer(Mutation& m, const v1::UpdateCustomerRequest& request) {
  const v1::Customer& customer = request.customer();
  ASSIGN_OR_RETURN(std::string id, ParseName("customer.name", customer.name(), "customers"));
  ASSIGN_OR_RETURN(domain::Customer values, ToDomain(customer, id));
  return Convert(app::UpdateCustomer(m.tx, m.act,
                                     ToChange(std::move(id), std::move(values), customer,
                                              request.update_mask(), app::CustomerFields())));
}

Result<v1::Customer> ArchiveCustomer(Mutation& m, const v1::ArchiveCustomerRequest& request) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "customers"));
  return Convert(app::ArchiveCustomer(m.tx, m.act, id, request.etag()));
}

Result<v1::Contact> CreateContact(Mutation& m, const v1::CreateContactRequest& request) {
  ASSIGN_OR_RETURN(domain::Contact draft, ToDomain(request.contact()));
  ASSIGN_OR_RETURN(draft.customer_id, ParseName("parent", request.parent(), "customers"));
  draft.id = request.contact_id();
  return Convert(m, app::CreateContact(m.tx, m.act, std::move(draft)));
}

Result<v1::Contact> GetContact(app::View& view, const v1::GetContactRequest& request, Instant) {
  ASSIGN_OR_RETURN(const ChildName name, ParseContactName("name", request.name()));
  return Convert(app::GetContact(view, name.parent_id, name.id));
}

Result<v1::ListContactsResponse> ListContacts(app::View& view,
                                              const v1::ListContactsRequest& request, Instant now) {
  static const FilterField kFields[] = {{"role", v1::ContactRole_descriptor()}};
  ASSIGN_OR_RETURN(const std::string customer_id,
                   ParseName("parent", request.parent(), "customers"));
  RETURN_IF_ERROR(app::Load(view.customers(), "customers", customer_id));
  ASSIGN_OR_RETURN(const auto page_request,
                   ToPageRequest(request, request.parent() + "/contacts", now, kFields,
                                 {{"customer_id", customer_id}}));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage(view.contacts(), page_request));
  v1::ListContactsResponse response;
  for (const domain::Contact& contact : page.rows) *response.add_contacts() = ToProto(contact);
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<v1::Contact> UpdateContact(Mutation& m, const v1::UpdateContactRequest& request) {
  const v1::Contact& contact = request.contact();
  ASSIGN_OR_RETURN(ChildName name, ParseContactName("contact.name", contact.name()));
  ASSIGN_OR_RETURN(domain::Contact values, ToDomain(contact));
  values.customer_id = name.parent_id;
  return Convert(m, app::UpdateContact(m.tx, m.act,
                                       ToChange(std::move(name.id), std::move(values), contact,
                                                request.update_mask(), app::ContactFields())));
}

Result<void> EraseContact(Mutation& m, app::BlobFiles& files,
                          const v1::EraseContactRequest& request) {
  ASSIGN_OR_RETURN(ChildName name, ParseContactName("name", request.name()));
  ASSIGN_OR_RETURN(const int reason,
                   KnownValue("reason", v1::ErasureReason_descriptor(), request.reason()));
  ASSIGN_OR_RETURN(auto blobs,
                   app::EraseContact(m.tx, m.act,
                                     {std::move(name.parent_id), std::move(name.id), request.etag(),
                                      static_cast<domain::ErasureReason>(reason)}));
  // Nobody can read the files any more; what stays of them after a crash goes at the next start.
  m.after_commit = [&files, blobs = std::move(blobs)] {
    for (const domain::Blob& blob : blobs) (void)files.Remove(blob.id);
  };
  return {};
}

// Not as other mutations: the answer is given when the store's files are clean, and a repeated call
// finds out anew.
void AddEraseContact(MethodTable& table, const std::string& method, const AdminDeps& deps) {
  table.Add<v1::EraseContactRequest, v1::EraseContactResponse>(
      method,
      [method, deps](const CallContext& context,
                     const v1::EraseContactRequest& request) -> Result<v1::EraseContactResponse> {
        v1::EraseContactResponse response;
        RETURN_IF_ERROR(RunMutation(deps, method, context, request, response, [&](Mutation& m) {
          return EraseContact(m, deps.blob_files, request);
        }));
        response.set_copies_pending(!deps.store.AwaitErasure(kErasurePatience));
        return response;
      });
}

}  // namespace

void AddCustomerService(MethodTable& table, const AdminDeps& deps) {
  const std::string service = "countersign.v1.CustomerService/";
  AddMutation<v1::CreateCustomerRequest, v1::Customer>(table, service + "CreateCustomer", deps,
                                                       CreateCustomer);
  AddQuery<v1::GetCustomerRequest, v1::Customer>(table, service + "GetCustomer", deps, GetCustomer);
  AddQuery<v1::ListCustomersRequest, v1::ListCustomersResponse>(table, service + "ListCustomers",
                                                                deps, ListCustomers);
  AddMutation<v1::UpdateCustomerRequest, v1::Customer>(table, service + "UpdateCustomer", deps,
                                                       UpdateCustomer);
  AddMutation<v1::ArchiveCustomerRequest, v1::Customer>(table, service + "ArchiveCustomer", deps,
                                                        ArchiveCustomer);
  AddMutation<v1::CreateContactRequest, v1::Contact>(table, service + "CreateContact", deps,
                                                     CreateContact);
  AddQuery<v1::GetContactRequest, v1::Contact>(table, service + "GetContact", deps, GetContact);
  AddQuery<v1::ListContactsRequest, v1::ListContactsResponse>(table, service + "ListContacts", deps,
                                                              ListContacts);
  AddMutation<v1::UpdateContactRequest, v1::Contact>(table, service + "UpdateContact", deps,
                                                     UpdateContact);
  AddEraseContact(table, service + "EraseContact", deps);
}

}  // namespace countersign::rpc
