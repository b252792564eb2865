/* SPDX-License-Identifier: MIT */
/* Fault: it sets the locale of the process. */
#include <locale.h>

#define CREATE_BODY setlocale(LC_CTYPE, "C.UTF-8");
#include "good.h"
