/* Countersign's client for C, and for every language that can call C. docs/sdk.md is the guide.
 *
 * Conventions
 * - Handles are opaque. What a function named ..._new or ..._create gives is freed with the
 * function named ..._free, which takes NULL too. A handle must not be used after that.
 * - Every other function returns a countersign_code; COUNTERSIGN_OK is 0. On any other code,
 * outputs are untouched unless the function says otherwise. NULL where a pointer is required gives
 *   COUNTERSIGN_INVALID_ARGUMENT.
 * - Text is UTF-8 and ends in NUL. Text that comes in is copied. Text that goes out is written to a
 *   buffer of the caller's: `size` is its room, NUL included. If that is too little, the code is
 *   COUNTERSIGN_BUFFER_TOO_SMALL, `*needed` (may be NULL) is the room it takes, and the buffer
 * holds nothing of use.
 * - A structure that the library fills begins with `struct_size`: set it to sizeof the structure
 *   before the call. A newer library then fills no more than an older program has room for.
 * - Instants are seconds since 1970 UTC, 0 where there is none.
 * - Functions of one client may be called from any thread, and in the child of a fork. Options are
 *   for one thread. Nothing throws, aborts, or writes to the standard streams.
 * - Numbers of enumerations never change. Be ready for ones that are added.
 */
#ifndef COUNTERSIGN_C_API_H_
#define COUNTERSIGN_C_API_H_

#include <stddef.h>
#include <stdint.h>

#include "countersign/export.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct countersign_options countersign_options;
typedef struct countersign_client countersign_client;

typedef enum countersign_code {
  COUNTERSIGN_OK = 0,
  COUNTERSIGN_INVALID_ARGUMENT = 1,
  COUNTERSIGN_BUFFER_TOO_SMALL = 2,
  COUNTERSIGN_OPTION_INVALID = 3,     /* an option is missing or malformed */
  COUNTERSIGN_NOT_ACTIVATED = 4,      /* there is no lease to give back */
  COUNTERSIGN_CONTACT_FAILED = 5,     /* no server confirmed it */
  COUNTERSIGN_NOT_FOUND = 6,          /* the feature is off, or has no number */
  COUNTERSIGN_INTERNAL_FAULT = 7,     /* e.g. out of memory */
  COUNTERSIGN_LICENSE_UNREADABLE = 8, /* no licence text, or a part of it is missing */
  COUNTERSIGN_REQUEST_UNKNOWN = 9,    /* it answers no request that this machine has open */
  COUNTERSIGN_LICENSE_REFUSED = 10    /* it cannot be believed, or is older than what is known */
} countersign_code;

typedef enum countersign_outcome {
  COUNTERSIGN_VALID = 1,
  COUNTERSIGN_GRACE = 2,
  COUNTERSIGN_OFFLINE_LIMIT = 3,
  COUNTERSIGN_RESTRICTED = 4,
  COUNTERSIGN_OUTCOME_NOT_ACTIVATED = 5,
  COUNTERSIGN_WRONG_MACHINE = 6,
  COUNTERSIGN_WRONG_PRODUCT_OR_VERSION = 7,
  COUNTERSIGN_CLOCK_SUSPECT = 8,
  COUNTERSIGN_NO_SEAT = 9
} countersign_outcome;

/* Texts are cut at the end of a character if they do not fit. */
typedef struct countersign_status {
  size_t struct_size; /* in: sizeof(countersign_status) */
  int outcome;        /* countersign_outcome */
  int full;           /* 1: the program may run in full; 0: restricted */
  int from_server;    /* 1: a server just answered; 0: from the cache */
  int days_left;      /* GRACE: whole days left, rounded up */
  int warning_days;   /* GRACE: 45, 30, 15 or 7 once no more are left; else 0 */
  int64_t until;      /* end of the key */
  int64_t offline_until;
  int64_t checked_at;
  char reason[64];       /* e.g. "LICENSE_SUSPENDED"; empty for VALID */
  char sentence_en[512]; /* for the user */
  char sentence_zh[512];
  char problem[512]; /* what went wrong with the last contact, for a log */
  /* What the key tells of the notices about the contract; empty where there is none. */
  char notice_stage[32]; /* "OVERDUE", "URGENT", "NOTICED", "SUPPLY_STOPPED", "SUSPENDED" */
  char notice_number[64];
  char notice_first_day[16]; /* of the next effect, or since when: "YYYY-MM-DD" */
} countersign_status;

/* --- Options (countersign/options.h explains each) ------------------------------------------- */

typedef enum countersign_option {
  COUNTERSIGN_PRODUCT = 1,
  COUNTERSIGN_PRODUCT_VERSION = 2,
  COUNTERSIGN_RELEASE_DATE = 3,
  COUNTERSIGN_SECURITY_RELEASE = 4, /* "1" or "0" */
  COUNTERSIGN_ROOTS = 5,            /* the text of root.pub */
  COUNTERSIGN_ROOTS_FILE = 6,       /* its path */
  COUNTERSIGN_MINIMUM_BUNDLE_VERSION = 7,
  COUNTERSIGN_SERVER = 8, /* set again for each further one */
  COUNTERSIGN_ACTIVATION_CODE = 9,
  COUNTERSIGN_CACHE_DIRECTORY = 10,
  COUNTERSIGN_MACHINE_ID = 11,
  COUNTERSIGN_PROCESS_ID = 12,
  COUNTERSIGN_CA_FILE = 13,
  COUNTERSIGN_PROXY = 14,
  COUNTERSIGN_CONNECT_TIMEOUT_MS = 15,
  COUNTERSIGN_REQUEST_TIMEOUT_MS = 16,
  COUNTERSIGN_STARTUP_TIMEOUT_MS = 17,
  COUNTERSIGN_ACCEPT_SIMULATED = 18 /* "1" or "0" */
} countersign_option;

COUNTERSIGN_EXPORT int countersign_options_new(countersign_options** options);
COUNTERSIGN_EXPORT void countersign_options_free(countersign_options* options);
/* COUNTERSIGN_OPTION_INVALID if the value cannot be read. Numbers are decimal. */
COUNTERSIGN_EXPORT int countersign_options_set(countersign_options* options, int option,
                                               const char* value);
/* Called with a level (1 debug, 2 info, 3 warning), a line and `context`, from the thread that
 * works. Must not call the client. */
typedef void (*countersign_logger)(int level, const char* line, void* context);
COUNTERSIGN_EXPORT int countersign_options_set_logger(countersign_options* options,
                                                      countersign_logger logger, void* context);

/* --- Client ---------------------------------------------------------------------------------- */

/* The options are copied. On COUNTERSIGN_OPTION_INVALID, `error` (may be NULL if error_size is 0)
 * gets a sentence, cut to fit. */
COUNTERSIGN_EXPORT int countersign_client_create(const countersign_options* options,
                                                 countersign_client** client, char* error,
                                                 size_t error_size);
/* Stops the background refresh. The lease is kept for the next start. */
COUNTERSIGN_EXPORT void countersign_client_free(countersign_client* client);

/* As the methods of the same names in countersign/client.h. Whatever the outcome, the code is
 * COUNTERSIGN_OK: a "no" is an answer. */
COUNTERSIGN_EXPORT int countersign_check_at_startup(countersign_client* client,
                                                    countersign_status* status);
COUNTERSIGN_EXPORT int countersign_current(countersign_client* client, countersign_status* status);
COUNTERSIGN_EXPORT int countersign_refresh(countersign_client* client, countersign_status* status);
COUNTERSIGN_EXPORT int countersign_activate(countersign_client* client, const char* code,
                                            countersign_status* status);
COUNTERSIGN_EXPORT int countersign_deactivate(countersign_client* client);
/* 72 hours of full function, also without contact. COUNTERSIGN_INVALID_ARGUMENT if the code was
 * mistyped, COUNTERSIGN_NOT_FOUND if the key names no such code, COUNTERSIGN_NOT_ACTIVATED. */
COUNTERSIGN_EXPORT int countersign_use_emergency_code(countersign_client* client, const char* code);

/* A text that asks for a licence, for a machine without a network; `code` may be NULL, see
 * countersign/client.h. A second call with more room gives the same text.
 * COUNTERSIGN_NOT_ACTIVATED if there is neither a code nor a lease, COUNTERSIGN_INVALID_ARGUMENT if
 * the code was mistyped, COUNTERSIGN_OPTION_INVALID if a machine id has to be set. */
COUNTERSIGN_EXPORT int countersign_export_request(countersign_client* client, const char* code,
                                                  char* buffer, size_t size, size_t* needed);
/* Takes the licence text that came back; what is held stays if it is refused:
 * COUNTERSIGN_LICENSE_UNREADABLE, COUNTERSIGN_REQUEST_UNKNOWN or COUNTERSIGN_LICENSE_REFUSED, and
 * `error` (may be NULL if error_size is 0) gets a sentence, cut to fit. */
COUNTERSIGN_EXPORT int countersign_import_license(countersign_client* client, const char* text,
                                                  char* error, size_t error_size);

/* Lock-free. `on` gets 1 or 0. */
COUNTERSIGN_EXPORT int countersign_has(const countersign_client* client, const char* feature,
                                       int* on);
/* COUNTERSIGN_NOT_FOUND if the feature is off or has no number. */
COUNTERSIGN_EXPORT int countersign_limit(const countersign_client* client, const char* feature,
                                         int64_t* limit);
/* One entitlement a line, sorted: "name" or "name=number". */
COUNTERSIGN_EXPORT int countersign_entitlements(countersign_client* client, char* buffer,
                                                size_t size, size_t* needed);

COUNTERSIGN_EXPORT int countersign_start(countersign_client* client);
/* Not from the callback. */
COUNTERSIGN_EXPORT int countersign_stop(countersign_client* client);
/* Called after each change, with a status that is valid during the call only. NULL for none. */
typedef void (*countersign_callback)(const countersign_status* status, void* context);
COUNTERSIGN_EXPORT int countersign_on_change(countersign_client* client,
                                             countersign_callback callback, void* context);

/* --- Names ------------------------------------------------------------------------------------ */

/* "VALID", "GRACE", ...; "UNKNOWN" for other numbers. Static, never NULL. */
COUNTERSIGN_EXPORT const char* countersign_outcome_name(int outcome);
/* The library's version, e.g. "0.1.0". Static. */
COUNTERSIGN_EXPORT const char* countersign_version(void);

#ifdef __cplusplus
}
#endif

#endif /* COUNTERSIGN_C_API_H_ */
