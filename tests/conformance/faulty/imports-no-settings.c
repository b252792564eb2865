/* SPDX-License-Identifier: MIT */
/* It changes the locale of the process. */
#include <locale.h>
#define CREATE_BODY setlocale(LC_NUMERIC, "C");
#include "good.h"
