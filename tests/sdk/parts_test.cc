// The parts: messages on the wire against the interface itself, fingerprints, options.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "client-sdk/src/bytes.h"
#include "client-sdk/src/fingerprint.h"
#include "client-sdk/src/wire.h"
#include "client-sdk/verify/root_set.h"
#include "countersign/v1/license.pb.h"
#include "google/rpc/error_details.pb.h"
#include "tests/sdk/support/vendor.h"

namespace countersign::sdk {
namespace {

using ::testing::HasSubstr;

class WireTest : public ::testing::TestWithParam<WireFormat> {
 protected:
  bool json() const { return GetParam() == WireFormat::kJson; }
  const Wire& wire() const { return WireOf(GetParam()); }

  template <class Message>
  Message Parse(const std::string& text) const {
    Message message;
    EXPECT_TRUE(json() ? google::protobuf::util::JsonStringToMessage(text, &message).ok()
                       : message.ParseFromString(text))
        << text;
    EXPECT_EQ(message.GetReflection()->GetUnknownFields(message).field_count(), 0);
    return message;
  }
  std::string Write(const google::protobuf::Message& message) const {
    std::string text;
    if (!json()) return message.SerializeAsString();
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(message, &text).ok());
    return text;
  }
};

INSTANTIATE_TEST_SUITE_P(Formats, WireTest,
                         ::testing::Values(WireFormat::kJson, WireFormat::kProtobuf),
                         [](const auto& tested) {
                           return tested.param == WireFormat::kJson ? "Json" : "Protobuf";
                         });

TEST_P(WireTest, CheckIsTheInterfacesMessage) {
  Options options;
  options.product = "acme-erp";
  options.version = "4.2.1";
  options.release_date = "2027-01-01";
  options.security_release = true;
  options.process_id = "worker \"3\" \xc3\xa9";
  CheckRequest request;
  request.activation_code = "AAAAA-BBBBB";
  request.machine_public_key = std::string(32, '\xfe');
  request.nonce = std::string("\0\xff\x10nonce", 8);
  request.bundle_version = 18446744073709551615U;
  request.request_id = RandomUuid();
  for (int kind = kMachineId; kind <= kExplicit; ++kind) {
    request.fingerprint[kind] = std::string(32, static_cast<char>(kind));
  }
  auto message = Parse<v1::CheckLicenseRequest>(wire().EncodeCheck(request, options));
  EXPECT_EQ(message.activation_code(), request.activation_code);
  EXPECT_EQ(message.product(), options.product);
  EXPECT_EQ(message.product_version(), options.version);
  EXPECT_EQ(message.release_date(), options.release_date);
  EXPECT_TRUE(message.security_release());
  EXPECT_EQ(message.process_id(), options.process_id);
  EXPECT_EQ(message.machine_public_key(), request.machine_public_key);
  EXPECT_EQ(message.nonce(), request.nonce);
  EXPECT_EQ(message.bundle_version(), request.bundle_version);
  EXPECT_EQ(message.request_id(), request.request_id);
  ASSERT_EQ(message.fingerprint().components_size(), 7);
  for (const auto& component : message.fingerprint().components()) {
    EXPECT_EQ(component.hash(), request.fingerprint.at(component.kind()));
  }

  request = {};
  request.lease_id = "lease-1";
  request.counter = 9007199254740993U;
  request.nonce = std::string(24, 'n');
  request.emergency = {{"AAAAA-BBBBB", 1'800'000'000}, {"CCCCC-DDDDD", 0}};
  message = Parse<v1::CheckLicenseRequest>(wire().EncodeCheck(request, options));
  EXPECT_EQ(message.lease_id(), "lease-1");
  EXPECT_EQ(message.counter(), 9007199254740993U);
  EXPECT_EQ(message.activation_code(), "");
  ASSERT_EQ(message.used_emergency_codes_size(), 2);
  EXPECT_EQ(message.used_emergency_codes(0).code(), "AAAAA-BBBBB");
  EXPECT_EQ(message.used_emergency_codes(0).use_time().seconds(), 1'800'000'000);
  EXPECT_TRUE(message.used_emergency_codes(1).has_use_time());
}

TEST_P(WireTest, ReleaseIsTheInterfacesMessage) {
  const auto message = Parse<v1::ReleaseLicenseRequest>(
      wire().EncodeRelease({"lease-1", 7, std::string(24, 'n'), "id"}));
  EXPECT_EQ(message.lease_id(), "lease-1");
  EXPECT_EQ(message.counter(), 7U);
  EXPECT_EQ(message.nonce(), std::string(24, 'n'));
  EXPECT_EQ(message.request_id(), "id");
}

TEST_P(WireTest, AnswersOfTheInterfaceAreRead) {
  v1::CheckLicenseResponse response;
  response.set_outcome(v1::CHECK_OUTCOME_VALID);
  response.set_key("k.e.y");
  response.set_status("s.t.s");
  response.set_lease_id("lease-1");
  response.set_lease_secret(std::string(32, '\xfd'));
  response.set_counter(9007199254740993U);
  response.set_trust_bundle("{\"a\":1}");
  response.mutable_refresh_after()->set_seconds(28800);
  response.mutable_refresh_after()->set_nanos(500000000);
  const std::string text = Write(response);
  EXPECT_TRUE(wire().IsMessage(text));
  const auto answer = wire().DecodeCheck(text);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->key, "k.e.y");
  EXPECT_EQ(answer->status, "s.t.s");
  EXPECT_EQ(answer->lease_secret, std::string(32, '\xfd'));
  EXPECT_EQ(answer->counter, 9007199254740993U);
  EXPECT_EQ(answer->trust_bundle, "{\"a\":1}");
  EXPECT_EQ(answer->refresh_after, 28800);
  // Cut anywhere, it is no answer, or one that lacks what signatures would miss; never a fault.
  for (std::size_t length = 0; length < text.size(); ++length) {
    const auto cut = wire().DecodeCheck(text.substr(0, length));
    if (cut) {
      EXPECT_EQ(cut->status, "s.t.s");
    }
  }
}

TEST(JsonWire, RefusalsAreReadAndAnythingElseIsNone) {
  const auto refusal = JsonWire().DecodeRefusal(
      R"({"code":"aborted","message":"m","details":[{"type":"other","value":"x"},
          {"type":"google.rpc.ErrorInfo","value":"CgA","debug":{"reason":"COUNTER_REPLAYED",
           "domain":"countersign","metadata":{"counter":"41","n":1}}}]})");
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->code, "aborted");
  EXPECT_EQ(refusal->reason, "COUNTER_REPLAYED");
  EXPECT_EQ(refusal->metadata, (std::map<std::string, std::string>{{"counter", "41"}}));
  for (const char* text : {"", "x", "[]", "{}", R"({"code":5})", R"({"message":"m"})"}) {
    EXPECT_FALSE(JsonWire().DecodeRefusal(text)) << text;
  }
  for (const char* text :
       {R"({"code":"a","details":7})", R"({"code":"a","details":[7,{"debug":[]}]})"}) {
    EXPECT_EQ(JsonWire().DecodeRefusal(text)->reason, "") << text;
  }
}

TEST(ProtobufWire, RefusalsAreReadAndAnythingElseIsNone) {
  google::rpc::ErrorInfo info;
  info.set_reason("COUNTER_REPLAYED");
  info.set_domain("countersign");
  (*info.mutable_metadata())["counter"] = "41";
  (*info.mutable_metadata())["retry_after"] = "7";
  google::rpc::Status status;
  status.set_code(10);
  status.set_message("m");
  status.add_details()->set_type_url("type.googleapis.com/other");
  status.add_details()->PackFrom(info);
  const std::string text = status.SerializeAsString();
  const auto refusal = ProtobufWire().DecodeRefusal(text);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->code, "aborted");
  EXPECT_EQ(refusal->message, "m");
  EXPECT_EQ(refusal->reason, "COUNTER_REPLAYED");
  EXPECT_EQ(refusal->metadata,
            (std::map<std::string, std::string>{{"counter", "41"}, {"retry_after", "7"}}));
  EXPECT_EQ(RetryAfter(*refusal), 7);
  status.set_code(99);
  EXPECT_FALSE(ProtobufWire().DecodeRefusal(status.SerializeAsString()));
  for (std::size_t length = 0; length < text.size(); ++length) {
    const auto cut = ProtobufWire().DecodeRefusal(text.substr(0, length));
    if (cut) {
      EXPECT_EQ(cut->code, "aborted");
    }
  }
}

TEST(ProtobufReader, UnknownFieldsArePassedOverAndBadOnesEndIt) {
  const auto status = [](const std::string& more) {
    const auto answer = ProtobufWire().DecodeCheck(std::string("\x22\x01s", 3) + more);
    return answer ? answer->status : "none";
  };
  EXPECT_EQ(status(""), "s");
  EXPECT_EQ(status(std::string("\xf9\x01"
                               "12345678",
                               10)),
            "s");  // field 31, 64 bits
  EXPECT_EQ(status(std::string("\xfd\x01"
                               "1234",
                               6)),
            "s");  // field 31, 32 bits
  EXPECT_EQ(status(std::string("\xfd\x01"
                               "123",
                               5)),
            "none");
  EXPECT_EQ(status(std::string("\xfa\x01\x05"
                               "1234",
                               7)),
            "none");                                            // five bytes, four there
  EXPECT_EQ(status(std::string("\xfb\x01", 2)), "none");        // a group
  EXPECT_EQ(status(std::string("\x02\x00", 2)), "none");        // field 0
  EXPECT_EQ(status("\x38" + std::string(10, '\xff')), "none");  // a number without an end
}

TEST(Fingerprint, ComponentsAreSaltedWithTheProduct) {
  // printf 'countersign/fp/v1\0acme-erp\0001\0abc' | sha256sum
  EXPECT_EQ(HexEncode(HashComponent("acme-erp", 1, "abc")),
            HexEncode(Sha256({std::string_view("countersign/fp/v1\0acme-erp\0"
                                               "1\0abc",
                                               32)})));
  EXPECT_NE(HashComponent("acme-erp", 1, "abc"), HashComponent("other", 1, "abc"));
  EXPECT_NE(HashComponent("acme-erp", 1, "abc"), HashComponent("acme-erp", 2, "abc"));
}

struct FakeMachine {
  testing::TempDir directory;
  void Put(const std::string& path, const std::string& text) {
    const auto file = directory / path;
    std::filesystem::create_directories(file.parent_path());
    WriteFile(file, text + "\n");
  }
  Fingerprint Collect(const std::string& machine_id = "") {
    return CollectFingerprint(directory.path().string(), kProduct, machine_id);
  }
};

TEST(Fingerprint, PhysicalMachine) {
  FakeMachine machine;
  machine.Put("etc/machine-id", "0123456789abcdef0123456789abcdef");
  machine.Put("sys/class/dmi/id/board_serial", "BRD-1");
  machine.Put("sys/block/loop0/device/serial", "not-a-disk");
  machine.Put("sys/block/sda/removable", "1");
  machine.Put("sys/block/sda/device/serial", "USB-STICK");
  machine.Put("sys/block/nvme0n1/removable", "0");
  machine.Put("sys/block/nvme0n1/device/serial", "NVME-1");
  for (const char* name : {"eth1", "eth0", "wlan0"}) {
    machine.Put(std::string("sys/class/net/") + name + "/device/vendor", "0x8086");
    machine.Put(std::string("sys/class/net/") + name + "/addr_assign_type", "0");
  }
  machine.Put("sys/class/net/eth0/address", "aa:bb:cc:00:00:02");
  machine.Put("sys/class/net/eth1/address", "aa:bb:cc:00:00:01");
  machine.Put("sys/class/net/wlan0/address", "00:00:00:00:00:09");
  machine.Put("sys/class/net/wlan0/addr_assign_type", "1");  // made up at random
  machine.Put("sys/class/net/docker0/address", "00:00:00:00:00:01");
  machine.Put("var/lib/cloud/data/instance-id", "i-0abc");
  const Fingerprint fingerprint = machine.Collect();
  EXPECT_TRUE(fingerprint.stable);
  const std::map<int, std::string> expected = {
      {kMachineId, HashComponent(kProduct, kMachineId, "0123456789abcdef0123456789abcdef")},
      {kBoard, HashComponent(kProduct, kBoard, "BRD-1")},
      {kDisk, HashComponent(kProduct, kDisk, "NVME-1")},
      {kMac, HashComponent(kProduct, kMac, "aa:bb:cc:00:00:01")},
      {kCloudInstance, HashComponent(kProduct, kCloudInstance, "i-0abc")}};
  EXPECT_EQ(fingerprint.components, expected);
}

TEST(Fingerprint, FirmwareThatWasNeverFilledInNamesNoMachine) {
  for (const char* serial :
       {"To be filled by O.E.M.", "None", "0000000000", "Default string", "-"}) {
    FakeMachine machine;
    machine.Put("sys/class/dmi/id/board_serial", serial);
    EXPECT_EQ(machine.Collect().components.count(kBoard), 0U) << serial;
  }
}

TEST(Fingerprint, ContainerWithoutAnIdOfItsOwnIsNotStable) {
  FakeMachine machine;
  machine.Put(".dockerenv", "");
  machine.Put("sys/class/dmi/id/board_serial", "THE-HOSTS-BOARD");
  machine.Put("etc/machine-id", "");
  EXPECT_FALSE(machine.Collect().stable);
  EXPECT_TRUE(machine.Collect("pod-7").stable);
  machine.Put("etc/machine-id", "0123456789abcdef0123456789abcdef");
  EXPECT_TRUE(machine.Collect().stable);
}

TEST(Fingerprint, ExplicitNameIsTheOnlyComponent) {
  FakeMachine machine;
  machine.Put("etc/machine-id", "0123456789abcdef0123456789abcdef");
  const Fingerprint fingerprint = machine.Collect("pod-7");
  EXPECT_EQ(fingerprint.components,
            (std::map<int, std::string>{{kExplicit, HashComponent(kProduct, kExplicit, "pod-7")}}));
}

TEST(Options, WhatIsMissingOrMalformedIsNamed) {
  const World world;
  const std::vector<std::pair<std::function<void(Options&)>, std::string>> cases = {
      {[](Options& o) { o.product.clear(); }, "product"},
      {[](Options& o) { o.product = "Acme ERP"; }, "product"},
      {[](Options& o) { o.product = "../../etc"; }, "product"},
      {[](Options& o) { o.version.clear(); }, "version"},
      {[](Options& o) { o.roots = {}; }, "roots"},
      {[](Options& o) { o.roots.threshold = 2; }, "threshold"},
      {[](Options& o) { o.servers = {"licences.example.com"}; }, "server"},
      {[](Options& o) { o.machine_id = std::string(257, 'x'); }, "machine_id"},
      {[](Options& o) { o.process_id = std::string(65, 'x'); }, "process_id"},
      {[](Options& o) { o.request_timeout = std::chrono::milliseconds(0); }, "time-out"},
  };
  for (const auto& [change, word] : cases) {
    Options options = world.MakeOptions();
    change(options);
    const auto created = Client::Create(options);
    EXPECT_EQ(created.client, nullptr);
    EXPECT_EQ(created.error.code, "OPTION_INVALID");
    EXPECT_THAT(created.error.message, HasSubstr(word));
  }
}

TEST(Options, RootsAreReadFromTextAndFile) {
  verify::RootSet set;
  set.keys = {TestKey(1).public_key(), TestKey(2).public_key()};
  set.threshold = 2;
  const std::string text = "# our roots\n" + verify::FormatRootSet(set);
  Error error;
  const Roots roots = RootsFromText(text, &error);
  EXPECT_EQ(error.code, "");
  EXPECT_EQ(roots.keys, set.keys);
  EXPECT_EQ(roots.threshold, 2U);
  testing::TempDir directory;
  WriteFile(directory / "root.pub", text);
  EXPECT_EQ(RootsFromFile((directory / "root.pub").string(), nullptr).keys, set.keys);
  EXPECT_TRUE(RootsFromText("garbage", &error).keys.empty());
  EXPECT_EQ(error.code, "ROOTS_INVALID");
  EXPECT_TRUE(RootsFromFile((directory / "none").string(), &error).keys.empty());
  EXPECT_EQ(error.code, "FILE_UNREADABLE");
}

}  // namespace
}  // namespace countersign::sdk
