/* SPDX-License-Identifier: MIT */
/* It looks for libraries in a folder of its author's. */
/* flags: -Wl,--enable-new-dtags,-rpath,/home/author/lib */
#include "good.h"
