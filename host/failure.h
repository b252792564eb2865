/* SPDX-License-Identifier: MIT */
/* How a block's failure becomes an error that says which block, and where it stands in the manifest. */
#ifndef LBH_FAILURE_H
#define LBH_FAILURE_H

#include "plan.h"

/* Counts a failure of this block or component, which has been reported in words of its own. */
void lbh_failure_count(struct lbh_instance *instance);

/* Reports a failure of this block or component; `block "denoise.denoiser" (denoise): ...`. Counts it. Returns LB_FAILED. */
lb_status lbh_failure(struct lbh_instance *instance, const char *format, ...) LB_PRINTF(2, 3);
lb_status lbh_failure_v(struct lbh_instance *instance, const char *format, va_list arguments) LB_PRINTF(2, 0);

/* Says who the errors from number `first` on are about, and where in the manifest: `member` is "", ".use", ...; null: nowhere. */
void lbh_failure_blame(const struct lbh_instance *instance, const char *member, struct lbh_diag *diag, size_t first);

#endif
