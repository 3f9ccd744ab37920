#include "admin/cli/command_table.h"

#include <gtest/gtest.h>

#include <set>

#include "admin/cli/interface_docs.h"
#include "admin/cli/request.h"
#include "countersign/v1/common.pb.h"

namespace countersign::cli {
namespace {

// The services that the command line stands for, all but the software's own.
const std::set<std::string> kServices = {
    "AccessService",     "CatalogService",    "CustomerService",   "LicenseAdminService",
    "ContractService",   "MilestoneService",  "KeyService",        "OperationService",
    "ReceivableService", "SimulationService", "EnforcementService"};

TEST(CommandTableTest, EveryAdministrativeMethodHasACommand) {
  std::set<const google::protobuf::MethodDescriptor*> covered;
  std::set<const google::protobuf::FileDescriptor*> files;
  for (const Command& command : Commands()) {
    EXPECT_TRUE(covered.insert(command.method).second) << command.MethodPath() << " twice";
    files.insert(command.method->file());
  }
  std::set<std::string> services;
  for (const auto* file : files) {
    for (int s = 0; s < file->service_count(); ++s) {
      services.insert(file->service(s)->name());
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        EXPECT_EQ(covered.count(file->service(s)->method(m)), 1u)
            << file->service(s)->method(m)->full_name();
      }
    }
  }
  EXPECT_EQ(services, kServices);
}

TEST(CommandTableTest, WhatItNamesExists) {
  for (const Command& command : Commands()) {
    const std::string name = std::string(command.resource->name) + " " + std::string(command.verb);
    for (std::string_view field : command.fields) {
      ASSERT_NE(command.body(), nullptr) << name;
      EXPECT_NE(command.body()->message_type()->FindFieldByName(std::string(field)), nullptr)
          << name << ": " << field;
    }
    EXPECT_TRUE(command.filters.empty() || command.request().FindFieldByName("filter") != nullptr)
        << name;
    for (const Flag& flag : FlagsOf(command)) EXPECT_NE(flag.field, nullptr) << name;
    EXPECT_FALSE(command.Summary().empty());
    EXPECT_EQ(command.columns.empty(), command.empty_note.empty()) << name;
    if (!command.columns.empty()) {
      const auto* list = command.response().field(0);
      for (std::string_view column : command.columns) {
        EXPECT_NE(list->message_type()->FindFieldByName(std::string(column)), nullptr)
            << name << ": " << column;
      }
    }
  }
}

TEST(CommandTableTest, FlagsOfACommandDiffer) {
  for (const Command& command : Commands()) {
    std::set<std::string> names = {"output", "field", "server", "token", "data",   "ca",
                                   "limit",  "help",  "clear",  "http",  "no-wait"};
    if (TakesParent(command)) names.insert(std::string(command.resource->parent));
    for (const Flag& flag : FlagsOf(command)) {
      EXPECT_TRUE(names.insert(flag.name).second)
          << command.resource->name << " " << command.verb << " --" << flag.name;
    }
  }
}

TEST(CommandTableTest, EveryReasonHasAdvice) {
  const auto* reasons = v1::Reason_descriptor();
  for (int i = 1; i < reasons->value_count(); ++i) {
    EXPECT_FALSE(AdviceFor(reasons->value(i)->name()).empty()) << reasons->value(i)->name();
  }
  EXPECT_EQ(AdviceFor("FIELD_INVALID"),
            "A field's value is out of its range or form. Correct the request.");
  EXPECT_EQ(AdviceFor("NEVER_HEARD_OF"), "");
}

}  // namespace
}  // namespace countersign::cli
