// Walks the stored tree beside the entries, leaf by leaf, and tells where it is not as it should
// be.
#ifndef COUNTERSIGN_APP_STORED_TREE_H_
#define COUNTERSIGN_APP_STORED_TREE_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/ledger_ports.h"

namespace countersign::app {

class StoredTree {
 public:
  // Takes the next leaf. `entry_hash` is the leaf hash of the entry there, empty if there is none.
  // True if the tree holds the same. The walk goes on with what the tree holds, so that an altered
  // entry does not make the rest of the tree look altered.
  Result<bool> Next(LedgerReader& reader, std::string_view entry_hash);
  // Compares what is left when the last leaf was taken.
  Result<void> Finish(LedgerReader& reader);

  std::int64_t size() const { return root_.size(); }
  std::string Root() const { return root_.Root(); }
  // A sentence for each tile that is missing or differs.
  const std::vector<std::string>& faults() const { return faults_; }

 private:
  Result<std::string> StoredLeaf(LedgerReader& reader);
  Result<void> Build(LedgerReader& reader);
  Result<void> Compare(LedgerReader& reader, const ledger::Tile& tile);

  ledger::RunningRoot root_;
  std::string leaves_;                         // the stored tile that the next leaf lies in
  std::vector<std::string> walked_;            // leaves that are not built into `last_` yet
  std::map<std::int64_t, ledger::Tile> last_;  // by level: the last tile, as it should be
  std::vector<std::string> faults_;
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_STORED_TREE_H_
