/* SPDX-License-Identifier: MIT */
/* What is called is an address of nothing. */
#define MEMBERS .call = (lb_function)16,
#include "good.h"
