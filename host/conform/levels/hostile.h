/* SPDX-License-Identifier: MIT */
/* What a block may do with values that nobody would give: go on, or fail and say why. */
#ifndef LOOPBLOCKS_CONFORM_HOSTILE_H
#define LOOPBLOCKS_CONFORM_HOSTILE_H

#include "conform/rig/rig.h"

/*
 * After a call, or a prepare, on such values ("NaN of all inputs"): fails the case if it has strayed from its own values, or failed without
 * a reason. What it does on plain ones, too, is no matter here.
 */
void hostile_judge(const struct rig *rig, lb_status status, const char *what, const char *mend);

#endif
