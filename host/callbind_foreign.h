/* SPDX-License-Identifier: MIT */
/* Calls of foreign functions: libffi with every argument's place laid out once. */
#ifndef LBH_CALLBIND_FOREIGN_H
#define LBH_CALLBIND_FOREIGN_H

#include "callbind.h"

/* Binds a foreign block's call. [plan] */
enum lbh_status lbh_call_bind_foreign(struct lbh_call *call, struct lbh_step *step, struct lbh_diag *diag);

/* Frees what bind made, where the call is a foreign one. */
void lbh_call_release_foreign(struct lbh_call *call);

/* Returns libffi's description of an element type, or of a pointer. */
struct _ffi_type *lbh_ffi_type_of(uint32_t type);

/* Returns where a loop argument lies. The plan has checked that it is passed, and its type. */
const void *lbh_call_argument_address(const struct lbh_step *step, const struct lbh_arg *arg);

#endif
