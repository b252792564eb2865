/* SPDX-License-Identifier: MIT */
/* Level 2: what get_extension answers. */
#include <stdlib.h>
#include <string.h>

#include <loopblocks/migrate.h>

#include "level2.h"

enum { LONG_ID = 65536 };

static const void *ask(struct rig *rig, const char *id)
{
    conform_step(rig->c, "get_extension(\"%.40s%s\")", id, strlen(id) > 40 ? "..." : "");
    return rig->descriptor->get_extension(id);
}

static struct rig *new_rig(struct conform_case *c)
{
    struct rig *rig = rig_new(c, &(struct rig_setup){.guard = false});
    if (!rig->descriptor->get_extension) conform_skip(c, "it has no get_extension");
    return rig;
}

static void extensions_unknown_are_null(struct conform_case *c)
{
    static const char *const ids[] = {"",
                                      "lb.",
                                      "lb.migrate",
                                      "lb.migrate/0",
                                      "lb.migrate/10",
                                      "lb.migrate/1 ",
                                      "LB.MIGRATE/1",
                                      "xlb.migrate/1",
                                      "lb.unknown/1",
                                      "%s%n",
                                      "\xff\xfe"};
    struct rig *rig = new_rig(c);
    char *long_id = malloc(LONG_ID + 1);
    if (!long_id) conform_fail(c, NULL, "cannot try it: out of memory");
    memset(long_id, 'x', LONG_ID);
    memcpy(long_id, LB_MIGRATE_ID, strlen(LB_MIGRATE_ID));
    long_id[LONG_ID] = '\0';
    static const char mend[] = "compare the whole id with strcmp, and return null at the end";
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        if (ask(rig, ids[i]))
            conform_fail(c, mend, "get_extension(\"%s\"): expected=null, since there is no such extension, found=a table",
                         ids[i]);
    if (ask(rig, long_id))
        conform_fail(c, mend,
                     "get_extension of a text of %d bytes that begins with \"" LB_MIGRATE_ID "\": expected=null, found=a table",
                     LONG_ID);
    free(long_id);
}

static void extension_tables_are_whole(struct conform_case *c)
{
    struct rig *rig = new_rig(c);
    const struct lb_migrate *migrate = ask(rig, LB_MIGRATE_ID);
    if (!migrate) conform_skip(c, "it has no " LB_MIGRATE_ID);
    if (ask(rig, LB_MIGRATE_ID) != migrate)
        conform_fail(c, "return the address of one constant table",
                     "get_extension(\"" LB_MIGRATE_ID "\") answers differently each time");
    const size_t least = offsetof(struct lb_migrate, forward) + sizeof migrate->forward;
    if (migrate->struct_size < least)
        conform_fail(c, "write .struct_size = sizeof(struct lb_migrate)",
                     LB_MIGRATE_ID ": field=struct_size, expected=%zu at least, found=%u", least, migrate->struct_size);
    if (!migrate->forward)
        conform_fail(c, "give it a function, or return null for the id",
                     LB_MIGRATE_ID ": field=forward, expected=a function, found=null");
    if (migrate->flags)
        conform_fail(c, "leave .flags out", LB_MIGRATE_ID ": field=flags, expected=0, found=%u", migrate->flags);
}

static const struct check checks[] = {
    {.id = "extensions-unknown-are-null",
     .level = 2,
     .kinds = OF_ANY,
     .wants = WANTS_LIBRARY,
     .promise = "answers null to an extension that it does not know",
     .run = extensions_unknown_are_null},
    {.id = "extension-tables-are-whole",
     .level = 2,
     .kinds = OF_ANY,
     .wants = WANTS_LIBRARY,
     .promise = "returns extensions whose tables are filled in",
     .run = extension_tables_are_whole},
};
const struct check_list level2_extensions = CHECK_LIST(checks);
