#include "licensing/rpc/method_table.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace countersign::rpc {
namespace {

constexpr std::size_t kMaxSoftwareRequestBytes = 64 * 1024;

// A method registered wrongly is a fault of the program, found by its first start.
void Require(bool holds, std::string_view name, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "method %.*s %s\n", static_cast<int>(name.size()), name.data(), what);
  std::abort();
}

const google::protobuf::MethodDescriptor* FindDescriptor(std::string_view name) {
  std::string dotted(name);
  std::replace(dotted.begin(), dotted.end(), '/', '.');
  return google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(dotted);
}

}  // namespace

std::size_t MaxRequestBytes(const Method& method) {
  if (method.access.max_request_bytes() != 0) return method.access.max_request_bytes();
  return method.access.software() ? kMaxSoftwareRequestBytes : kMaxAnyRequestBytes;
}

const Method* MethodTable::Find(std::string_view name) const {
  const auto found = methods_.find(name);
  return found == methods_.end() ? nullptr : &found->second;
}

void MethodTable::AddMethod(std::string_view name, const google::protobuf::Descriptor* request,
                            const google::protobuf::Descriptor* response, Method method) {
  method.descriptor = FindDescriptor(name);
  Require(method.descriptor != nullptr, name, "is not in the interface");
  Require(method.descriptor->input_type() == request, name, "takes another request");
  Require(method.descriptor->output_type() == response, name, "gives another response");
  method.access = method.descriptor->options().GetExtension(v1::access);
  Require(MaxRequestBytes(method) <= kMaxAnyRequestBytes, name, "takes more than a face lets in");
  Require(methods_.emplace(std::string(name), std::move(method)).second, name, "is there already");
}

}  // namespace countersign::rpc
