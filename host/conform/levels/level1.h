/* SPDX-License-Identifier: MIT */
/* What the checks of level 1 share: the file as libelf reads it, the library as it is loaded, and what the host says of both. */
#ifndef LOOPBLOCKS_CONFORM_LEVEL1_H
#define LOOPBLOCKS_CONFORM_LEVEL1_H

#include <stdbool.h>
#include <stdint.h>

#include "conform/case.h"
#include "conform/elf_file.h"
#include "descriptor.h"

/* All are made once a process and live as long as it. A failure on the way is the check's. */

/* Returns the file. */
const struct elf_file *level1_elf(struct conform_case *c);

/* Loads the library. */
struct lbh_dylib *level1_library(struct conform_case *c);

/* Returns where the library was loaded: what its file's addresses are relative to. Loads it. */
uintptr_t level1_base(struct conform_case *c);

/*
 * Returns what the descriptor says. If the host refuses it for a reason that is this check's, that is the check's failure; for
 * another one, the check is skipped.
 */
const struct lbh_descriptor *level1_descriptor(struct conform_case *c);

/* A check that is kept if the host has nothing to say about it. */
void level1_check_faults(struct conform_case *c);

/*
 * Returns the id of the check that a fault is a matter of; "descriptor-is-read" if it is that of no other. A mend that is null becomes
 * one that is good for all such faults; `mend` may be null.
 */
const char *level1_fault_owner(const char *fault, const char **mend);

/* Calls `visit` with every text of the descriptor that is not null, and with what it is called: "inputs[0].name". */
typedef void (*level1_text_visitor)(struct conform_case *c, const char *field, const char *text);
void level1_visit_texts(struct conform_case *c, const struct lbh_descriptor *descriptor, level1_text_visitor visit);

#endif
