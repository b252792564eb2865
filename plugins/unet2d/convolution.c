/* SPDX-License-Identifier: MIT */
/* How a convolution becomes a oneDNN primitive. */
#include "convolution.h"

#include <omp.h>
#include <string.h>

static lb_status failed(const struct onednn *onednn, const char *what, dnnl_status_t status)
{
    return lb_fail(onednn->view, "oneDNN: %s failed with status %d%s", what, (int)status,
                   status == dnnl_out_of_memory ? " (out of memory)" : "");
}

/*
 * Winograd's minimal filtering (Lavin and Gray, 2015) needs fewer multiplications, at the cost of transforming the images,
 * which pays where there are many channels to share it, and the weights, which delays the first run and pays where there are
 * many pixels. The limits were measured.
 */
static int suits_winograd(const struct convolution_shape *shape)
{
    return shape->precision == PRECISION_FLOAT32 && shape->kernel == 3 && shape->stride == 1 && !shape->doubles &&
           shape->height * shape->width >= 256 && shape->in * shape->out >= 512;
}

/* The side of the kernel that oneDNN is given. */
static size_t shape_taps(const struct convolution_shape *shape)
{
    return shape->doubles ? 4 : shape->kernel;
}

static dnnl_dim_t output_size(const struct convolution_shape *shape, size_t input_size)
{
    if (shape->doubles) return (dnnl_dim_t)(input_size * 2);
    return (dnnl_dim_t)((input_size + shape->pad_before + shape->pad_after - shape->kernel) / shape->stride + 1);
}

static dnnl_status_t make_descriptor(const struct onednn *onednn, const struct convolution_shape *shape,
                                     dnnl_alg_kind_t algorithm, dnnl_primitive_desc_t *descriptor)
{
    const dnnl_dim_t images = (dnnl_dim_t)shape->images, in = (dnnl_dim_t)shape->in, out = (dnnl_dim_t)shape->out;
    const dnnl_dim_t kernel = (dnnl_dim_t)shape_taps(shape), stride = shape->doubles ? 2 : (dnnl_dim_t)shape->stride;
    const dnnl_dims_t input_dims = {images, in, (dnnl_dim_t)shape->height, (dnnl_dim_t)shape->width};
    const dnnl_dims_t output_dims = {images, out, output_size(shape, shape->height), output_size(shape, shape->width)};
    const dnnl_dims_t weights_dims = {out, in, kernel, kernel}, bias_dims = {out}, strides = {stride, stride};
    const dnnl_dims_t before = {(dnnl_dim_t)shape->pad_before, (dnnl_dim_t)shape->pad_before};
    const dnnl_dims_t after = {(dnnl_dim_t)shape->pad_after, (dnnl_dim_t)shape->pad_after};
    const dnnl_format_tag_t blocked = onednn->lanes == 16 ? dnnl_nChw16c : dnnl_nChw8c;
    const dnnl_data_type_t type = shape->precision == PRECISION_BFLOAT16 ? dnnl_bf16 : dnnl_f32;
    dnnl_memory_desc_t input, weights, bias, output;
    dnnl_primitive_attr_t attributes = NULL;
    dnnl_post_ops_t post_ops = NULL;
    dnnl_convolution_desc_t convolution;
    dnnl_deconvolution_desc_t doubling;
    dnnl_status_t status = dnnl_memory_desc_init_by_tag(&input, 4, input_dims, type, blocked);
    if (!status) status = dnnl_memory_desc_init_by_tag(&weights, 4, weights_dims, type, dnnl_format_tag_any);
    if (!status) status = dnnl_memory_desc_init_by_tag(&bias, 1, bias_dims, dnnl_f32, dnnl_a);
    if (!status) status = dnnl_memory_desc_init_by_tag(&output, 4, output_dims, dnnl_f32, blocked);
    if (!status && shape->doubles)
        status = dnnl_deconvolution_forward_desc_init(&doubling, dnnl_forward_inference, dnnl_deconvolution_direct, &input,
                                                      &weights, NULL, &output, strides, before, after);
    else if (!status)
        status = dnnl_convolution_forward_desc_init(&convolution, dnnl_forward_inference, algorithm, &input, &weights, &bias,
                                                    &output, strides, before, after);
    if (!status) status = dnnl_primitive_attr_create(&attributes);
    if (!status) status = dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user);
    if (!status && shape->adds) {
        status = dnnl_post_ops_create(&post_ops);
        if (!status) status = dnnl_post_ops_append_sum(post_ops, shape->factor);
        if (!status) status = dnnl_primitive_attr_set_post_ops(attributes, post_ops);
    }
    const const_dnnl_op_desc_t operation = shape->doubles ? (const void *)&doubling : (const void *)&convolution;
    if (!status) status = dnnl_primitive_desc_create(descriptor, operation, attributes, onednn->engine, NULL);
    dnnl_post_ops_destroy(post_ops);
    dnnl_primitive_attr_destroy(attributes);
    return status;
}

static void release_memory(void *memory)
{
    dnnl_memory_destroy(memory);
}

static void release_primitive(void *primitive)
{
    dnnl_primitive_destroy(primitive);
}

static dnnl_status_t make_memory(const struct onednn *onednn, const dnnl_memory_desc_t *description, void *data,
                                 dnnl_memory_t *memory)
{
    dnnl_status_t status = dnnl_memory_create(memory, description, onednn->engine, data);
    if (!status && !pool_keep(onednn->pool, release_memory, *memory)) status = dnnl_out_of_memory;
    return status;
}

/*
 * The 4x4 kernel of a transposed convolution of stride 2 that does what repeating pixels and then a 3x3 kernel does: along each
 * axis, its taps are sums of those taps that fall on the same input pixel: w2, w1 + w2, w0 + w1, w0. It takes 4/9 of the
 * multiplications.
 */
static void fold(const float from[9], float to[16], float factor)
{
    static const size_t first[] = {2, 1, 0, 0}, last[] = {2, 2, 1, 0};
    for (size_t y = 0; y < 4; y++)
        for (size_t x = 0; x < 4; x++) {
            float sum = 0.0f;
            for (size_t ky = first[y]; ky <= last[y]; ky++)
                for (size_t kx = first[x]; kx <= last[x]; kx++) sum += from[ky * 3 + kx];
            to[y * 4 + x] = sum * factor;
        }
}

/* Puts all parts into one dense tensor, [out][in][taps][taps], with zeros between them. */
static void place_weights(const struct convolution_shape *shape, const struct filter_part *parts, size_t part_count,
                          float *weights, float *bias)
{
    const size_t from_taps = shape->kernel * shape->kernel, taps = shape_taps(shape) * shape_taps(shape);
    for (size_t p = 0; p < part_count; p++) {
        const struct filter_part *part = &parts[p];
        for (size_t o = 0; o < part->out; o++) {
            const float *from = part->weight + (o * part->weight_in + part->first_in) * from_taps;
            float *to = weights + ((part->physical_out + o) * shape->in + part->physical_in) * taps;
            if (shape->doubles)
                for (size_t i = 0; i < part->in; i++) fold(from + i * from_taps, to + i * taps, shape->factor);
            else
                for (size_t i = 0; i < part->in * taps; i++) to[i] = from[i] * shape->factor;
            if (part->bias) bias[part->physical_out + o] = part->bias[o] * shape->factor;
        }
    }
}

/* Brings the weights into the layout that the primitive asks for. `plain` is freed by the caller. */
static dnnl_status_t make_weights(const struct onednn *onednn, const struct convolution_shape *shape, float *plain,
                                  const dnnl_memory_desc_t *layout, dnnl_memory_t *weights)
{
    const dnnl_dim_t taps = (dnnl_dim_t)shape_taps(shape);
    const dnnl_dims_t dims = {(dnnl_dim_t)shape->out, (dnnl_dim_t)shape->in, taps, taps};
    dnnl_memory_desc_t plain_layout;
    dnnl_memory_t from = NULL;
    dnnl_primitive_desc_t descriptor = NULL;
    dnnl_primitive_t reorder = NULL;
    void *data = pool_take(onednn->pool, dnnl_memory_desc_get_size(layout), 1);
    dnnl_status_t status = data ? make_memory(onednn, layout, data, weights) : dnnl_out_of_memory;
    if (!status) status = dnnl_memory_desc_init_by_tag(&plain_layout, 4, dims, dnnl_f32, dnnl_oihw);
    if (!status) status = dnnl_memory_create(&from, &plain_layout, onednn->engine, plain);
    if (!status)
        status = dnnl_reorder_primitive_desc_create(&descriptor, &plain_layout, onednn->engine, layout, onednn->engine, NULL);
    if (!status) status = dnnl_primitive_create(&reorder, descriptor);
    if (!status) {
        const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, *weights}};
        status = dnnl_primitive_execute(reorder, onednn->stream, 2, arguments);
    }
    if (!status) status = dnnl_stream_wait(onednn->stream);
    dnnl_primitive_destroy(reorder);
    dnnl_primitive_desc_destroy(descriptor);
    dnnl_memory_destroy(from);
    return status;
}

/* Makes what a worker needs. `bias` is null where there is none. */
static dnnl_status_t make_arguments(struct convolution_arguments *arguments, const struct onednn *onednn,
                                    const_dnnl_primitive_desc_t descriptor, dnnl_memory_t weights, dnnl_memory_t bias)
{
    static const dnnl_query_t queries[] = {dnnl_query_src_md, dnnl_query_dst_md, dnnl_query_scratchpad_md};
    static const int kinds[] = {DNNL_ARG_SRC, DNNL_ARG_DST, DNNL_ARG_SCRATCHPAD};
    dnnl_status_t status = dnnl_success;
    for (size_t i = 0; i < CONVOLUTION_PLACES && !status; i++) {
        const dnnl_memory_desc_t *of = dnnl_primitive_desc_query_md(descriptor, queries[i], 0);
        status = make_memory(onednn, of, DNNL_MEMORY_NONE, &arguments->places[i]);
        arguments->items[i] = (dnnl_exec_arg_t){kinds[i], arguments->places[i]};
    }
    arguments->items[CONVOLUTION_PLACES] = (dnnl_exec_arg_t){DNNL_ARG_WEIGHTS, weights};
    arguments->items[CONVOLUTION_PLACES + 1] = (dnnl_exec_arg_t){DNNL_ARG_BIAS, bias};
    arguments->count = CONVOLUTION_PLACES + (bias ? 2 : 1);
    return status;
}

/* Makes the primitive of `descriptor` and all its memory objects. */
static dnnl_status_t make_primitive(struct convolution *convolution, const struct onednn *onednn,
                                    const struct convolution_shape *shape, const struct filter_part *parts, size_t part_count,
                                    const_dnnl_primitive_desc_t descriptor)
{
    const dnnl_memory_desc_t *scratchpad = dnnl_primitive_desc_query_md(descriptor, dnnl_query_scratchpad_md, 0);
    const dnnl_memory_desc_t *layout = dnnl_primitive_desc_query_md(descriptor, dnnl_query_weights_md, 0);
    const dnnl_memory_desc_t *bias_layout = dnnl_primitive_desc_query_md(descriptor, dnnl_query_weights_md, 1);
    struct pool temporary = {0};
    float *plain = pool_take(&temporary, shape->out * shape->in * shape_taps(shape) * shape_taps(shape), sizeof *plain);
    float *bias = pool_take(onednn->pool, shape->out, sizeof *bias);
    dnnl_memory_t bias_memory = NULL, weights = NULL;
    dnnl_status_t status = plain && bias ? dnnl_success : dnnl_out_of_memory;
    if (!status) place_weights(shape, parts, part_count, plain, bias);
    /* Too little work to wake other threads for: beside a busy processor, waiting for them takes far longer than the work. */
    const int threads = omp_get_max_threads();
    omp_set_num_threads(1);
    if (!status) status = make_weights(onednn, shape, plain, layout, &weights);
    omp_set_num_threads(threads);
    pool_free(&temporary);
    if (!status && !shape->doubles) status = make_memory(onednn, bias_layout, bias, &bias_memory);
    if (!status) status = dnnl_primitive_create(&convolution->primitive, descriptor);
    if (!status && !pool_keep(onednn->pool, release_primitive, convolution->primitive)) status = dnnl_out_of_memory;
    convolution->arguments = pool_take(onednn->pool, onednn->workers, sizeof *convolution->arguments);
    if (!status && !convolution->arguments) status = dnnl_out_of_memory;
    for (size_t worker = 0; worker < onednn->workers && !status; worker++)
        status = make_arguments(&convolution->arguments[worker], onednn, descriptor, weights, bias_memory);
    convolution->scratchpad_bytes = dnnl_memory_desc_get_size(scratchpad);
    return status;
}

lb_status convolution_make(struct convolution *convolution, const struct onednn *onednn, const struct convolution_shape *shape,
                           const struct filter_part *parts, size_t part_count)
{
    dnnl_primitive_desc_t descriptor = NULL;
    dnnl_status_t status = dnnl_unimplemented;
    const char *implementation = "";
    if (suits_winograd(shape)) status = make_descriptor(onednn, shape, dnnl_convolution_winograd, &descriptor);
    if (status) status = make_descriptor(onednn, shape, dnnl_convolution_direct, &descriptor);
    if (status) return failed(onednn, "describing a convolution", status);
    status = dnnl_primitive_desc_query(descriptor, dnnl_query_impl_info_str, 0, &implementation);
    if (shape->doubles && (status || strstr(implementation, "ref"))) {
        dnnl_primitive_desc_destroy(descriptor);
        return LB_UNSUPPORTED;
    }
    if (!status)
        lb_log(onednn->view, LB_LOG_DEBUG, "convolution: %zux%zu, %zu to %zu channels, %zux%zu pixels, by %s", shape->kernel,
               shape->kernel, shape->in, shape->out, shape->width, shape->height, implementation);
    status = make_primitive(convolution, onednn, shape, parts, part_count, descriptor);
    dnnl_primitive_desc_destroy(descriptor);
    return status ? failed(onednn, "making a convolution", status) : LB_OK;
}

lb_status convolution_bind(const struct convolution *convolution, size_t worker, char *scratch)
{
    const struct convolution_arguments *arguments = &convolution->arguments[worker];
    for (size_t i = 0; i < CONVOLUTION_PLACES; i++)
        if (dnnl_memory_set_data_handle(arguments->places[i], scratch + convolution->offsets[i])) return LB_FAILED;
    return LB_OK;
}

lb_status convolution_run(const struct convolution *convolution, size_t worker, dnnl_stream_t stream)
{
    const struct convolution_arguments *arguments = &convolution->arguments[worker];
    return dnnl_primitive_execute(convolution->primitive, stream, arguments->count, arguments->items) ? LB_FAILED : LB_OK;
}
