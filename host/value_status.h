/* SPDX-License-Identifier: MIT */
/* Values read and checked where the caller knows whose fault a failure is: a file's, or a command line's. */
#ifndef LBH_VALUE_STATUS_H
#define LBH_VALUE_STATUS_H

#include "value.h"

/* As lbh_value_from_json and lbh_value_check, with the status that a failure has: LBH_ERR_INVALID or LBH_ERR_USAGE. */
enum lbh_status lbh_value_from_json_as(struct lbh_value *value, const struct lbh_type *type, const struct json_t *json,
                                       enum lbh_status failure, struct lbh_diag *diag);
enum lbh_status lbh_value_check_as(const struct lbh_value *value, const char *range, const char *choices,
                                   enum lbh_status failure, struct lbh_diag *diag);

#endif
