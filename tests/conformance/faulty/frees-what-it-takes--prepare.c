/* SPDX-License-Identifier: MIT */
/* Each prepare takes memory, and destroy gives back the last. */
#define KEPT (((struct good_self *)self)->kept)
#define PREPARE_BODY KEPT = malloc(24);
#define DESTROY_BODY free(KEPT);
#include "good.h"
