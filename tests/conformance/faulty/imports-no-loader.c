/* SPDX-License-Identifier: MIT */
/* It loads a library that nobody knows of. */
#include <dlfcn.h>
#define CALL_BODY                                                                                                              \
    if (*lb_f64(state, X) != *lb_f64(state, X)) dlopen("libm.so.6", RTLD_NOW);
#include "good.h"
