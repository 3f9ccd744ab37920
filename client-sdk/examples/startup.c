/* The same as startup.cc, in C:
 *
 *   startup_example_c PRODUCT VERSION ROOTS_FILE CACHE_DIRECTORY [SERVER [CODE]]
 *
 * MACHINE_ID in the environment names the machine, as is needed in a container. */
#include <countersign/c_api.h>
#include <stdio.h>
#include <stdlib.h>

static int Set(countersign_options* options, int option, const char* value) {
  if (value == NULL) return 1;
  if (countersign_options_set(options, option, value) == COUNTERSIGN_OK) return 1;
  fprintf(stderr, "cannot use %s\n", value);
  return 0;
}

int main(int argc, char** argv) {
  if (argc < 5 || argc > 7) {
    fprintf(stderr, "usage: %s PRODUCT VERSION ROOTS_FILE CACHE_DIRECTORY [SERVER [CODE]]\n",
            argv[0]);
    return 2;
  }
  countersign_options* options = NULL;
  if (countersign_options_new(&options) != COUNTERSIGN_OK) return 2;
  int good = Set(options, COUNTERSIGN_PRODUCT, argv[1]) &&
             Set(options, COUNTERSIGN_PRODUCT_VERSION, argv[2]) &&
             Set(options, COUNTERSIGN_ROOTS_FILE, argv[3]) &&
             Set(options, COUNTERSIGN_CACHE_DIRECTORY, argv[4]) &&
             Set(options, COUNTERSIGN_SERVER, argc > 5 ? argv[5] : NULL) &&
             Set(options, COUNTERSIGN_ACTIVATION_CODE, argc > 6 ? argv[6] : NULL) &&
             Set(options, COUNTERSIGN_MACHINE_ID, getenv("MACHINE_ID"));

  countersign_client* client = NULL;
  char error[256] = "";
  if (good && countersign_client_create(options, &client, error, sizeof error) != COUNTERSIGN_OK) {
    fprintf(stderr, "%s\n", error);
    good = 0;
  }
  countersign_options_free(options);
  if (!good) return 2;

  countersign_status status = {.struct_size = sizeof status};
  countersign_check_at_startup(client, &status);
  if (argc > 5 && !status.from_server) countersign_refresh(client, &status);
  printf("%s %s (from the %s)\n", countersign_outcome_name(status.outcome),
         status.full ? status.sentence_en : status.reason, status.from_server ? "server" : "cache");
  char entitlements[1024];
  if (countersign_entitlements(client, entitlements, sizeof entitlements, NULL) == COUNTERSIGN_OK) {
    printf("%s\n", entitlements);
  }
  const int full = status.full;
  countersign_client_free(client);
  return full ? 0 : 1;
}
