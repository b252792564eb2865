/* SPDX-License-Identifier: MIT */
/* It requires a service that no host has. */
static const char *const extensions[] = {"test.telepathy/1"};
#define MEMBERS .required_extensions = LB_ARRAY(extensions),
#include "good.h"
