/* SPDX-License-Identifier: MIT */
/* Level 5: a process that can open no more files. */
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>

#include "conform/checks.h"
#include "hostile.h"

enum { CALLS = 2 };

static const char mend[] =
    "look at what open, fopen, socket and the like return, and fail with lb_fail where there is no descriptor";

/* What is open stays open; whatever is opened now fails with EMFILE. */
static void set_limit(bool limited)
{
    static struct rlimit usual;
    if (usual.rlim_max == 0) getrlimit(RLIMIT_NOFILE, &usual);
    const struct rlimit none = {0, usual.rlim_max};
    setrlimit(RLIMIT_NOFILE, limited ? &none : &usual);
}

/* create is called by the host in the midst of much else, which opens files: this stands in its place. One a process. */
static lb_status (*own_create)(const struct lb_info *info, void **self);

static lb_status create_without_descriptors(const struct lb_info *info, void **self)
{
    set_limit(true);
    const lb_status status = own_create(info, self);
    set_limit(false);
    return status;
}

static void create_none(struct conform_case *c)
{
    struct rig *rig = rig_new(c, &(struct rig_setup){.extent = 0});
    own_create = rig->descriptor->create;
    /* The descriptor is the host's own copy. */
    if (own_create) ((struct lbh_descriptor *)(uintptr_t)rig->descriptor)->create = create_without_descriptors;
    conform_step(c, "create, where no file can be opened");
    if (rig_build(rig)) {
        conform_step(c, "prepare, after no file could be opened in create");
        if (rig_prepare(rig) == LB_OK) {
            conform_step(c, "call 0, after no file could be opened in create");
            rig_call(rig, 0);
        }
    }
    conform_step(c, "destroy, after no file could be opened in create");
    rig_end(rig);
}

static void use_none(struct conform_case *c)
{
    struct rig *rig = rig_start(c, &(struct rig_setup){.extent = 0});
    conform_step(c, "prepare, where no file can be opened");
    set_limit(true);
    lb_status status = rig_prepare_again(rig);
    set_limit(false);
    hostile_judge(rig, status, "no file to be opened in prepare", mend);
    for (int64_t i = 0; i < CALLS && status == LB_OK; i++) {
        conform_step(c, "call %lld, where no file can be opened", (long long)i);
        set_limit(true);
        status = rig_call(rig, i);
        set_limit(false);
        hostile_judge(rig, status, "no file to be opened in call", mend);
    }
    conform_step(c, "destroy, after no file could be opened");
    rig_end(rig);
}

static void survives_no_descriptors(struct conform_case *c)
{
    create_none(c);
    use_none(c);
}

static const struct check checks[] = {
    {"survives-no-descriptors", 5, OF_ANY, WANTS_LIBRARY | WANTS_RUN,
     "goes on, or fails with a reason, where no file can be opened", survives_no_descriptors, 20},
};
const struct check_list level5_descriptors = CHECK_LIST(checks);
