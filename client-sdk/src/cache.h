// The client's files: state and marks of one product (and process), and the machine's key, which
// all processes of the machine share.
#ifndef COUNTERSIGN_SDK_CACHE_H_
#define COUNTERSIGN_SDK_CACHE_H_

#include <optional>
#include <string>

#include "client-sdk/src/state.h"
#include "client-sdk/src/two_slot_file.h"
#include "countersign/options.h"

namespace countersign::sdk {

class Cache {
 public:
  explicit Cache(const Options& options);

  struct Content {
    State state;
    Marks marks;
  };
  // Whatever is readable; empty values for what is missing or damaged.
  Content Read() const;

  // Each returns what failed, or nothing. Nothing is half written.
  std::string Write(const State& state);
  std::string Write(const Marks& marks);
  void Forget();  // removes the state, keeps marks and machine key

  // The machine's 32-byte seed, made and stored if there is none. `problem` says if it could not be
  // stored.
  std::string MachineSeed(std::string* problem);

  // Where processes that share the cache take turns; makes the directory if it is missing.
  const std::string& LockPath();
  // Differs after another process wrote.
  std::string Signature() const;

 private:
  std::string Prepare();

  std::string directory_;
  std::string lock_path_;
  std::string machine_lock_path_;
  TwoSlotFile state_;
  TwoSlotFile marks_;
  TwoSlotFile machine_;
};

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_SDK_CACHE_H_
