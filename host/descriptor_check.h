/* SPDX-License-Identifier: MIT */
/* Whether the declarations of a descriptor make sense together. */
#ifndef LBH_DESCRIPTOR_CHECK_H
#define LBH_DESCRIPTOR_CHECK_H

#include "descriptor.h"
#include "descriptor_array.h"

/* Checks names, types, slot numbers, defaults and the members of a copied descriptor; parses the types. */
void lbh_descriptor_check(struct lbh_reading *reading, struct lbh_descriptor *descriptor);

/* Checks what a component provides: tables of functions, whole. */
void lbh_descriptor_check_provides(struct lbh_reading *reading, const struct lbh_descriptor *descriptor);

#endif
