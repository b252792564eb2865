/* SPDX-License-Identifier: MIT */
/* Level 2: a life may go otherwise than create, prepare, call, destroy, and it leaves nothing behind. */
#include "conform/replaced/replaced.h"
#include "level2.h"

enum { LIVES = 25 };

/* Plays on, from nothing, and records what that comes to. */
static struct level2_record play(struct rig *rig)
{
    rig->digest = 0;
    level2_forget_states(rig);
    level2_play(rig, LEVEL2_CALLS);
    return level2_take(rig);
}

static void prepares_twice(struct conform_case *c)
{
    struct rig *rig = rig_start(c, &(struct rig_setup){.guard = false});
    level2_want_deterministic(rig);
    const struct level2_record once = play(rig);
    rig_end(rig);
    rig = rig_start(c, &(struct rig_setup){.guard = false});
    conform_step(c, "prepare for the second time");
    if (rig_prepare(rig) != LB_OK)
        conform_fail(c, "prepare may be called again at any time", "its second prepare, for the same shapes, fails: %s",
                     rig_reason(rig));
    const struct level2_record twice = play(rig);
    const char *difference = level2_difference(rig, &once, &twice, false);
    if (difference)
        conform_fail(c, "have prepare start anew: what it makes follows from configs, shapes and inputs alone",
                     "prepared twice for the same shapes it works otherwise than prepared once: \"%s\" differs", difference);
}

/* Finds another extent with which it works. 0: there is none. */
static int64_t find_extent(struct conform_case *c)
{
    static const int64_t extents[] = {3, 6, 5, 12, 64};
    for (size_t i = 0; i < sizeof extents / sizeof extents[0]; i++) {
        struct rig *rig = rig_new(c, &(struct rig_setup){.extent = extents[i]});
        const int64_t calls = rig_build(rig) && rig_prepare(rig) == LB_OK ? level2_count(rig, LEVEL2_CALLS) : 0;
        bool fine = calls > 0;
        for (int64_t k = 0; k < calls && fine; k++) {
            level2_poison(rig, LEVEL2_OUTPUTS | LEVEL2_SCRATCH, 0);
            fine = rig_call(rig, k) == LB_OK || k > 0;
        }
        rig_end(rig);
        if (fine) return extents[i];
    }
    return 0;
}

static struct level2_record play_fresh(struct conform_case *c, int64_t extent)
{
    struct rig *rig = rig_start(c, &(struct rig_setup){.extent = extent});
    const struct level2_record record = play(rig);
    rig_end(rig);
    return record;
}

/* Gives a rig that has run other shapes, and compares what it does with what a fresh one has done. */
static void compare_with(const struct level2_record *fresh, struct rig *rig, int64_t extent, const char *when)
{
    struct conform_case *c = rig->c;
    rig_give_again(rig, extent);
    level2_forget_states(rig);
    conform_step(c, "prepare %s", when);
    if (rig_prepare(rig) != LB_OK)
        conform_fail(c, "prepare is called again when shapes change: it must forget the old ones",
                     "prepared %s it fails, though a fresh one does not: %s", when, rig_reason(rig));
    const struct level2_record record = play(rig);
    const char *difference = level2_difference(rig, &record, fresh, false);
    if (difference)
        conform_fail(c, "prepare is called again when shapes change: it must forget the old ones, and what it took for them",
                     "prepared %s it works otherwise than a fresh one: \"%s\" differs", when, difference);
}

static void prepares_for_other_shapes(struct conform_case *c)
{
    struct rig *rig = rig_new(c, &(struct rig_setup){.guard = false});
    level2_want_deterministic(rig);
    if (!rig_give_again(rig, 0)) conform_skip(c, "its shapes are fixed");
    rig_end(rig);
    const int64_t extent = find_extent(c);
    if (extent == 0) conform_skip(c, "it takes no other shapes than those that it runs with");
    const struct level2_record first = play_fresh(c, 0), other = play_fresh(c, extent);
    rig = rig_start(c, &(struct rig_setup){.guard = false});
    play(rig);
    compare_with(&other, rig, extent, "for other shapes");
    compare_with(&first, rig, 0, "for the first shapes again");
    rig_end(rig);
}

static void may_go_uncalled(struct conform_case *c)
{
    struct rig *rig = rig_new(c, &(struct rig_setup){.guard = false});
    conform_step(c, "create, and destroy without a prepare");
    rig_build(rig);
    rig_end(rig);
    rig = rig_new(c, &(struct rig_setup){.guard = false});
    conform_step(c, "create, prepare, and destroy without a call");
    if (rig_build(rig)) rig_prepare(rig);
    rig_end(rig);
    rig = rig_new(c, &(struct rig_setup){.guard = false});
    conform_step(c, "create, prepare twice, and destroy without a call");
    if (rig_build(rig) && rig_prepare(rig) == LB_OK) rig_prepare_again(rig);
    rig_end(rig);
}

/* Lives from create to destroy, and within each several prepares and calls. */
static void live(struct conform_case *c, int lives, int prepares)
{
    for (int i = 0; i < lives; i++) {
        struct rig *rig = rig_start(c, &(struct rig_setup){.guard = false});
        for (int k = 1; k < prepares; k++)
            if (rig_prepare_again(rig) != LB_OK) break;
        level2_play(rig, LEVEL2_CALLS);
        rig_end(rig);
    }
}

/* Returns how many pieces of memory a batch of lives has left behind: the lesser of two, since the first may fill what others use again. */
static int64_t growth(struct conform_case *c, int prepares)
{
    int64_t least = INT64_MAX;
    live(c, 2, prepares);
    for (int i = 0; i < 2; i++) {
        const int64_t before = replaced_live_pieces();
        live(c, LIVES, prepares);
        const int64_t grown = replaced_live_pieces() - before;
        if (grown < least) least = grown;
    }
    return least;
}

static void frees_what_it_takes(struct conform_case *c)
{
    if (!replaced_works()) conform_skip(c, "a sanitizer counts memory in its own way");
    const int64_t by_life = growth(c, 1);
    if (by_life >= LIVES)
        conform_fail(c, "destroy frees what create and prepare took",
                     "%d lives from create to destroy left %lld pieces of memory behind", LIVES, (long long)by_life);
    const int64_t by_prepare = growth(c, 5);
    if (by_prepare >= LIVES)
        conform_fail(c, "prepare frees what an earlier prepare took, or uses it again",
                     "%d lives of five prepares each left %lld pieces of memory behind, those of one prepare none", LIVES,
                     (long long)by_prepare);
}

#define CHECK(name, function, says, seconds)                                                                                   \
    {                                                                                                                          \
        .id = (name), .level = 2, .kinds = OF_ANY, .wants = WANTS_LIBRARY | WANTS_RUN, .promise = (says), .run = (function),   \
        .timeout_s = (seconds)                                                                                                 \
    }

static const struct check checks[] = {
    CHECK("prepares-twice", prepares_twice, "may be prepared again for the same shapes", 10),
    CHECK("prepares-for-other-shapes", prepares_for_other_shapes, "may be prepared again for other shapes", 30),
    CHECK("may-go-uncalled", may_go_uncalled, "may be destroyed without a call or a prepare", 10),
    CHECK("frees-what-it-takes", frees_what_it_takes, "gives back what it has taken", 60),
};
const struct check_list level2_life = CHECK_LIST(checks);
