// interop_ledger: makes a ledger of 1,000 entries, with checkpoints as it grows, and prints its
// statements in the form that ledger_check.go describes.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <iostream>
#include <map>

#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"
#include "licensing/keys/private_key.h"
#include "licensing/ledger/canonical_json.h"
#include "licensing/ledger/checkpoint.h"
#include "licensing/ledger/entry.h"
#include "licensing/ledger/merkle.h"

namespace countersign {
namespace {

namespace json = boost::json;

class Ledger {
 public:
  Ledger() : signer_(keys::PrivateKey::Generate(entropy_)) {
    const auto& bytes = signer_.public_key();
    key_ = {ledger::OriginOf("https://licences.example/a b"),
            std::string(bytes.begin(), bytes.end())};
  }

  Result<void> Grow(std::int64_t count) {
    std::vector<std::string> hashes;
    for (; count > 0; --count) {
      ASSIGN_OR_RETURN(leaves_.emplace_back(), MakeLeaf());
      hashes.push_back(ledger::LeafHash(leaves_.back()));
    }
    ASSIGN_OR_RETURN(const auto changed, ledger::AppendLeaves(read_, size(), hashes));
    for (const ledger::Tile& tile : changed) tiles_[{tile.level, tile.tile_index}] = tile.hashes;
    hashed_ += std::ssize(hashes);
    return {};
  }

  Result<void> Sign() {
    ledger::Checkpoint checkpoint{key_.name, size(), ""};
    ASSIGN_OR_RETURN(checkpoint.root, ledger::RootOf(read_, size()));
    const std::string text = ledger::CheckpointText(checkpoint);
    ASSIGN_OR_RETURN(const std::string signature, signer_.Sign(text));
    checkpoints_[size()] = ledger::SignedNote(text, key_, signature);
    return {};
  }

  // Every entry in the last checkpoint and in the first that covers it, every pair of checkpoints.
  Result<json::object> Statements() const {
    json::array leaves(leaves_.begin(), leaves_.end());
    json::array notes, proofs, consistency;
    for (const auto& [size, note] : checkpoints_) {
      notes.emplace_back(note);
      for (const auto& [old_size, old_note] : checkpoints_) {
        if (old_size == 0 || old_size > size) continue;
        ASSIGN_OR_RETURN(const auto hashes, ledger::ProveConsistency(read_, old_size, size));
        json::array texts;
        for (const std::string& hash : hashes) texts.emplace_back(Base64Encode(hash));
        consistency.push_back({{"old_size", old_size}, {"size", size}, {"hashes", texts}});
      }
    }
    for (std::int64_t index = 0; index < size(); ++index)
      for (const auto& checkpoint : {*checkpoints_.upper_bound(index), *checkpoints_.rbegin()}) {
        ASSIGN_OR_RETURN(auto hashes, ledger::ProveInclusion(read_, index, checkpoint.first));
        proofs.push_back(
            {{"leaf", leaves_[static_cast<std::size_t>(index)]},
             {"proof", ledger::ProofText({index, std::move(hashes), checkpoint.second})}});
      }
    return json::object{{"key", ledger::NoteKeyText(key_)},
                        {"leaves", std::move(leaves)},
                        {"checkpoints", std::move(notes)},
                        {"proofs", std::move(proofs)},
                        {"consistency", std::move(consistency)}};
  }

 private:
  std::int64_t size() const { return hashed_; }

  Result<std::string> MakeLeaf() {
    const auto number = static_cast<std::int64_t>(leaves_.size());
    ledger::Entry entry;
    entry.time = SystemClock().Now();
    entry.id = NewId(entry.time, entropy_);
    entry.actor = "users/anna";
    entry.action = "license.suspend";
    entry.resource = "licenses/acme-" + std::to_string(number);
    entry.request_id = number % 2 == 0 ? "" : "\u6e56\u5dde \"" + std::to_string(number) + "\"\n";
    ASSIGN_OR_RETURN(entry.body, ledger::CanonicalJson({{"number", number}, {"last", nullptr}}));
    ASSIGN_OR_RETURN(entry.digests,
                     ledger::CanonicalJson({{entry.resource, HexEncode(Sha256(entry.id))}}));
    return ledger::LeafData(entry);
  }

  SystemEntropy entropy_;
  keys::PrivateKey signer_;
  ledger::NoteKey key_;
  std::vector<std::string> leaves_;
  std::int64_t hashed_ = 0;
  std::map<std::pair<std::int64_t, std::int64_t>, std::string> tiles_;
  std::map<std::int64_t, std::string> checkpoints_;
  ledger::ReadTile read_ = [this](std::int64_t level, std::int64_t index) {
    const auto tile = tiles_.find({level, index});
    return Result<std::optional<std::string>>(tile == tiles_.end() ? std::nullopt
                                                                   : std::optional(tile->second));
  };
};

Result<void> Print() {
  Ledger ledger;
  RETURN_IF_ERROR(ledger.Sign());
  // To sizes 1, 2, 255, 256, 257, 600, 999 and 1,000.
  for (const std::int64_t count : {1, 1, 253, 1, 1, 343, 399, 1}) {
    RETURN_IF_ERROR(ledger.Grow(count));
    RETURN_IF_ERROR(ledger.Sign());
  }
  ASSIGN_OR_RETURN(const auto statements, ledger.Statements());
  std::cout << json::serialize(statements) << "\n";
  return {};
}

}  // namespace
}  // namespace countersign

int main() {
  const auto printed = countersign::Print();
  if (!printed) std::cerr << "interop_ledger: " << printed.error().message << "\n";
  return printed ? 0 : 1;
}
