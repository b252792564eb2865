/* SPDX-License-Identifier: MIT */
/* How many images make a slice, how many threads work on slices at the same time, and where each finds its memory. */
#include "batch.h"

#include <omp.h>

/*
 * A slice of 8 images is enough for a call of oneDNN to be worth its while; a batch of fewer than 64 is divided more finely, so
 * that 8 threads find something to do. Each thread works on slices of its own: threads that share one wait for each other about
 * a hundred times, and the longer where another process is using a core. The slices depend on the number of images alone, and
 * so does the prediction, to the last bit.
 */
#define SLICE_IMAGES 8
#define SLICES_WANTED 8

/*
 * Only where there are fewer slices than threads, and an image is so much work that waiting matters little, do all threads
 * share one slice. Work is counted in pixels times the square of the first level's channels.
 */
#define WORK_TO_SHARE 4000000

static size_t divide(size_t count, size_t by)
{
    return (count + by - 1) / by;
}

static struct program_shape shape_of(const struct options *options, size_t images, size_t height, size_t width, size_t threads)
{
    const size_t wanted = divide(images, SLICES_WANTED), channels = (size_t)options->channels[0];
    const size_t slices = divide(images, wanted < SLICE_IMAGES ? wanted : SLICE_IMAGES);
    struct program_shape shape = {.height = height, .width = width};
    if (slices < threads && height * width * channels * channels >= WORK_TO_SHARE) {
        shape.images = images;
        shape.workers = 1;
        shape.threads = threads;
    } else {
        shape.images = divide(images, slices);
        shape.workers = slices < threads ? slices : threads;
        shape.threads = 1;
    }
    return shape;
}

static int same_shape(const struct program_shape *a, const struct program_shape *b)
{
    return a->images == b->images && a->height == b->height && a->width == b->width && a->workers == b->workers &&
           a->threads == b->threads;
}

/* Appends room to a worker's memory, and returns its offset. */
static size_t add_floats(struct batch *batch, size_t count)
{
    const size_t offset = round_up(batch->worker_bytes, 64);
    batch->worker_bytes = offset + count * sizeof(float);
    return offset;
}

lb_status batch_prepare(struct batch *batch, const struct embedding *embedding, dnnl_engine_t engine,
                        const struct lb_state *view, size_t images, size_t height, size_t width)
{
    const struct program_shape shape =
        shape_of(&embedding->network->options, images, height, width, (size_t)omp_get_max_threads());
    struct program *program = &batch->program;
    if (!program->steps || !same_shape(&program->shape, &shape)) {
        program_fini(program);
        const lb_status status = program_build(program, &shape, embedding->network, embedding->kernels, engine, view);
        if (status != LB_OK) return status;
    }
    batch->images = images;
    batch->worker_bytes = program->scratch_bytes;
    batch->table = add_floats(batch, embedding_table_floats(embedding, shape.images));
    batch->factors = add_floats(batch, shape.images);
    batch->work = add_floats(batch, embedding_work_floats(embedding));
    return LB_OK;
}

size_t batch_scratch_bytes(const struct batch *batch)
{
    return batch->program.shape.workers * round_up(batch->worker_bytes, 64);
}

/* The part of a run's conditions that are those of `count` images from `first` on. */
static struct conditions part_of(const struct conditions *all, size_t first, size_t count, size_t width)
{
    return (struct conditions){.images = count,
                               .timesteps = all->timesteps + first * all->timestep_stride,
                               .timestep_stride = all->timestep_stride,
                               .labels = all->labels ? all->labels + first : NULL,
                               .vectors = all->vectors ? all->vectors + first * width : NULL};
}

static lb_status slice_run(const struct batch *batch, const struct batch_run *run, size_t first, size_t worker)
{
    const struct program *program = &batch->program;
    const struct embedding *embedding = run->embedding;
    const struct options *options = &embedding->network->options;
    const size_t left = run->conditions.images - first, pixels = program->shape.height * program->shape.width;
    const struct conditions conditions =
        part_of(&run->conditions, first, left < program->shape.images ? left : program->shape.images,
                (size_t)options->time_embedding_dim);
    struct slice slice = {.kernels = embedding->kernels,
                          .worker = worker,
                          .threads = program->shape.threads,
                          .scratch = run->scratch + worker * round_up(batch->worker_bytes, 64),
                          .images = conditions.images,
                          .sample = run->sample + first * (size_t)options->in_channels * pixels,
                          .output = run->output + first * (size_t)options->out_channels * pixels,
                          .time_stride = embedding->blocks.out};
    float *table = slice_at(&slice, batch->table), *factors = slice_at(&slice, batch->factors);
    embedding_run(embedding, &conditions, slice_at(&slice, batch->work), table);
    slice.time = table;
    /* A model with a Fourier embedding is trained on noise levels; its prediction is divided by them. */
    if (options->time_embedding == TIME_FOURIER) {
        for (size_t i = 0; i < conditions.images; i++)
            factors[i] = 1.0f / (float)conditions.timesteps[i * conditions.timestep_stride];
        slice.output_factors = factors;
    }
    return program_run(program, &slice);
}

/* Takes slices until there are none left; of several threads that do so, each gets others. */
static lb_status take_slices(const struct batch *batch, const struct batch_run *run)
{
    const struct program_shape *shape = &batch->program.shape;
    lb_status status = LB_OK;
    /* What oneDNN was told when its primitives were made, whoever calls. */
    const int threads = omp_get_max_threads();
    omp_set_num_threads((int)shape->threads);
#pragma omp for schedule(dynamic) nowait
    for (size_t first = 0; first < run->conditions.images; first += shape->images)
        if (slice_run(batch, run, first, (size_t)omp_get_thread_num()) != LB_OK) status = LB_FAILED;
    omp_set_num_threads(threads);
    return status;
}

lb_status batch_run(const struct batch *batch, const struct batch_run *run)
{
    const int workers = (int)batch->program.shape.workers;
    lb_status status = LB_OK; /* which is above LB_FAILED */
    /* Not even a region of one thread: the threads of regions within it would be started anew each time. */
    if (workers == 1) return take_slices(batch, run);
#pragma omp parallel num_threads(workers) reduction(min : status)
    status = take_slices(batch, run);
    return status;
}
