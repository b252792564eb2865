/* SPDX-License-Identifier: MIT */
/* It requires a service without a name. */
static const char *const extensions[] = {0};
#define MEMBERS .required_extensions = LB_ARRAY(extensions),
#include "good.h"
