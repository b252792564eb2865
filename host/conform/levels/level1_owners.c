/* SPDX-License-Identifier: MIT */
/* Which check a fault that the host finds in a descriptor is a matter of, so that one fault is one failure. */
#include <fnmatch.h>
#include <stddef.h>

#include "level1.h"

/* The first that matches; the words are those of the host's descriptor*.c. Within a pattern, [[] is a bracket. */
static const struct {
    const char *pattern;
    const char *id;
    const char *mend; /* where the host has none */
} owners[] = {
    {"cannot read descriptor: *", "descriptor-is-data",
     "define it as a constant: LB_EXPORT const struct lb_block lb_block = {...};"},
    {"*field=lb_*, expected=constant data of the library*", "descriptor-is-data",
     "define it as a constant: LB_EXPORT const struct lb_block lb_block = {...};"},
    {"*field=lb_*, expected=a symbol *", "struct-size", NULL},
    {"*field=struct_size,*", "struct-size", NULL},
    {"*field=abi_m*", "abi-version", NULL},
    {"*expected=a text in the library's own constants*", "texts-lie-in-the-library", NULL},
    {"*declared wrongly*", "ranges-and-choices-parse", "write .range = \"[0, 1]\", .choices = \"[1, 2]\""},
    {"*expected=slots dense from 0*", "slots-are-dense", NULL},
    {"*field=*].slot,*", "slots-are-dense", NULL},
    {"*field=*flags,*", "flags-are-known", "leave the bits out that the headers do not define"},
    {"*field=kind,*", "kind-is-known", NULL},
    {"*field=name,*", "name-is-valid", NULL},
    {"*field=version,*", "version-is-valid", NULL},
    {"*field=description,*", "description-is-there", NULL},
    {"*field=call_args[[]*].name, expected=a name of its own*", "names-are-unique", "give each a name of its own"},
    {"*field=passes[[]*].name, expected=a name of its own*", "names-are-unique", "give each a name of its own"},
    {"*field=*].name,*", "parameter-names-are-valid", NULL},
    {"*field=*].type, expected=a text*", "types-parse", "give it a type: \"f32[B,C,H,W]\""},
    {"*field=*].type, expected=a scalar:*", "loop-arguments-are-scalars",
     "pass tensors as inputs; a loop argument is a number"},
    {"*field=configs[[]*].type, expected=str, as it is a path*", "configs-are-consistent",
     "write .type = \"str\", or leave out the flag"},
    {"*field=intermediate_outputs[[]*].type, expected=*", "names-share-types", NULL},
    {"*field=*].type*", "types-parse", "give it a type: \"f32[B,C,H,W]\""},
    {"*field=*].default_value, expected=none, as*", "required-has-no-default", NULL},
    {"*field=*].default_value*", "defaults-fit", "write a default of its type, in its range, among its choices"},
    {"*field=components[[]*].interface_id,*", "component-interfaces-have-versions",
     "write an id like \"lb.scheduler/1\" or \"org.example.thing/1\""},
    {"*field=passes, expected=none*", "passes-belong-to-loops", NULL},
    {"*field=passes[[]*].size,*", "passes-lie-in-their-struct", NULL},
    {"*field=passes[[]*].offset,*", "passes-lie-in-their-struct", NULL},
    {"*field=provides, expected=at least one*", "provides-are-whole",
     "write {ID, &table}, with a table of functions that is static const"},
    {"*field=provides[[]*", "provides-are-whole", "write {ID, &table}, with a table of functions that is static const"},
    {"*field=required_extensions[[]*", "required-extensions-exist", NULL},
    {"*field=*, expected=a function, found=an address of none*", "functions-are-code", NULL},
    {"*field=call, expected=a function*", "call-is-there", NULL},
    {"*field=*, expected=at most 4096 items*", "lists-are-whole", NULL},
    {"*field=*, expected=a stride of*", "lists-are-whole", NULL},
    {"*field=*, expected=items in the library's own data*", "lists-are-whole", NULL},
};

const char *level1_fault_owner(const char *fault, const char **mend)
{
    for (size_t i = 0; i < sizeof owners / sizeof owners[0]; i++) {
        if (fnmatch(owners[i].pattern, fault, 0) != 0) continue;
        if (mend && !*mend) *mend = owners[i].mend;
        return owners[i].id;
    }
    if (mend && !*mend) *mend = "write what was expected: the SDK's headers say of each member what it may be";
    return "descriptor-is-read";
}
