/* The C interface, used from C. Ends with 0, or prints what did not hold.
 *   ROOTS_FILE CACHE_DIRECTORY              of an activated machine: what needs no server
 *   ROOTS_FILE CACHE_DIRECTORY SERVER CODE  of a machine that is not: what asks the server */
#include <countersign/c_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                    \
  do {                                                                      \
    if (!(condition)) {                                                     \
      fprintf(stderr, "line %d does not hold: %s\n", __LINE__, #condition); \
      exit(1);                                                              \
    }                                                                       \
  } while (0)

static int lines_logged = 0;
static void Log(int level, const char* line, void* context) {
  CHECK(level >= 1 && level <= 3);
  CHECK(line != NULL);
  CHECK(context == &lines_logged);
  ++lines_logged;
}

static int changes = 0;
static int last_outcome = 0;
static void Changed(const countersign_status* status, void* context) {
  CHECK(status->struct_size == sizeof *status);
  CHECK(context == &changes);
  last_outcome = status->outcome;
  ++changes;
}

static void WithoutAKey(const char* roots_file) {
  countersign_options* options = NULL;
  CHECK(countersign_options_new(NULL) == COUNTERSIGN_INVALID_ARGUMENT);
  CHECK(countersign_options_new(&options) == COUNTERSIGN_OK);
  CHECK(countersign_options_set(NULL, COUNTERSIGN_PRODUCT, "x") == COUNTERSIGN_INVALID_ARGUMENT);
  CHECK(countersign_options_set(options, COUNTERSIGN_PRODUCT, NULL) ==
        COUNTERSIGN_INVALID_ARGUMENT);
  CHECK(countersign_options_set(options, 999, "x") == COUNTERSIGN_INVALID_ARGUMENT);
  CHECK(countersign_options_set(options, COUNTERSIGN_ROOTS, "garbage") ==
        COUNTERSIGN_OPTION_INVALID);
  CHECK(countersign_options_set(options, COUNTERSIGN_ROOTS_FILE, "/nonexistent") ==
        COUNTERSIGN_OPTION_INVALID);
  CHECK(countersign_options_set(options, COUNTERSIGN_REQUEST_TIMEOUT_MS, "soon") ==
        COUNTERSIGN_OPTION_INVALID);
  CHECK(countersign_options_set(options, COUNTERSIGN_ACCEPT_SIMULATED, "yes") ==
        COUNTERSIGN_OPTION_INVALID);

  countersign_client* client = NULL;
  char error[128] = "";
  CHECK(countersign_client_create(options, &client, error, sizeof error) ==
        COUNTERSIGN_OPTION_INVALID);
  CHECK(client == NULL);
  CHECK(strstr(error, "product") != NULL);
  char small[8];
  CHECK(countersign_client_create(options, &client, small, sizeof small) ==
        COUNTERSIGN_OPTION_INVALID);
  CHECK(strcmp(small, "product") == 0);
  CHECK(countersign_client_create(options, &client, NULL, 0) == COUNTERSIGN_OPTION_INVALID);
  CHECK(countersign_client_create(options, &client, NULL, 1) == COUNTERSIGN_INVALID_ARGUMENT);

  CHECK(countersign_options_set(options, COUNTERSIGN_PRODUCT, "acme-erp") == COUNTERSIGN_OK);
  CHECK(countersign_options_set(options, COUNTERSIGN_PRODUCT_VERSION, "4.2.1") == COUNTERSIGN_OK);
  CHECK(countersign_options_set(options, COUNTERSIGN_ROOTS_FILE, roots_file) == COUNTERSIGN_OK);
  CHECK(countersign_options_set(options, COUNTERSIGN_CACHE_DIRECTORY, "/nonexistent/x") ==
        COUNTERSIGN_OK);
  CHECK(countersign_options_set(options, COUNTERSIGN_MACHINE_ID, "machine-1") == COUNTERSIGN_OK);
  CHECK(countersign_options_set(options, COUNTERSIGN_SERVER, "http://127.0.0.1:1") ==
        COUNTERSIGN_OK);
  CHECK(countersign_options_set(options, COUNTERSIGN_CONNECT_TIMEOUT_MS, "2000") == COUNTERSIGN_OK);
  CHECK(countersign_options_set_logger(options, Log, &lines_logged) == COUNTERSIGN_OK);
  CHECK(countersign_client_create(options, &client, error, sizeof error) == COUNTERSIGN_OK);
  countersign_options_free(options);
  countersign_options_free(NULL);

  countersign_status status = {.struct_size = sizeof status};
  CHECK(countersign_check_at_startup(NULL, &status) == COUNTERSIGN_INVALID_ARGUMENT);
  CHECK(countersign_check_at_startup(client, NULL) == COUNTERSIGN_INVALID_ARGUMENT);
  CHECK(countersign_check_at_startup(client, &status) == COUNTERSIGN_OK);
  CHECK(status.outcome == COUNTERSIGN_OUTCOME_NOT_ACTIVATED);
  CHECK(status.full == 0);
  CHECK(strcmp(status.reason, "NO_KEY") == 0);
  CHECK(countersign_activate(client, NULL, &status) == COUNTERSIGN_INVALID_ARGUMENT);
  CHECK(countersign_activate(client, "ABC", &status) == COUNTERSIGN_OK);
  CHECK(strcmp(status.reason, "CODE_MALFORMED") == 0);
  CHECK(strlen(status.sentence_en) > 0 && strlen(status.sentence_zh) > 0);
  CHECK(countersign_deactivate(client) == COUNTERSIGN_NOT_ACTIVATED);
  CHECK(countersign_refresh(client, &status) == COUNTERSIGN_OK);
  CHECK(lines_logged > 0);

  /* A program that was built when the structure was shorter. */
  countersign_status old = {.struct_size = offsetof(countersign_status, reason)};
  old.reason[0] = 'u';
  CHECK(countersign_current(client, &old) == COUNTERSIGN_OK);
  CHECK(old.outcome == COUNTERSIGN_OUTCOME_NOT_ACTIVATED);
  CHECK(old.reason[0] == 'u');
  countersign_status none = {.struct_size = 0};
  CHECK(countersign_current(client, &none) == COUNTERSIGN_INVALID_ARGUMENT);
  countersign_client_free(client);
  countersign_client_free(NULL);
}

static countersign_options* OptionsOf(const char* roots_file, const char* cache) {
  countersign_options* options = NULL;
  CHECK(countersign_options_new(&options) == COUNTERSIGN_OK);
  CHECK(countersign_options_set(options, COUNTERSIGN_PRODUCT, "acme-erp") == COUNTERSIGN_OK);
  CHECK(countersign_options_set(options, COUNTERSIGN_PRODUCT_VERSION, "4.2.1") == COUNTERSIGN_OK);
  CHECK(countersign_options_set(options, COUNTERSIGN_ROOTS_FILE, roots_file) == COUNTERSIGN_OK);
  CHECK(countersign_options_set(options, COUNTERSIGN_CACHE_DIRECTORY, cache) == COUNTERSIGN_OK);
  CHECK(countersign_options_set(options, COUNTERSIGN_MACHINE_ID, "machine-1") == COUNTERSIGN_OK);
  return options;
}

static void WithAKey(const char* roots_file, const char* cache) {
  countersign_options* options = OptionsOf(roots_file, cache);
  countersign_client* client = NULL;
  CHECK(countersign_client_create(options, &client, NULL, 0) == COUNTERSIGN_OK);
  countersign_options_free(options);

  countersign_status status = {.struct_size = sizeof status};
  CHECK(countersign_check_at_startup(client, &status) == COUNTERSIGN_OK);
  CHECK(status.outcome == COUNTERSIGN_VALID);
  CHECK(status.full == 1);
  CHECK(status.from_server == 0);
  CHECK(status.reason[0] == '\0');
  CHECK(status.until > 0 && status.offline_until > status.until);

  int on = -1;
  CHECK(countersign_has(client, "export", &on) == COUNTERSIGN_OK && on == 1);
  CHECK(countersign_has(client, "import", &on) == COUNTERSIGN_OK && on == 0);
  CHECK(countersign_has(client, NULL, &on) == COUNTERSIGN_INVALID_ARGUMENT);
  int64_t limit = 0;
  CHECK(countersign_limit(client, "seats", &limit) == COUNTERSIGN_OK && limit == 25);
  CHECK(countersign_limit(client, "export", &limit) == COUNTERSIGN_NOT_FOUND && limit == 25);

  size_t needed = 0;
  CHECK(countersign_entitlements(client, NULL, 0, &needed) == COUNTERSIGN_BUFFER_TOO_SMALL);
  CHECK(needed == sizeof "export\nseats=25");
  char text[64];
  CHECK(countersign_entitlements(client, text, needed - 1, NULL) == COUNTERSIGN_BUFFER_TOO_SMALL);
  CHECK(countersign_entitlements(client, text, needed, NULL) == COUNTERSIGN_OK);
  CHECK(strcmp(text, "export\nseats=25") == 0);

  CHECK(countersign_export_request(client, "0000", text, sizeof text, NULL) ==
        COUNTERSIGN_INVALID_ARGUMENT);
  CHECK(countersign_export_request(client, NULL, text, sizeof text, &needed) ==
        COUNTERSIGN_BUFFER_TOO_SMALL);
  char request[4096];
  CHECK(needed < sizeof request);
  CHECK(countersign_export_request(client, NULL, request, sizeof request, NULL) == COUNTERSIGN_OK);
  CHECK(strlen(request) == needed - 1);
  CHECK(strncmp(request, "-----BEGIN COUNTERSIGN REQUEST-----\n", 36) == 0);
  CHECK(countersign_import_license(client, request, text, sizeof text) ==
        COUNTERSIGN_LICENSE_UNREADABLE);
  CHECK(text[0] != '\0');

  CHECK(countersign_on_change(client, Changed, &changes) == COUNTERSIGN_OK);
  CHECK(countersign_start(client) == COUNTERSIGN_OK);
  CHECK(countersign_stop(client) == COUNTERSIGN_OK);
  CHECK(countersign_on_change(client, NULL, NULL) == COUNTERSIGN_OK);
  CHECK(changes == 0);
  countersign_client_free(client);
}

static void WithAServer(const char* roots_file, const char* cache, const char* server,
                        const char* code) {
  countersign_options* options = OptionsOf(roots_file, cache);
  countersign_client* client = NULL;
  CHECK(countersign_options_set(options, COUNTERSIGN_SERVER, server) == COUNTERSIGN_OK);
  CHECK(countersign_client_create(options, &client, NULL, 0) == COUNTERSIGN_OK);
  countersign_options_free(options);
  CHECK(countersign_on_change(client, Changed, &changes) == COUNTERSIGN_OK);

  countersign_status status = {.struct_size = sizeof status};
  CHECK(countersign_check_at_startup(client, &status) == COUNTERSIGN_OK);
  CHECK(status.outcome == COUNTERSIGN_OUTCOME_NOT_ACTIVATED);
  const int before = changes;
  CHECK(countersign_activate(client, code, &status) == COUNTERSIGN_OK);
  CHECK(status.outcome == COUNTERSIGN_VALID && status.full == 1 && status.from_server == 1);
  CHECK(status.reason[0] == '\0' && status.problem[0] == '\0');
  CHECK(changes == before + 1 && last_outcome == COUNTERSIGN_VALID);
  CHECK(countersign_refresh(client, &status) == COUNTERSIGN_OK);
  CHECK(status.outcome == COUNTERSIGN_VALID && status.from_server == 1);
  CHECK(changes == before + 1);

  CHECK(countersign_deactivate(client) == COUNTERSIGN_OK);
  CHECK(changes == before + 2 && last_outcome == COUNTERSIGN_OUTCOME_NOT_ACTIVATED);
  CHECK(countersign_current(client, &status) == COUNTERSIGN_OK);
  CHECK(status.outcome == COUNTERSIGN_OUTCOME_NOT_ACTIVATED && status.full == 0);
  CHECK(countersign_deactivate(client) == COUNTERSIGN_NOT_ACTIVATED);
  countersign_client_free(client);
}

int main(int argc, char** argv) {
  CHECK(argc == 3 || argc == 5);
  CHECK(strcmp(countersign_outcome_name(COUNTERSIGN_VALID), "VALID") == 0);
  CHECK(strcmp(countersign_outcome_name(0), "UNKNOWN") == 0);
  CHECK(countersign_version()[0] != '\0');
  if (argc == 5) {
    WithAServer(argv[1], argv[2], argv[3], argv[4]);
  } else {
    WithoutAKey(argv[1]);
    WithAKey(argv[1], argv[2]);
  }
  puts("ok");
  return 0;
}
