/* SPDX-License-Identifier: MIT */
/* Many pipelines may share it, and there may be one of it alone. */
#define MEMBERS .flags = LB_FLAG_SHAREABLE | LB_FLAG_ONE_INSTANCE,
#include "good-component.h"
