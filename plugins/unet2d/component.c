/* SPDX-License-Identifier: MIT */
/* The descriptor of unet2d, and how it is created from its configs and destroyed. */
#include "denoiser.h"

#include <stdlib.h>

static const struct lb_state_slot states[] = {
    {.slot = SCRATCH,
     .flags = LB_STATE_SCRATCH,
     .name = "scratch",
     .type = "u8[N]",
     .description = "activations of a slice of the batch"},
};
static const struct lb_provide provides[] = {{.interface_id = LB_DENOISER_ID, .methods = &denoiser_methods}};
static const char *const required_extensions[] = {LB_WEIGHTS_ID};

static void destroy(void *self)
{
    struct denoiser *denoiser = self;
    if (denoiser->batch) program_fini(&denoiser->batch->program);
    free(denoiser->batch);
    dnnl_engine_destroy(denoiser->engine);
    weights_close(&denoiser->weights);
    pool_free(&denoiser->pool);
    free(denoiser);
}

static lb_status fill(struct denoiser *denoiser, const struct lb_info *info)
{
    struct options options;
    lb_status status = options_read(info, &options);
    if (status == LB_OK && options.precision == PRECISION_BFLOAT16 && !kernels_have_bfloat16())
        return lb_fail(info, "precision is \"bfloat16\", which needs AVX512_BF16: this processor lacks it, or DNNL_MAX_CPU_ISA "
                             "hides it; leave precision out, or set it to \"float32\"");
    if (status == LB_OK) status = weights_open(&denoiser->weights, info, options.model, &denoiser->pool);
    if (status == LB_OK) status = network_build(&denoiser->network, info, &options, &denoiser->weights, &denoiser->pool);
    if (status == LB_OK) status = weights_check(&denoiser->weights, info);
    if (status != LB_OK) return status;
    denoiser->batch = calloc(1, sizeof *denoiser->batch);
    if (!denoiser->batch || !embedding_build(&denoiser->embedding, &denoiser->network, kernels_choose(), &denoiser->pool))
        return lb_fail(info, "out of memory");
    if (dnnl_engine_create(&denoiser->engine, dnnl_cpu, 0)) return lb_fail(info, "oneDNN offers no engine for this processor");
    return LB_OK;
}

static lb_status create(const struct lb_info *info, void **self)
{
    struct denoiser *denoiser = calloc(1, sizeof *denoiser);
    if (!denoiser) return lb_fail(info, "out of memory");
    const lb_status status = fill(denoiser, info);
    if (status == LB_OK)
        *self = denoiser;
    else
        destroy(denoiser);
    return status;
}

LB_EXPORT const struct lb_component lb_component = {
    LB_COMPONENT_HEADER,
    .flags = LB_FLAG_THREADS | LB_FLAG_ALLOCATES,
    .name = "unet2d",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Predicts with a diffusers UNet2DModel, read from its folder, on the CPU.",
    .states = LB_ARRAY(states),
    .configs = LB_ARRAY(options_configs),
    .provides = LB_ARRAY(provides),
    .required_extensions = LB_ARRAY(required_extensions),
    .create = create,
    .destroy = destroy,
};
