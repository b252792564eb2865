/* SPDX-License-Identifier: MIT */
/* A block with every member of its descriptor and of its declarations, which calls a method of every interface of this minor. */
#include <stdlib.h>
#include <string.h>

#include "../layout.h"

/* Also where no script runs: built for another machine, this does not compile if the layout is another there. */
#include "structs.h"

enum { X, GAIN, MODE, MARKS, ROWS, LABEL, TOTAL, CALLS, SCRATCH };
enum { RANDOM, GUIDER, DENOISER, SCHEDULER, ABSENT };
enum { SCALE, NAMES, NOTHING, IGNORED };

static const struct lb_input inputs[] = {
    {.slot = X,
     .flags = 0,
     .name = "x",
     .type = "f32[N]",
     .required = 1,
     .reserved = 0,
     .description = "Values.",
     .range = "[0, 100]",
     .unit = "volt"},
    {.slot = GAIN, .name = "gain", .type = "f64", .default_value = "2.0", .range = "[0, 10]", .choices = "[1.0, 2.0]"},
    {.slot = MODE, .name = "mode", .type = "str", .description = "Never set.", .choices = "[\"a\", \"b\"]"},
    {.slot = MARKS, .type = "any", .group = "marks"},
};
static const struct lb_output outputs[] = {
    {.slot = X, .flags = 0, .name = "x", .type = "f32[N]", .description = "The values, times gain.", .unit = "volt"},
    {.slot = ROWS, .name = "rows", .type = "i64[R]", .description = "One more in each iteration."},
    {.slot = LABEL, .name = "label", .type = "str"},
    {.slot = TOTAL, .name = "total", .type = "f64", .group = "totals"},
};
static const struct lb_state_slot states[] = {
    {.slot = CALLS, .flags = 0, .name = "calls", .type = "i64", .description = "How many there were."},
    {.slot = SCRATCH, .flags = LB_STATE_SCRATCH, .name = "scratch", .type = "f32[N]"},
};
static const struct lb_component_use uses[] = {
    {.slot = RANDOM, .flags = 0, .name = "random", .interface_id = LB_RANDOM_ID, .required = 1, .reserved = 0},
    {.slot = GUIDER, .name = "guider", .interface_id = LB_GUIDER_ID, .required = 1, .description = "Of one prediction."},
    {.slot = DENOISER, .name = "denoiser", .interface_id = LB_DENOISER_ID, .required = 1},
    {.slot = SCHEDULER, .name = "scheduler", .interface_id = LB_SCHEDULER_ID, .required = 1},
    {.slot = ABSENT, .name = "absent", .interface_id = "test.absent/1", .required = 0},
};
static const struct lb_config configs[] = {
    {.slot = SCALE, .flags = LB_CONFIG_REQUIRED, .name = "scale", .type = "f64", .range = "[0, 1]", .unit = "1"},
    {.slot = NAMES, .name = "names", .type = "str[N]", .description = "Labels.", .default_value = "[\"even\", \"odd\"]"},
    {.slot = NOTHING, .flags = LB_CONFIG_NULLABLE, .name = "nothing", .type = "i64", .choices = "[1, 2]"},
    {.slot = IGNORED, .flags = LB_CONFIG_IGNORED, .name = "ignored", .type = "i64"},
};
static const struct lb_arg args[] = {{.name = "t", .type = "f64"}, {.name = "i", .type = "i64"}};
static const char *const extensions[] = {LB_WEIGHTS_ID};

static lb_status create(const struct lb_info *info, void **self)
{
    const struct lb_weights *weights = lb_host_extension(info, LB_WEIGHTS_ID);
    if (!weights || weights->struct_size < sizeof *weights) return lb_fail(info, "expected %s, found less", LB_WEIGHTS_ID);
    weights->close(NULL);
    if (info->host->struct_size < sizeof *info->host) return lb_fail(info, "expected the functions of a host, found less");
    if (strcmp(info->path, "loop.block") != 0) return lb_fail(info, "expected path loop.block, found %s", info->path);
    if (lb_is_set(info->configs, NOTHING)) return lb_fail(info, "expected a config to be not set");
    lb_log(info, LB_LOG_DEBUG, "%d labels", (int)lb_count(info->configs, NAMES));
    double *scale = malloc(sizeof *scale);
    if (!scale) return LB_NO_MEMORY;
    *scale = *lb_f64(info->configs, SCALE);
    *self = scale;
    return LB_OK;
}

static lb_status prepare(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self;
    int64_t shape[LB_MAX_NDIM] = {0};
    struct lb_tensor out = {.shape = shape};
    const struct lb_named in = {"sample", lb_tensor_of(state, X)};
    const struct lb_component_ref *denoiser = lb_component_at(components, DENOISER);
    const lb_status status = lb_denoiser_of(denoiser)->prepare(denoiser->self, denoiser->state, &in, 1, &out);
    if (status != LB_OK) return status;
    if (!lb_tensor_same_shape(&out, in.tensor)) return lb_fail(state, "expected the shape of the sample");
    const lb_status shaped = lb_set_shape_like(state, SCRATCH, X);
    if (shaped != LB_OK) return shaped;
    const int64_t length = 31, rows = 8;
    const lb_status labelled = lb_set_capacity(state, LABEL, 1, &length);
    return labelled == LB_OK ? lb_set_capacity(state, ROWS, 1, &rows) : labelled;
}

/* What the four components make of the scratch, in one number: 7 becomes 14, 7, 21. */
static lb_status ask_components(const struct lb_components *components, struct lb_state *state, int64_t i, double t,
                                double *sum)
{
    const struct lb_component_ref *random = lb_component_at(components, RANDOM), *guider = lb_component_at(components, GUIDER),
                                  *denoiser = lb_component_at(components, DENOISER),
                                  *scheduler = lb_component_at(components, SCHEDULER);
    struct lb_tensor *scratch = lb_tensor_of(state, SCRATCH);
    const struct lb_tensor *const predictions[] = {scratch, scratch};
    const struct lb_named in = {"sample", scratch};
    const struct lb_tensor timestep = {.data = &t, .device = {1, 0}, .dtype = {LB_CODE_FLOAT, 64, 1}};
    const struct lb_step_info info = {.struct_size = sizeof info, .i = i, .steps = i + 1, .t = t};
    const struct lb_schedule schedule = {.timesteps = &timestep, .steps = 1};
    const struct lb_step_options options = {.struct_size = sizeof options, .eta = 1};
    struct lb_condition condition = {.struct_size = sizeof condition};
    struct lb_value channels = {0};

    lb_status status = lb_random_of(random)->seed(random->self, random->state, 7);
    if (status == LB_OK) status = lb_random_of(random)->normal(random->self, random->state, scratch);
    if (status == LB_OK) status = lb_guider_of(guider)->condition(guider->self, guider->state, &info, 1, &condition);
    if (status == LB_OK) status = lb_guider_of(guider)->combine(guider->self, guider->state, &info, 2, predictions, scratch);
    if (status == LB_OK) status = lb_denoiser_of(denoiser)->property(denoiser->self, denoiser->state, "in_channels", &channels);
    if (status == LB_OK)
        status = lb_denoiser_of(denoiser)->run(denoiser->self, denoiser->state, &timestep, &in, 1, NULL, scratch);
    if (status == LB_OK) status = lb_scheduler_of(scheduler)->begin(scheduler->self, scheduler->state, &schedule);
    if (status == LB_OK)
        status = lb_scheduler_of(scheduler)->step(scheduler->self, scheduler->state, &schedule, &options, scratch, scratch,
                                                  NULL, scratch, NULL);
    if (status != LB_OK) return status;
    if (strcmp(condition.name, "pred_uncond") != 0) return lb_fail(state, "expected pred_uncond, found %s", condition.name);
    *sum = (double)*lb_f32(state, SCRATCH) + (double)channels.i64 +
           lb_guider_of(guider)->conditions(guider->self, guider->state, &info) +
           lb_scheduler_of(scheduler)->draws(scheduler->self, scheduler->state, &schedule, &options);
    return LB_OK;
}

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state, double t, int64_t i)
{
    if (components->count != 5 || lb_component_at(components, ABSENT)->methods) return lb_fail(state, "expected one absent");
    if (lb_is_set(state, MODE) || *lb_str(state, MODE)) return lb_fail(state, "expected a text that is not set");
    if (lb_group_count(state, MARKS) != 1) return lb_fail(state, "expected one mark");
    const struct lb_named *mark = lb_group_at(state, MARKS, 0);
    if (strcmp(mark->name, "answer") != 0 || !mark->tensor->data) return lb_fail(state, "expected an answer as the mark");
    double sum = 0;
    const lb_status status = ask_components(components, state, i, t, &sum);
    if (status != LB_OK) return status;
    const double factor = *lb_f64(state, GAIN) * *(const double *)self;
    for (int64_t n = 0; n < lb_dim(state, X, 0); n++) lb_f32(state, X)[n] += (float)factor;
    *lb_f64(state, TOTAL) = sum + t + (double)*(const int64_t *)mark->tensor->data;
    const int64_t calls = ++*lb_i64(state, CALLS);
    const lb_status extended = lb_set_extent(state, ROWS, 0, calls);
    if (extended != LB_OK) return extended;
    for (int64_t n = 0; n < calls; n++) lb_i64(state, ROWS)[n] = n;
    return lb_set_text(state, LABEL, lb_strs(state->configs, NAMES)[i % lb_count(state->configs, NAMES)]);
}

static lb_status forward(void *self, struct lb_state *state, const char *version, const struct lb_other_state *others,
                         uint32_t count)
{
    (void)self, (void)others;
    return lb_fail(state, "expected no other version, found %s with %u states", version, count);
}

static const struct lb_migrate migrate = {.struct_size = sizeof migrate, .forward = forward};

static const void *get_extension(const char *id)
{
    return strcmp(id, LB_MIGRATE_ID) == 0 ? &migrate : NULL;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .flags = LB_FLAG_NOT_DETERMINISTIC | UINT64_C(1) << 63, /* high flags are hints, also those of later minors */
    .name = "abi-block",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Uses all that there is.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .states = LB_ARRAY(states),
    .components = LB_ARRAY(uses),
    .configs = LB_ARRAY(configs),
    .call_args = LB_ARRAY(args),
    .required_extensions = LB_ARRAY(extensions),
    .create = create,
    .prepare = prepare,
    .call = LB_CALL(call),
    .destroy = free,
    .get_extension = get_extension,
};
