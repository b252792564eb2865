/* SPDX-License-Identifier: MIT */
/* The smallest manifest around a component, and the reading of the reference files. */
#include "component.h"

#include <check.h>
#include <limits.h>
#include <loopblocks/denoiser.h>
#include <stdio.h>
#include <stdlib.h>

int component_try(struct component *component, const char *plugin, const char *interface_id, json_t *config)
{
    *component = (struct component){.host = lbh_host_new(), .diag = lbh_diag_new()};
    json_t *manifest =
        json_pack("{s:i, s:s, s:{s:{s:s, s:O*}}, s:{s:i, s:i}, s:{s:{s:s, s:{s:{s:s}}}}}", "loopblocks", 1, "name",
                  "one-component", "components", "it", "use", plugin, "config", config, "inputs", "num_steps", 0, "x", 0,
                  "blocks", "loop", "use", "loop-for", "blocks", "add", "use", "add-one");
    char *text = json_dumps(manifest, 0);
    component->pipeline = lbh_pipeline_parse(component->host, "test.json", text, component->diag);
    free(text);
    json_decref(manifest);
    if (!component->pipeline || lbh_pipeline_run(component->pipeline, component->diag) != LBH_OK) return -1;
    const struct lb_component_ref *found = lbh_pipeline_component(component->pipeline, "it", interface_id, component->diag);
    if (!found) return -1;
    component->methods = found->methods;
    component->self = found->self;
    component->state = found->state;
    return 0;
}

void component_open(struct component *component, const char *plugin, const char *interface_id, json_t *config)
{
    if (component_try(component, plugin, interface_id, config) != 0)
        ck_abort_msg("%s: %s", plugin, lbh_diag_text(component->diag));
}

int component_try_unet(struct component *component, const char *folder, const char *precision)
{
    json_t *config = json_pack("{s:s, s:s}", "model", folder, "precision", precision);
    const int result = component_try(component, "unet2d", LB_DENOISER_ID, config);
    json_decref(config);
    return result;
}

void component_close(struct component *component)
{
    lbh_pipeline_free(component->pipeline);
    lbh_host_free(component->host);
    lbh_diag_free(component->diag);
}

const char *component_error(struct component *component)
{
    return lbh_diag_text(component->diag);
}

static struct lb_tensor tensor_of(void *data, uint8_t bits, int32_t ndim, int64_t *shape)
{
    return (struct lb_tensor){.data = data,
                              .device = {.type = 1},
                              .ndim = ndim,
                              .dtype = {.code = LB_CODE_FLOAT, .bits = bits, .lanes = 1},
                              .shape = shape};
}

struct lb_tensor tensor_f32(float *data, int32_t ndim, int64_t *shape)
{
    return tensor_of(data, 32, ndim, shape);
}

struct lb_tensor tensor_f64(double *data, int32_t ndim, int64_t *shape)
{
    return tensor_of(data, 64, ndim, shape);
}

json_t *reference_json(const char *name)
{
    const char *root = getenv("LOOPBLOCKS_SRCDIR");
    char path[PATH_MAX];
    (void)snprintf(path, sizeof path, "%s/tests/reference/%s", root ? root : ".", name);
    json_error_t error;
    json_t *json = json_load_file(path, 0, &error);
    if (!json) ck_abort_msg("%s: %s", path, error.text);
    return json;
}

float *floats_of(const json_t *array)
{
    const size_t count = json_array_size(array);
    float *values = calloc(count + 1, sizeof *values);
    ck_assert_ptr_nonnull(values);
    for (size_t i = 0; i < count; i++) values[i] = (float)json_number_value(json_array_get(array, i));
    return values;
}
