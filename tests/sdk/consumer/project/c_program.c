#include <countersign/c_api.h>
#include <string.h>

int main(void) {
  countersign_options* options = NULL;
  countersign_client* client = NULL;
  if (countersign_options_new(&options) != COUNTERSIGN_OK) return 1;
  if (countersign_client_create(options, &client, NULL, 0) != COUNTERSIGN_OPTION_INVALID) return 2;
  countersign_options_free(options);
  return strcmp(countersign_outcome_name(COUNTERSIGN_NO_SEAT), "NO_SEAT");
}
