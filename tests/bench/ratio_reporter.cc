#include "tests/bench/ratio_reporter.h"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <utility>
#include <vector>

namespace countersign::bench {
namespace {

std::string NameOf(const benchmark::BenchmarkReporter::Run& run) {
  const auto& name = run.run_name;
  return name.args.empty() ? name.function_name : name.function_name + "/" + name.args;
}

class Reporter : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    benchmark::ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) {
      const auto speed = run.counters.find("items_per_second");
      if (run.run_type == Run::RT_Iteration && speed != run.counters.end())
        speeds_.emplace_back(NameOf(run), speed->second.value);
    }
  }

  void PrintRatios(const std::string& reference) const {
    for (const auto& [reference_name, reference_speed] : speeds_) {
      if (reference_name != reference) continue;
      std::printf("\nratio to %s\n", reference.c_str());
      for (const auto& [name, speed] : speeds_)
        std::printf("  %-40s %8.3f\n", name.c_str(), speed / reference_speed);
    }
  }

 private:
  std::vector<std::pair<std::string, double>> speeds_;
};

}  // namespace

int RunAndCompare(int argc, char** argv, const std::string& reference) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  Reporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  reporter.PrintRatios(reference);
  return 0;
}

}  // namespace countersign::bench
