// GMime's objects, owned.
#ifndef COUNTERSIGN_DELIVERY_GMIME_H_
#define COUNTERSIGN_DELIVERY_GMIME_H_

#include <gmime/gmime.h>

#include <memory>

namespace countersign::delivery {

struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
template <class T>
using GObjectPtr = std::unique_ptr<T, Unref>;

struct FreeText {
  void operator()(char* text) const { g_free(text); }
};
using GText = std::unique_ptr<char, FreeText>;

// To be called before anything of GMime's. Cheap, from any thread.
inline void PrepareGMime() {
  static const bool prepared = [] {
    g_mime_init();
    return true;
  }();
  static_cast<void>(prepared);
}

}  // namespace countersign::delivery

#endif  // COUNTERSIGN_DELIVERY_GMIME_H_
