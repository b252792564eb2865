/* SPDX-License-Identifier: MIT */
/* Level 5: tensors without elements, and tensors of more than there is memory for. */
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "conform/checks.h"
#include "conform/rig/rig.h"
#include "hostile.h"

enum { CALLS = 2, LOG_HUGE = 45 };

/* More than the process has now. */
#define ROOM_BYTES (INT64_C(1) << 30)

static const char mend[] =
    "take extents as they come: check what you multiply before you allocate, and do not expect one element";

/* Returns how many of a type's dimensions have names. */
static int named_count(const struct lbh_type *type)
{
    int count = 0;
    for (int32_t d = 0; d < type->ndim; d++) count += type->dims[d].symbol[0] != '\0';
    return count;
}

static bool has_names(const struct rig *rig)
{
    if (rig->descriptor->is_component) return true; /* its methods' tensors have */
    for (size_t i = 0; i < rig->descriptor->input_count; i++)
        if (named_count(&rig->descriptor->inputs[i].type) > 0) return true;
    return false;
}

static void survives_zero_sizes(struct conform_case *c)
{
    static const char what[] = "dimensions of 0";
    struct rig *rig = rig_new(c, &(struct rig_setup){.guard = true, .extent = RIG_NO_EXTENT});
    if (!has_names(rig)) conform_skip(c, "its inputs have no dimensions that could be 0");
    conform_step(c, "create, with %s", what);
    if (!rig_build(rig)) return; /* the host or the block has refused it */
    conform_step(c, "prepare, with %s", what);
    lb_status status = rig_prepare(rig);
    hostile_judge(rig, status, what, mend);
    for (int64_t i = 0; i < CALLS && status == LB_OK; i++) {
        conform_step(c, "call %lld, with %s", (long long)i, what);
        status = rig_call(rig, i);
        hostile_judge(rig, status, what, mend);
    }
    conform_step(c, "destroy, after %s", what);
    rig_end(rig);
}

/* What the process has mapped. */
static int64_t mapped_bytes(void)
{
    long long kilobytes = 0;
    char line[256];
    FILE *status = fopen("/proc/self/status", "re");
    while (status && fgets(line, sizeof line, status))
        if (sscanf(line, "VmSize: %lld kB", &kilobytes) == 1) break;
    if (status) fclose(status);
    return kilobytes * 1024;
}

/* Gives an input a huge shape over memory that reads as zero. Returns the number of its elements; 0: it has no named dimension. */
static int64_t enlarge(struct rig *rig, const struct lbh_input *input, int log_extent, void *memory)
{
    struct lbh_cell *cell = input->declared.name ? rig_cell(rig, input->declared.slot) : NULL;
    if (!cell || named_count(&input->type) == 0 || !cell->slot.tensor.data) return 0;
    for (int32_t d = 0; d < input->type.ndim; d++)
        if (input->type.dims[d].symbol[0]) cell->shape[d] = INT64_C(1) << log_extent;
    lbh_shape_strides(cell->slot.tensor.ndim, cell->shape, cell->strides);
    cell->slot.tensor.data = memory;
    return lb_tensor_count(&cell->slot.tensor);
}

/* Returns the exponent of extents with which no input has more bytes than there are; below 8 it is nothing special. */
static int huge_extent(const struct rig *rig)
{
    int least = LOG_HUGE;
    for (size_t i = 0; i < rig->descriptor->input_count; i++) {
        const struct lbh_type *type = &rig->descriptor->inputs[i].type;
        const int named = named_count(type);
        int64_t fixed = (int64_t)lbh_element_size(type->element);
        for (int32_t d = 0; d < type->ndim; d++)
            if (!type->dims[d].symbol[0]) fixed *= type->dims[d].extent;
        int log_fixed = 0;
        while ((INT64_C(1) << log_fixed) < fixed) log_fixed++;
        if (named && (LOG_HUGE - log_fixed) / named < least) least = (LOG_HUGE - log_fixed) / named;
    }
    return least;
}

static void survives_huge_sizes(struct conform_case *c)
{
    char what[64];
    struct rig *rig = rig_new(c, &(struct rig_setup){.optional = true});
    if (!rig_build(rig) || rig_prepare(rig) != LB_OK) {
        /* Some of its inputs exclude each other. */
        rig_end(rig);
        rig = rig_start(c, &(struct rig_setup){.extent = 0});
    }
    const int log_extent = huge_extent(rig);
    if (!has_names(rig)) conform_skip(c, "its inputs have no dimensions that could be large");
    if (!rig->descriptor->prepare) conform_skip(c, "it has no prepare that could take them");
    void *memory = mmap(NULL, (size_t)1 << LOG_HUGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) conform_skip(c, "this machine has no addresses for tensors of %lld GiB", 1LL << (LOG_HUGE - 30));
    /* What would be taken for them is more than there is, also where the system promises everything. */
    const struct rlimit limit = {(rlim_t)(mapped_bytes() + ROOM_BYTES), (rlim_t)(mapped_bytes() + ROOM_BYTES)};
    if (setrlimit(RLIMIT_AS, &limit) != 0) conform_skip(c, "memory cannot be limited here");
    for (size_t i = 0; i < rig->descriptor->input_count; i++) enlarge(rig, &rig->descriptor->inputs[i], log_extent, memory);
    snprintf(what, sizeof what, "dimensions of 2^%d", log_extent);
    conform_step(c, "prepare, with %s", what);
    hostile_judge(rig, rig_prepare_again(rig), what, mend);
    conform_step(c, "destroy, after %s", what);
    rig_end(rig);
}

static const struct check checks[] = {
    {"survives-zero-sizes", 5, OF_ANY, WANTS_LIBRARY | WANTS_RUN,
     "goes on, or fails with a reason, where tensors have no elements", survives_zero_sizes, 30},
    {"survives-huge-sizes", 5, OF_BLOCK | OF_LOOP, WANTS_LIBRARY | WANTS_RUN,
     "is prepared, or fails with a reason, where tensors are larger than memory", survives_huge_sizes, 30},
};
const struct check_list level5_shapes = CHECK_LIST(checks);
