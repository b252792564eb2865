/* SPDX-License-Identifier: MIT */
/* Generations of libraries: private copies, one for each content, so that a file can be replaced or overwritten while its code runs. */
#ifndef LBH_GENERATION_H
#define LBH_GENERATION_H

#include <stddef.h>
#include <stdint.h>

#include "diag.h"

/* One content of one library, in a file of its own. Never changed. */
struct lbh_generation {
    char *file;      /* the copy: FOLDER/NAME-NUMBER-HASH.so */
    char *source;    /* what was copied, as it was named then */
    char sha256[65]; /* of the content, in hexadecimal, as sha256sum prints it */
    uint64_t number; /* from 1, in the order in which they were made */
    size_t bytes;
};

struct lbh_generations;

/* Makes an empty store. Nothing is written before the first copy. Null when out of memory. For any thread, but for free. */
struct lbh_generations *lbh_generations_new(void);

/* Removes the copies, but not in a child of fork: they are its parent's. What is mapped of them stays mapped. Null is fine. */
void lbh_generations_free(struct lbh_generations *generations);

/* Makes the private folder, where that is not done yet; a copy makes it, too. */
enum lbh_status lbh_generations_prepare(struct lbh_generations *generations, struct lbh_diag *diag);

/*
 * Copies a file. Content that was copied before, under whatever name, is the same generation. Refuses what is no file or empty,
 * and a file that was changed meanwhile; a failure leaves no copy. The generation is borrowed until the store is freed.
 */
enum lbh_status lbh_generations_copy(struct lbh_generations *generations, const char *source,
                                     const struct lbh_generation **generation, struct lbh_diag *diag);

/* Returns the generation whose copy this file is, or null. */
const struct lbh_generation *lbh_generations_find(struct lbh_generations *generations, const char *file);

#endif
