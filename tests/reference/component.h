/* SPDX-License-Identifier: MIT */
/* How a test gets hold of one component: by a pipeline that has it and does next to nothing else. */
#ifndef TESTS_REFERENCE_COMPONENT_H
#define TESTS_REFERENCE_COMPONENT_H

#include <jansson.h>
#include <loopblocks/host.h>

/* A component in a pipeline that has run, so that its states have memory. */
struct component {
    struct lbh_host *host;
    struct lbh_pipeline *pipeline;
    struct lbh_diag *diag;
    const void *methods;
    const void *self;
    struct lb_state *state;
};

/* Makes a component of a plugin; `config` is borrowed, and may be null. Returns 0, or -1 with a text in diag. */
int component_try(struct component *component, const char *plugin, const char *interface_id, json_t *config);

/* The same, for configs that must be right: on failure the test fails. */
void component_open(struct component *component, const char *plugin, const char *interface_id, json_t *config);
/* Makes a unet2d of a checkpoint's folder in "float32" or "bfloat16". Returns as component_try. */
int component_try_unet(struct component *component, const char *folder, const char *precision);

void component_close(struct component *component);

/* Returns the latest texts of errors: what create said, or nothing. Borrowed. */
const char *component_error(struct component *component);

/* Returns a view of memory as f32 or f64. `shape` is borrowed. */
struct lb_tensor tensor_f32(float *data, int32_t ndim, int64_t *shape);
struct lb_tensor tensor_f64(double *data, int32_t ndim, int64_t *shape);

/* Reads a JSON file of this folder; the test fails if there is none. The caller owns what is returned. */
json_t *reference_json(const char *name);

/* Returns a JSON array's numbers, to be freed. */
float *floats_of(const json_t *array);

#endif
