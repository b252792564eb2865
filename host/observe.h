/* SPDX-License-Identifier: MIT */
/* Calls that are watched: listeners are told of them, and their time is taken. Nobody watching, they cost nothing. */
#ifndef LBH_OBSERVE_H
#define LBH_OBSERVE_H

#include "callbind.h"

/* Puts the watching adapter before every plain block's call within a step. [plan] */
void lbh_observe_calls(struct lbh_step *step);

#endif
