/* SPDX-License-Identifier: MIT */
/* Whether a file is a shared object that this machine can map: read from its header, before the dynamic linker is asked. */
#ifndef LBH_ELF_CHECK_H
#define LBH_ELF_CHECK_H

#include "diag.h"

/*
 * Refuses what the dynamic linker would refuse with a poorer message, or would crash on: a file that is missing, empty, no ELF
 * file, of another class, byte order or machine, no shared object, or shorter than its segments. Says path, expected, found.
 */
enum lbh_status lbh_elf_check(const char *path, struct lbh_diag *diag);

#endif
