// The parts: messages on the wire against the interface itself, fingerprints, options.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "client-sdk/src/bytes.h"
#include "client-sdk/src/fingerprint.h"
#include "client-sdk/src/wire.h"
#include "client-sdk/verify/root_set.h"
#include "countersign/v1/license.pb.h"
#include "tests/sdk/support/vendor.h"

namespace countersign::sdk {
namespace {

using ::testing::HasSubstr;

template <class Message>
Message Parse(const std::string& text) {
  Message message;
  const auto status = google::protobuf::util::JsonStringToMessage(text, &message);
  EXPECT_TRUE(status.ok()) << status.ToString() << " " << text;
  return message;
}

TEST(Wire, CheckIsTheInterfacesMessage) {
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
  auto message = Parse<v1::CheckLicenseRequest>(EncodeCheck(request, options));
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
  message = Parse<v1::CheckLicenseRequest>(EncodeCheck(request, options));
  EXPECT_EQ(message.lease_id(), "lease-1");
  EXPECT_EQ(message.counter(), 9007199254740993U);
  EXPECT_EQ(message.activation_code(), "");
}

TEST(Wire, ReleaseIsTheInterfacesMessage) {
  const auto message =
      Parse<v1::ReleaseLicenseRequest>(EncodeRelease("lease-1", 7, std::string(24, 'n'), "id"));
  EXPECT_EQ(message.lease_id(), "lease-1");
  EXPECT_EQ(message.counter(), 7U);
  EXPECT_EQ(message.nonce(), std::string(24, 'n'));
  EXPECT_EQ(message.request_id(), "id");
}

TEST(Wire, AnswersOfTheInterfaceAreRead) {
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
  std::string text;
  ASSERT_TRUE(google::protobuf::util::MessageToJsonString(response, &text).ok());
  const auto answer = DecodeCheck(text);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->key, "k.e.y");
  EXPECT_EQ(answer->status, "s.t.s");
  EXPECT_EQ(answer->lease_secret, std::string(32, '\xfd'));
  EXPECT_EQ(answer->counter, 9007199254740993U);
  EXPECT_EQ(answer->trust_bundle, "{\"a\":1}");
  EXPECT_EQ(answer->refresh_after, 28800);
}

TEST(Wire, RefusalsAreReadAndAnythingElseIsNone) {
  const auto refusal = DecodeRefusal(
      R"({"code":"aborted","message":"m","details":[{"type":"other","value":"x"},
          {"type":"google.rpc.ErrorInfo","value":"CgA","debug":{"reason":"COUNTER_REPLAYED",
           "domain":"countersign","metadata":{"counter":"41","n":1}}}]})");
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->code, "aborted");
  EXPECT_EQ(refusal->reason, "COUNTER_REPLAYED");
  EXPECT_EQ(refusal->metadata, (std::map<std::string, std::string>{{"counter", "41"}}));
  for (const char* text : {"", "x", "[]", "{}", R"({"code":5})", R"({"message":"m"})"}) {
    EXPECT_FALSE(DecodeRefusal(text)) << text;
  }
  for (const char* text :
       {R"({"code":"a","details":7})", R"({"code":"a","details":[7,{"debug":[]}]})"}) {
    EXPECT_EQ(DecodeRefusal(text)->reason, "") << text;
  }
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
