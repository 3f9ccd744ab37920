#include "licensing/server/verify_command.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <optional>
#include <type_traits>

#include "admin/cli/commands.h"
#include "admin/cli/session.h"
#include "admin/cli/table.h"
#include "admin/cli/text.h"
#include "client-sdk/verify/jws.h"
#include "client-sdk/verify/root_set.h"
#include "licensing/base/encoding.h"
#include "licensing/keys/file.h"
#include "licensing/server/genuine_text.h"

namespace countersign::server {
namespace {

using verify::Refusal;

struct VerifyArguments {
  std::string file, bundle, root;
};

// Why not, and what to exit with.
struct No {
  std::string sentence;
  int exit_code = cli::kRefused;
};
template <class T>
using Judged = tl::expected<T, No>;

tl::unexpected<No> Unusable(std::string sentence) {
  return tl::unexpected(No{std::move(sentence), cli::kUsage});
}

std::string SentenceFor(Refusal refusal) {
  switch (refusal) {
    case Refusal::kTooLarge:
      return "it is larger than anything that Countersign signs";
    case Refusal::kMalformed:
      return "it is damaged, or no signed object";
    case Refusal::kWrongHeader:
      return "its header is none that Countersign writes";
    case Refusal::kUnknownKey:
      return "it was signed with a key that the trust bundle does not hold for this use";
    case Refusal::kKeyNotValid:
      return "the key that signed it is revoked, or was not valid when it was issued";
    case Refusal::kBadSignature:
      return "its signature does not verify: it was altered, or somebody else signed it";
    case Refusal::kBadClaims:
      return "what it says is incomplete or without meaning, or it is another issuer's";
    case Refusal::kThreshold:
      return "too few of the roots have signed it";
    case Refusal::kBundleTooOld:
    case Refusal::kBundleExpired:
    case Refusal::kNone:
      break;
  }
  return "it is not to be used";
}

tl::unexpected<No> Refused(const std::string& file, Refusal refusal) {
  return tl::unexpected(No{"refused: " + file + ": " + SentenceFor(refusal) + " (" +
                           verify::RefusalName(refusal) + ")"});
}

Judged<std::string> Read(const std::string& path) {
  auto content = keys::ReadSmallFile(path);
  if (!content) return Unusable(content.error().message);
  return *std::move(content);
}

Judged<verify::TrustBundle> ReadBundle(const std::string& path, const std::string& text,
                                       const std::string& root_path) {
  auto root_text = Read(root_path);
  if (!root_text) return tl::unexpected(root_text.error());
  const auto roots = verify::ParseRootSet(*root_text);
  if (!roots) return Unusable(root_path + " is not a list of root keys, as root.pub is");
  // Any version, also past its end: what it vouches for was issued in its time.
  auto bundle = verify::VerifyTrustBundle(text, *roots, 1, std::nullopt);
  if (!bundle) return Refused(path, bundle.refusal);
  return std::move(bundle.value);
}

// As somebody's editor or a shell leaves it.
std::string_view WithoutLineEnd(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

// Of the kinds that Countersign writes; empty for another header.
std::string_view KindOf(std::string_view jws) {
  const auto header = Base64UrlDecode(jws.substr(0, jws.find('.')));
  if (!header) return {};
  for (const std::string_view kind :
       {verify::kCertificateKind, verify::kLicenseKeyKind, verify::kStatusKind})
    if (verify::KidOfHeader(*header, kind)) return kind;
  return {};
}

template <class T>
Judged<GenuineText> TextIf(const verify::Checked<T>& checked, const std::string& file) {
  if (!checked) return Refused(file, checked.refusal);
  if constexpr (std::is_same_v<T, verify::LicenseKey>)
    return TextOf(checked.value, SystemClock().Now());
  else
    return TextOf(checked.value);
}

Judged<GenuineText> JudgeCompact(std::string_view jws, const verify::TrustBundle& bundle,
                                 const std::string& file) {
  const std::string_view kind = KindOf(jws);
  if (kind == verify::kLicenseKeyKind) return TextIf(verify::VerifyLicenseKey(jws, bundle), file);
  if (kind == verify::kStatusKind) return TextIf(verify::VerifyStatus(jws, bundle), file);
  // What is of no kind is refused as a certificate, for what it lacks.
  return TextIf(verify::VerifyCertificate(jws, bundle), file);
}

Judged<GenuineText> Judge(const VerifyArguments& arguments) {
  const auto content = Read(arguments.file);
  if (!content) return tl::unexpected(content.error());
  if (content->starts_with("{")) {
    const auto bundle = ReadBundle(arguments.file, *content, arguments.root);
    if (!bundle) return tl::unexpected(bundle.error());
    return TextOf(*bundle);
  }
  if (arguments.bundle.empty())
    return Unusable("--bundle is required: the trust bundle that vouches for the key that signed " +
                    arguments.file);
  const auto text = Read(arguments.bundle);
  if (!text) return tl::unexpected(text.error());
  const auto bundle = ReadBundle(arguments.bundle, *text, arguments.root);
  if (!bundle) return tl::unexpected(bundle.error());
  return JudgeCompact(WithoutLineEnd(*content), *bundle, arguments.file);
}

int Run(const VerifyArguments& arguments) {
  const auto genuine = Judge(arguments);
  if (!genuine) return cli::Complain(genuine.error().sentence, genuine.error().exit_code);
  std::vector<std::pair<std::string, std::string>> lines;
  for (const auto& [label, value] : genuine->lines)
    lines.emplace_back(label, cli::Printable(value));
  std::cout << "Genuine: " << genuine->sentence << ".\n" << cli::RenderList(lines, cli::Bold());
  return cli::kDone;
}

}  // namespace

void AddVerifyCommand(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<VerifyArguments>();
  CLI::App& command = *app.add_subcommand(
      "verify", "Check a certificate, key or trust bundle; needs no server and no network");
  command.add_option("file", arguments->file, "What was signed")->type_name("FILE")->required();
  command
      .add_option("--root", arguments->root,
                  "The root public keys that you trust: root.pub, from the licensor in person")
      ->type_name("FILE")
      ->required();
  command
      .add_option("--bundle", arguments->bundle,
                  "The trust bundle; not needed to check a bundle itself")
      ->type_name("FILE");
  command.callback([arguments, &exit_code] { exit_code = Run(*arguments); });
}

}  // namespace countersign::server
