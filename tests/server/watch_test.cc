// A program that watches its licence over gRPC.
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/impl/codegen/sync_stream.h>
#include <gtest/gtest.h>

#include <memory>

#include "admin/cli/client.h"
#include "client-sdk/verify/proof.h"
#include "countersign/v1/catalog.pb.h"
#include "countersign/v1/customer.pb.h"
#include "countersign/v1/license.pb.h"
#include "countersign/v1/license_admin.pb.h"
#include "licensing/base/encoding.h"
#include "tests/support/server_process.h"

namespace countersign::server {
namespace {

using countersign::testing::ServerProcess;

class WatchTest : public ::testing::Test {
 protected:
  WatchTest() {
    cli::Connection connection;
    connection.target = server_.grpc();
    connection.token = server_.token();
    admin_ = *cli::MakeClient(connection);
    v1::CreateProductRequest product;
    product.set_product_id("pump");
    product.mutable_product()->set_display_name("Pump control");
    Admin<v1::Product>("CatalogService/CreateProduct", product);
    v1::CreatePolicyRequest policy;
    policy.set_policy_id("node");
    policy.mutable_policy()->set_display_name("Node");
    policy.mutable_policy()->set_kind(v1::LICENSE_KIND_NODE_LOCKED);
    Admin<v1::Policy>("CatalogService/CreatePolicy", policy);
    v1::CreateCustomerRequest customer;
    customer.set_customer_id("works");
    customer.mutable_customer()->set_display_name("Waterworks");
    Admin<v1::Customer>("CustomerService/CreateCustomer", customer);
    v1::CreateLicenseRequest license;
    license.set_license_id("pumps");
    license.mutable_license()->set_customer("customers/works");
    license.mutable_license()->set_product("products/pump");
    license.mutable_license()->set_policy("policies/node");
    code_ = Admin<v1::CreateLicenseResponse>("LicenseAdminService/CreateLicense", license)
                .activation_code();
  }

  template <class Response, class Request>
  Response Admin(const std::string& method, const Request& request) {
    Response response;
    const auto called = admin_->Call("countersign.v1." + method, request, response);
    EXPECT_TRUE(called) << called.error().message;
    return response;
  }
  void Suspend() {
    v1::SuspendLicenseRequest request;
    request.set_name("licenses/pumps");
    request.set_cause(v1::SECURITY);
    request.set_reason("a test");
    Admin<v1::License>("LicenseAdminService/SuspendLicense", request);
  }

  // A watch of a new machine; the context lives as long as it.
  std::unique_ptr<grpc::ClientReader<v1::CheckLicenseResponse>> Watch(
      grpc::ClientContext& context) {
    const std::string seed(32, 's');
    v1::CheckLicenseRequest request;
    request.set_activation_code(code_);
    request.set_product("pump");
    request.set_product_version("1.2.0");
    auto* component = request.mutable_fingerprint()->add_components();
    component->set_kind(v1::FINGERPRINT_KIND_DISK);
    component->set_hash(std::string(32, 'd'));
    const verify::PublicKey key = verify::MachinePublicKey(seed).value();
    request.set_machine_public_key(key.data(), key.size());
    request.set_nonce(std::string(16, 'n'));
    request.set_request_id("0f8fad5b-d9cb-469f-a165-70867728950e");
    context.AddMetadata("countersign-proof",
                        verify::MakeActivationProof(seed, request.SerializeAsString()));
    channel_ = grpc::CreateChannel(server_.grpc(), grpc::InsecureChannelCredentials());
    static const grpc::internal::RpcMethod method("/countersign.v1.LicenseService/WatchLicense",
                                                  grpc::internal::RpcMethod::SERVER_STREAMING);
    return std::unique_ptr<grpc::ClientReader<v1::CheckLicenseResponse>>(
        grpc::internal::ClientReaderFactory<v1::CheckLicenseResponse>::Create(
            channel_.get(), method, &context, request));
  }

  ServerProcess server_;
  std::unique_ptr<cli::Client> admin_;
  std::string code_;
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(WatchTest, IsToldOfASuspensionAndOfTheServersEnd) {
  grpc::ClientContext context;
  const auto watch = Watch(context);
  v1::CheckLicenseResponse answer;
  ASSERT_TRUE(watch->Read(&answer));
  EXPECT_EQ(answer.outcome(), v1::CHECK_OUTCOME_VALID);
  Suspend();
  ASSERT_TRUE(watch->Read(&answer));
  EXPECT_EQ(answer.outcome(), v1::CHECK_OUTCOME_RESTRICTED);
  EXPECT_EQ(server_.Stop(), 0);
  EXPECT_FALSE(watch->Read(&answer));
  EXPECT_EQ(watch->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(WatchTest, WhoLeavesIsForgotten) {
  {
    grpc::ClientContext context;
    const auto watch = Watch(context);
    v1::CheckLicenseResponse answer;
    ASSERT_TRUE(watch->Read(&answer));
    context.TryCancel();
    EXPECT_EQ(watch->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  Suspend();
  EXPECT_EQ(server_.Stop(), 0);
}

}  // namespace
}  // namespace countersign::server
