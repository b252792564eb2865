/* SPDX-License-Identifier: MIT */
/* How the network's layers follow each other in a program, and how long each of their outputs is needed. */
#include "layers.h"

#include <omp.h>
#include <stdlib.h>

/* Remembers the map for the way up. */
static void push_skip(struct builder *b, struct feature_map *map)
{
    map->users++;
    b->skips[b->skip_count++] = map;
}

static struct feature_map *add_stages(struct builder *b, struct feature_map *map)
{
    const struct network *network = b->network;
    const size_t levels = network->options.levels;
    push_skip(b, map);
    for (size_t i = 0; i < levels; i++) {
        const struct stage *stage = &network->down[i];
        for (size_t j = 0; j < stage->resnet_count; j++) {
            map = layer_resnet(b, &map, 1, &stage->resnets[j]);
            if (j < stage->attention_count) layer_attention(b, map, &stage->attentions[j]);
            push_skip(b, map);
        }
        if (stage->sampler == SAMPLER_NONE) continue;
        map = layer_sampler(b, map, stage, RESAMPLING_DOWN);
        push_skip(b, map);
    }
    for (size_t j = 0; j < network->middle.resnet_count; j++) {
        map = layer_resnet(b, &map, 1, &network->middle.resnets[j]);
        if (j < network->middle.attention_count) layer_attention(b, map, &network->middle.attentions[j]);
    }
    for (size_t i = 0; i < levels; i++) {
        const struct stage *stage = &network->up[i];
        for (size_t j = 0; j < stage->resnet_count; j++) {
            struct feature_map *const inputs[] = {map, b->skips[--b->skip_count]};
            map = layer_resnet(b, inputs, 2, &stage->resnets[j]);
            if (j < stage->attention_count) layer_attention(b, map, &stage->attentions[j]);
        }
        if (stage->sampler != SAMPLER_NONE) map = layer_sampler(b, map, stage, RESAMPLING_UP);
    }
    return map;
}

static void add_all(struct builder *b)
{
    const struct network *network = b->network;
    const struct program_shape *shape = &b->program->shape;
    const size_t lanes = b->kernels->lanes, height = shape->height, width = shape->width;
    struct pool *pool = &b->program->pool;
    struct feature_map *map = builder_map(b, PRECISION_FLOAT32, network->first.out, height, width);
    struct first_convolution first = {
        .height = height, .width = width, .center = network->options.center_input_sample, .output = map->data};
    struct last_convolution last = {.height = height, .width = width};
    if (!first_convolution_make(&first, &network->first, lanes, pool) ||
        !last_convolution_make(&last, &network->last, lanes, pool)) {
        builder_out_of_memory(b);
        return;
    }
    first.planes = scratch_take(&b->plan, shape->images * first_convolution_plane_bytes(&network->first, height, width));
    scratch_release(&b->plan, first.planes);
    builder_step(b, STEP_FIRST)->as.first = first;
    map = add_stages(b, map);
    builder_normalise(b, &map, 1, map, &network->last_norm, (struct normal_manner){.activation = ACTIVATION_SILU});
    last.input = map->data;
    builder_step(b, STEP_LAST)->as.last = last;
}

static void release_stream(void *stream)
{
    dnnl_stream_destroy(stream);
}

static void make_workers(struct builder *b, dnnl_engine_t engine)
{
    struct program *program = b->program;
    program->workers = pool_take(&program->pool, program->shape.workers, sizeof *program->workers);
    for (size_t i = 0; i < program->shape.workers && program->workers; i++) {
        dnnl_stream_t *stream = &program->workers[i].stream;
        if (dnnl_stream_create(stream, engine, dnnl_stream_in_order) || !pool_keep(&program->pool, release_stream, *stream))
            program->workers = NULL;
    }
    if (program->workers)
        b->onednn.stream = program->workers[0].stream;
    else
        builder_out_of_memory(b);
}

lb_status program_build(struct program *program, const struct program_shape *shape, const struct network *network,
                        const struct kernels *kernels, dnnl_engine_t engine, const struct lb_state *view)
{
    struct builder *b = calloc(1, sizeof *b);
    *program = (struct program){.shape = *shape};
    if (!b) return lb_fail(view, "out of memory");
    b->program = program;
    b->network = network;
    b->kernels = kernels;
    b->onednn = (struct onednn){
        .engine = engine, .view = view, .pool = &program->pool, .lanes = kernels->lanes, .workers = shape->workers};
    /* oneDNN divides its work, once and for all, among the threads that there are now. */
    const int threads = omp_get_max_threads();
    omp_set_num_threads((int)shape->threads);
    make_workers(b, engine);
    if (b->status == LB_OK) add_all(b);
    omp_set_num_threads(threads);
    const lb_status status = b->status;
    program->scratch_bytes = b->plan.peak_bytes;
    free(b);
    if (status != LB_OK) program_fini(program);
    return status;
}
