/* Marks what the shared libraries show. Everything else in them is hidden. */
#ifndef COUNTERSIGN_EXPORT_H_
#define COUNTERSIGN_EXPORT_H_

#if defined(__GNUC__)
#define COUNTERSIGN_EXPORT __attribute__((visibility("default")))
#else
#define COUNTERSIGN_EXPORT
#endif

#endif /* COUNTERSIGN_EXPORT_H_ */
