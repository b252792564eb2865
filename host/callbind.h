/* SPDX-License-Identifier: MIT */
/* Binding: which adapter makes a block's call, and where its loop arguments lie. */
#ifndef LBH_CALLBIND_H
#define LBH_CALLBIND_H

#include "call.h"

/* Binds a block's call to the loop arguments that the wrappers around it pass. [plan] */
enum lbh_status lbh_call_bind(struct lbh_call *call, struct lbh_step *step, struct lbh_diag *diag);

/* Frees what bind made. */
void lbh_call_release(struct lbh_call *call);

#endif
