#include "client-sdk/src/fingerprint.h"

#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <vector>

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

#include "client-sdk/src/bytes.h"
#include "client-sdk/src/small_file.h"

namespace countersign::sdk {
namespace {

std::vector<std::string> NamesIn(const std::string& directory) {
  std::vector<std::string> names;
  DIR* open = ::opendir(directory.c_str());
  if (open == nullptr) return names;
  while (const dirent* entry = ::readdir(open)) {
    if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
  }
  ::closedir(open);
  std::sort(names.begin(), names.end());
  return names;
}

bool Exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

// Firmware that was never filled in says so in many ways; none of them tells machines apart.
std::string Meaningful(const std::string& value) {
  std::string folded;
  for (const char c : value) {
    if (std::isalnum(static_cast<unsigned char>(c))) {
      folded += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  static constexpr const char* kEmpty[] = {"",
                                           "none",
                                           "unknown",
                                           "tobefilled",
                                           "tobefilledbyoem",
                                           "defaultstring",
                                           "notspecified",
                                           "notapplicable",
                                           "systemserialnumber",
                                           "baseboardserialnumber",
                                           "uninitialized"};
  for (const char* empty : kEmpty) {
    if (folded == empty) return {};
  }
  const bool uniform = folded.find_first_not_of(folded[0]) == std::string::npos;
  return uniform ? std::string() : value;  // "0000", "ffff"
}

bool InContainer(const std::string& root) {
  if (Exists(root + "/.dockerenv") || Exists(root + "/run/.containerenv") ||
      Exists(root + "/run/systemd/container")) {
    return true;
  }
  const std::string groups = ReadSmallFile(root + "/proc/1/cgroup");
  for (const char* mark : {"docker", "kubepods", "containerd", "lxc", "libpod"}) {
    if (groups.find(mark) != std::string::npos) return true;
  }
  return false;
}

std::string MachineId(const std::string& root) {
  const std::string id = ReadSmallFile(root + "/etc/machine-id");
  return id.size() == 32 ? id : ReadSmallFile(root + "/var/lib/dbus/machine-id");
}

std::string BoardSerial(const std::string& root) {
  for (const char* name : {"board_serial", "product_serial", "product_uuid"}) {
    std::string value = Meaningful(ReadSmallFile(root + "/sys/class/dmi/id/" + name));
    if (!value.empty()) return value;
  }
  return {};
}

// Block devices that are no disk of this machine.
bool IsMadeUp(const std::string& disk) {
  for (const char* prefix : {"loop", "ram", "zram", "dm-", "md", "sr", "fd", "nbd"}) {
    if (disk.rfind(prefix, 0) == 0) return true;
  }
  return false;
}

std::string FirstDiskSerial(const std::string& root) {
  const std::string blocks = root + "/sys/block/";
  for (const std::string& disk : NamesIn(blocks)) {
    if (IsMadeUp(disk) || ReadSmallFile(blocks + disk + "/removable") == "1") continue;
    for (const char* name : {"/serial", "/device/serial", "/device/wwid", "/wwid"}) {
      std::string value = Meaningful(ReadSmallFile(blocks + disk + name));
      if (!value.empty()) return value;
    }
  }
  return {};
}

// The lowest permanent address of a physical interface, so that plugging one in or the order of
// discovery changes little. Randomised addresses and those of bridges and the like are left out.
std::string LowestMac(const std::string& root) {
  const std::string net = root + "/sys/class/net/";
  std::string lowest;
  for (const std::string& name : NamesIn(net)) {
    if (!Exists(net + name + "/device")) continue;
    if (ReadSmallFile(net + name + "/addr_assign_type") != "0") continue;
    const std::string mac = ReadSmallFile(net + name + "/address");
    if (mac.size() != 17 || mac == "00:00:00:00:00:00") continue;
    if (lowest.empty() || mac < lowest) lowest = mac;
  }
  return lowest;
}

// Not from /proc/cpuinfo, which takes milliseconds to read on a large machine.
std::string CpuModel(const std::string& root) {
#if defined(__x86_64__) || defined(__i386__)
  if (root.empty()) {
    unsigned words[12] = {};
    for (unsigned leaf = 0; leaf < 3; ++leaf) {
      unsigned* w = words + 4 * leaf;
      if (!__get_cpuid(0x80000002U + leaf, &w[0], &w[1], &w[2], &w[3])) return {};
    }
    char brand[sizeof words + 1] = {};
    std::memcpy(brand, words, sizeof words);
    return brand;
  }
#endif
  return ReadSmallFile(root + "/sys/devices/system/cpu/cpu0/regs/identification/midr_el1");
}

std::string CloudInstance(const std::string& root) {
  std::string id = ReadSmallFile(root + "/var/lib/cloud/data/instance-id");
  if (!id.empty()) return id == "nocloud" || id.rfind("iid-", 0) == 0 ? std::string() : id;
  id = ReadSmallFile(root + "/sys/class/dmi/id/board_asset_tag");
  return id.rfind("i-", 0) == 0 ? id : std::string();
}

}  // namespace

std::string HashComponent(std::string_view product, int kind, std::string_view value) {
  constexpr std::string_view kNul("\0", 1);
  return Sha256({"countersign/fp/v1", kNul, product, kNul, std::to_string(kind), kNul, value});
}

Fingerprint CollectFingerprint(const std::string& root, std::string_view product,
                               std::string_view machine_id) {
  Fingerprint fingerprint;
  const auto add = [&](int kind, const std::string& value) {
    if (!value.empty()) fingerprint.components[kind] = HashComponent(product, kind, value);
  };
  if (!machine_id.empty()) {
    add(kExplicit, std::string(machine_id));
    fingerprint.stable = true;
    return fingerprint;
  }
  add(kMachineId, MachineId(root));
  add(kBoard, BoardSerial(root));
  add(kDisk, FirstDiskSerial(root));
  add(kMac, LowestMac(root));
  add(kCpu, CpuModel(root));
  add(kCloudInstance, CloudInstance(root));
  const auto has = [&](int kind) { return fingerprint.components.count(kind) != 0; };
  // A container sees its host's hardware, which all of its siblings share; only a machine id of its
  // own makes it one machine.
  fingerprint.stable = InContainer(root) ? has(kMachineId)
                                         : has(kMachineId) || has(kBoard) || has(kDisk) ||
                                               has(kMac) || has(kCloudInstance);
  return fingerprint;
}

}  // namespace countersign::sdk
