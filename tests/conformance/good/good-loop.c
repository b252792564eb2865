/* SPDX-License-Identifier: MIT */
/* No fault: what the faulty ones are made from. */
#include "good-loop.h"
