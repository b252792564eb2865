/* SPDX-License-Identifier: MIT */
/* What a plugin or a pipeline is, as JSON: the contract is docs/describe.md. */
#ifndef LBH_DESCRIBE_H
#define LBH_DESCRIBE_H

#include "catalog.h"
#include "plan.h"

/* Describes a loaded library. The caller owns the tree; null when out of memory. */
struct json_t *lbh_describe_library(const struct lbh_library *library);

/* Describes a built plan. `first` errors were there before. */
struct json_t *lbh_describe_plan(const struct lbh_plan *plan);

/* Describes one input, as both do. */
struct json_t *lbh_describe_input(const struct lb_input *input, const char *name);

/* Adds a text, or nothing where it is null. */
void lbh_describe_add(struct json_t *object, const char *key, const char *text);

#endif
