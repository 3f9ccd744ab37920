#include <utility>

#include "countersign/v1/access.pb.h"
#include "licensing/app/webhooks.h"
#include "licensing/rpc/admin_services.h"
#include "licensing/rpc/convert_common.h"
#include "licensing/rpc/listing.h"
#include "licensing/rpc/names.h"

namespace countersign::rpc {
namespace {

v1::Webhook WebhookOf(const domain::Webhook& webhook) {
  v1::Webhook proto;
  proto.set_name(app::WebhookName(webhook.id));
  proto.set_url(webhook.url);
  for (const std::string& event : webhook.events) proto.add_events(event);
  proto.set_state(static_cast<v1::WebhookState>(webhook.state));
  PutMeta(webhook.meta, proto);
  return proto;
}

v1::WebhookDelivery DeliveryOf(const domain::Message& message) {
  v1::WebhookDelivery proto;
  proto.set_name(app::DeliveryName(message.webhook_id, message.id));
  proto.set_type(message.subject);
  proto.set_body(message.text);
  proto.set_state(static_cast<v1::WebhookDeliveryState>(message.state));
  proto.set_attempts(message.attempts);
  if (message.next_attempt_time)
    *proto.mutable_next_attempt_time() = ToProto(*message.next_attempt_time);
  if (message.last_failure)
    proto.set_last_failure(std::string(domain::FailureText(*message.last_failure)));
  proto.set_last_reply(message.last_reply);
  if (message.sent_time) *proto.mutable_sent_time() = ToProto(*message.sent_time);
  PutMeta(message.meta, proto);
  return proto;
}

Result<v1::CreateWebhookResponse> CreateWebhook(Mutation& m,
                                                const v1::CreateWebhookRequest& request) {
  domain::Webhook draft;
  draft.id = request.webhook_id();
  draft.url = request.webhook().url();
  draft.events = {request.webhook().events().begin(), request.webhook().events().end()};
  ASSIGN_OR_RETURN(const app::NewWebhook made, app::CreateWebhook(m.tx, m.act, std::move(draft)));
  v1::CreateWebhookResponse response;
  *response.mutable_webhook() = WebhookOf(made.webhook);
  response.set_secret(std::string(made.secret.View(SecretAccess{})));
  return response;
}

Result<v1::Webhook> GetWebhook(app::View& view, const v1::GetWebhookRequest& request, Instant) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "webhooks"));
  return app::Load<domain::Webhook>(view.webhooks(), "webhooks", id).map(WebhookOf);
}

Result<v1::ListWebhooksResponse> ListWebhooks(app::View& view,
                                              const v1::ListWebhooksRequest& request, Instant now) {
  static const FilterField kFields[] = {{"state", v1::WebhookState_descriptor()}};
  ASSIGN_OR_RETURN(const auto page_request, ToPageRequest(request, "webhooks", now, kFields));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage<domain::Webhook>(view.webhooks(), page_request));
  v1::ListWebhooksResponse response;
  for (const domain::Webhook& webhook : page.rows) *response.add_webhooks() = WebhookOf(webhook);
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<v1::Webhook> DisableWebhook(Mutation& m, const v1::DisableWebhookRequest& request) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "webhooks"));
  return app::DisableWebhook(m.tx, m.act, id, request.etag()).map(WebhookOf);
}

Result<v1::ListWebhookDeliveriesResponse> ListWebhookDeliveries(
    app::View& view, const v1::ListWebhookDeliveriesRequest& request, Instant now) {
  static const FilterField kFields[] = {{"state", v1::WebhookDeliveryState_descriptor()}};
  ASSIGN_OR_RETURN(const std::string id, ParseName("parent", request.parent(), "webhooks"));
  RETURN_IF_ERROR(app::Load<domain::Webhook>(view.webhooks(), "webhooks", id));
  ASSIGN_OR_RETURN(const auto page_request, ToPageRequest(request, request.parent() + "/deliveries",
                                                          now, kFields, {{"webhook_id", id}}));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage<domain::Message>(view.messages(), page_request));
  v1::ListWebhookDeliveriesResponse response;
  for (const domain::Message& message : page.rows) *response.add_deliveries() = DeliveryOf(message);
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<v1::WebhookDelivery> RedeliverWebhook(Mutation& m,
                                             const v1::RedeliverWebhookRequest& request) {
  ASSIGN_OR_RETURN(const ChildName name,
                   ParseChildName("name", request.name(), "webhooks", "deliveries"));
  return app::Redeliver(m.tx, m.act, name.parent_id, name.id, request.etag()).map(DeliveryOf);
}

}  // namespace

void AddWebhooks(MethodTable& table, const AdminDeps& deps) {
  const std::string service = "countersign.v1.AccessService/";
  AddMutation<v1::CreateWebhookRequest, v1::CreateWebhookResponse>(table, service + "CreateWebhook",
                                                                   deps, CreateWebhook);
  AddQuery<v1::GetWebhookRequest, v1::Webhook>(table, service + "GetWebhook", deps, GetWebhook);
  AddQuery<v1::ListWebhooksRequest, v1::ListWebhooksResponse>(table, service + "ListWebhooks", deps,
                                                              ListWebhooks);
  AddMutation<v1::DisableWebhookRequest, v1::Webhook>(table, service + "DisableWebhook", deps,
                                                      DisableWebhook);
  AddQuery<v1::ListWebhookDeliveriesRequest, v1::ListWebhookDeliveriesResponse>(
      table, service + "ListWebhookDeliveries", deps, ListWebhookDeliveries);
  AddMutation<v1::RedeliverWebhookRequest, v1::WebhookDelivery>(table, service + "RedeliverWebhook",
                                                                deps, RedeliverWebhook);
}

}  // namespace countersign::rpc
