/* SPDX-License-Identifier: MIT */
/* What the checks of level 2 share: garbage where nothing may be expected, calls behind it, and what two rigs differ in. */
#ifndef LOOPBLOCKS_CONFORM_LEVEL2_H
#define LOOPBLOCKS_CONFORM_LEVEL2_H

#include "conform/checks.h"
#include "situations.h"

/* What has no content that a call may count on. */
#define LEVEL2_OUTPUTS 1u /* that are no inputs */
#define LEVEL2_SCRATCH 2u

/* Two fillings which no value has both of. */
#define LEVEL2_POISON 0xAA
#define LEVEL2_OTHER_POISON 0x55

/* Fills it with this byte. */
void level2_poison(struct rig *rig, unsigned what, unsigned char byte);

/* Fills what lies behind the subject's values, up to where the next one may begin. Nothing is to depend on that. */
void level2_poison_behind(struct rig *rig, unsigned char byte);

/* Forgets what states hold. */
void level2_forget_states(struct rig *rig);

/*
 * Calls so many times, or as often as it was found to run, on outputs and scratch of zeros. Checks that are not about garbage call so, that
 * whoever takes it up does not fail them.
 */
#define LEVEL2_CALLS 3
void level2_play(struct rig *rig, int64_t calls);

/* Returns how many calls there are to be: `most`, or as many as it was found to make; a wrapper makes one. */
int64_t level2_count(const struct rig *rig, int64_t most);

/*
 * What the subject has come to: its outputs and states, without scratch, and what its methods answered. Lives are lived one after another,
 * since there may be subjects of which there is only one, and compared by their records. Never freed: the process ends soon.
 */
struct level2_record {
    struct lbh_cell *cells; /* copies: outputs, then states */
    uint64_t digest;
};
struct level2_record level2_take(const struct rig *rig);

/*
 * Returns what two records of the rig's subject differ in: the name of an output or a state, or what it answered; null: nothing. What
 * was left unwritten in both, with LEVEL2_POISON in `a` and LEVEL2_OTHER_POISON in `b`, is no difference where `poisoned`.
 */
const char *level2_difference(const struct rig *rig, const struct level2_record *a, const struct level2_record *b,
                              bool poisoned);

/* Skips the case where the subject says that equal runs differ. */
void level2_want_deterministic(const struct rig *rig);

/* Returns whether a slot is an output and no input. */
bool level2_is_pure_output(const struct rig *rig, size_t output);

/* Whether element k of an output was written, in a rig that was poisoned with `byte`. */
bool level2_is_poison(const struct lbh_cell *cell, size_t k, unsigned char byte);

/* Returns how many elements there are to ask that about: a str has one. */
size_t level2_elements(const struct lbh_cell *cell);

/*
 * Judges situations of some kinds: the subject must live through them, and stray in none unless it does so always. Where `accepts`, it
 * must take them; else a refusal is right.
 */
void level2_judge(struct conform_case *c, unsigned kinds, bool accepts, const char *mend);

/* Fails for what became of a situation. */
_Noreturn void level2_fail(struct conform_case *c, const struct course *course, const char *mend, const char *what);

#endif
