/* SPDX-License-Identifier: MIT */
/* Tensors that methods are called with: poisoned where they are to be filled, watched where they are not, with a margin behind. */
#ifndef LOOPBLOCKS_CONFORM_EXERCISE_DATA_H
#define LOOPBLOCKS_CONFORM_EXERCISE_DATA_H

#include "exercise.h"

#define EXERCISE_TENSORS 32
#define EXERCISE_CONDITIONS 8

/* What a tensor is in the call that is under way. */
enum exercise_role { EXERCISE_UNUSED, EXERCISE_READ, EXERCISE_FILLED, EXERCISE_CHANGED };

struct exercise_tensor {
    const char *name;
    struct lb_tensor view;
    int64_t shape[LB_MAX_NDIM];
    int64_t strides[LB_MAX_NDIM];
    uint32_t element;
    size_t bytes;
    enum exercise_role role;
    uint64_t before; /* what is read: a sum of its bytes */
};

/* All that the exercises of one rig work on. Made anew in each prepare. */
struct exercise {
    struct rig *rig;
    struct lb_state *state; /* of the component */
    const void *self;
    struct exercise_tensor tensors[EXERCISE_TENSORS];
    size_t count;
    char complaints[EXERCISE_COMPLAINTS][192];
    struct {
        int64_t count, steps;
        double sigma;
        struct exercise_tensor *timesteps, *sigmas, *first, *sample, *scaled, *output, *noise, *previous, *original, *noised;
    } scheduler;
    struct {
        int32_t maximum;
        struct exercise_tensor *predictions[EXERCISE_CONDITIONS], *out;
    } guider;
    struct {
        struct lb_named in[EXERCISE_TENSORS];
        uint32_t count;
        struct exercise_tensor *timestep, *out;
        struct exercise_tensor *fields[EXERCISE_TENSORS];
        bool smaller; /* a smaller batch may be tried: all that it takes has one */
    } denoiser;
    struct {
        struct exercise_tensor *narrow, *wide;
    } random;
};

/* How one interface is gone through. */
struct exerciser {
    const char *interface_id;
    lb_status (*prepare)(struct exercise *e, const void *methods);
    lb_status (*step)(struct exercise *e, const void *methods, int64_t iteration);
};

/* Makes a tensor of plain values. Null when out of memory, or when there are too many. [prepare] */
struct exercise_tensor *exercise_tensor_new(struct exercise *e, const char *name, uint32_t element, int32_t ndim,
                                            const int64_t *shape);

/* Makes one like a sample: f32[B,C,H,W], of the extents that the rig has for these names. [prepare] */
struct exercise_tensor *exercise_sample_new(struct exercise *e, const char *name);

/* Say what a tensor is in the call that follows, and return its view; null stays null. */
const struct lb_tensor *exercise_reads(struct exercise_tensor *tensor);
struct lb_tensor *exercise_fills(struct exercise *e, struct exercise_tensor *tensor);
struct lb_tensor *exercise_changes(struct exercise_tensor *tensor);

/* After the call: looks at all that took part, adds what was answered to the digest. Returns the status. */
lb_status exercise_done(struct exercise *e, const char *method, lb_status status);

/* Add an answer that is no tensor to the digest. */
void exercise_answer(struct exercise *e, const void *data, size_t bytes);
void exercise_answer_text(struct exercise *e, const char *text);

void exercise_data_fini(struct exercise *e);

#endif
