/* SPDX-License-Identifier: MIT */
/* The inner loops themselves, for LANES lanes and ROWS rows at once; included once for each instruction set. */

#define STRING_OF(token) #token
#define NAME_OF(token) STRING_OF(token)

typedef float vector __attribute__((vector_size(4 * LANES), may_alias));
typedef int32_t integers __attribute__((vector_size(4 * LANES), may_alias));
typedef uint32_t bits __attribute__((vector_size(4 * LANES), may_alias));
typedef uint16_t halves __attribute__((vector_size(2 * LANES), may_alias));

/* Where mask is set (all ones) a, else b. */
static inline vector select(integers mask, vector a, vector b)
{
    return (vector)((mask & (integers)a) | (~mask & (integers)b));
}

/*
 * exp(x) within 2 units in the last place: x = n ln 2 + r, the Taylor series of exp(r) for |r| <= ln(2) / 2, and n added to the
 * exponent. Adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits. x is held within [-87, 88].
 */
static inline vector exponential(vector x)
{
    const vector zero = {0};
    const float magic = 12582912.0f;
    x = select(x < -87.0f, zero - 87.0f, x);
    x = select(x > 88.0f, zero + 88.0f, x);
    const vector shifted = x * 1.44269504f + magic;
    const vector n = shifted - magic;
    const vector r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
    vector sum = r * (1.0f / 5040.0f) + 1.0f / 720.0f;
    sum = sum * r + 1.0f / 120.0f;
    sum = sum * r + 1.0f / 24.0f;
    sum = sum * r + 1.0f / 6.0f;
    sum = sum * r + 0.5f;
    sum = sum * r + 1.0f;
    sum = sum * r + 1.0f;
    return (vector)((integers)sum + ((integers)shifted << 23));
}

static inline vector silu(vector x)
{
    return x / (exponential(-x) + 1.0f);
}

/* x tanh(log(1 + e)), with e = exp(x), is x (e^2 + 2e) / (e^2 + 2e + 2); above 20 it is x. */
static inline vector mish(vector x)
{
    const vector limit = (vector){0} + 20.0f;
    const vector e = exponential(select(x > limit, limit, x));
    const vector ratio = e * (e + 2.0f);
    return x * (ratio / (ratio + 2.0f));
}

static inline vector gelu(vector x)
{
    vector y;
    for (size_t lane = 0; lane < LANES; lane++) y[lane] = 0.5f * x[lane] * (1.0f + erff(x[lane] * 0.70710678f));
    return y;
}

static inline vector relu(vector x)
{
    return select(x > 0.0f, x, (vector){0});
}

/* To bfloat16, a float's upper half: to the nearest, and to the even one of two that are equally near. */
static inline halves rounded(vector x)
{
    const bits whole = (bits)x;
    return __builtin_convertvector((whole + 0x7fff + (whole >> 16 & 1)) >> 16, halves);
}

#define ACTIVATE(function)                                                                                                     \
    for (size_t p = 0; p < pixels; p++) {                                                                                      \
        const vector y = function(in[p] * factor + offset);                                                                    \
        if (precision == PRECISION_BFLOAT16)                                                                                   \
            ((halves *)output)[p] = rounded(y);                                                                                \
        else                                                                                                                   \
            ((vector *)output)[p] = y;                                                                                         \
    }                                                                                                                          \
    break

static inline __attribute__((always_inline)) void activate_to(enum activation activation, const float *input, void *output,
                                                              enum precision precision, size_t pixels, const float *scale,
                                                              const float *shift)
{
    const vector *in = (const vector *)input;
    const vector factor = *(const vector *)scale, offset = *(const vector *)shift;
    switch (activation) {
    case ACTIVATION_NONE: ACTIVATE();
    case ACTIVATION_SILU: ACTIVATE(silu);
    case ACTIVATION_MISH: ACTIVATE(mish);
    case ACTIVATION_GELU: ACTIVATE(gelu);
    case ACTIVATION_RELU: ACTIVATE(relu);
    }
}
#undef ACTIVATE

/* Inlined twice, so that no loop asks for the precision. */
static void activate(enum activation activation, const float *input, void *output, enum precision precision, size_t pixels,
                     const float *scale, const float *shift)
{
    if (precision == PRECISION_BFLOAT16)
        activate_to(activation, input, output, PRECISION_BFLOAT16, pixels, scale, shift);
    else
        activate_to(activation, input, output, PRECISION_FLOAT32, pixels, scale, shift);
}

/*
 * Sums of differences from the first pixel, so that nothing cancels where a channel's mean is large beside its deviation; in
 * float for at most 1024 pixels, then in double.
 */
static void measure(const float *input, size_t pixels, float *mean, float *distances)
{
    const vector *in = (const vector *)input;
    const vector first = in[0];
    double sums[LANES] = {0}, squares[LANES] = {0};
    for (size_t begin = 0; begin < pixels; begin += 1024) {
        const size_t end = pixels - begin < 1024 ? pixels : begin + 1024;
        vector sum[4] = {{0}}, square[4] = {{0}};
        size_t p = begin;
        for (; p + 4 <= end; p += 4) {
#pragma GCC unroll 4
            for (size_t i = 0; i < 4; i++) {
                const vector d = in[p + i] - first;
                sum[i] += d;
                square[i] += d * d;
            }
        }
        for (; p < end; p++) {
            const vector d = in[p] - first;
            sum[0] += d;
            square[0] += d * d;
        }
        const vector total = (sum[0] + sum[1]) + (sum[2] + sum[3]);
        const vector total_square = (square[0] + square[1]) + (square[2] + square[3]);
        for (size_t lane = 0; lane < LANES; lane++) {
            sums[lane] += (double)total[lane];
            squares[lane] += (double)total_square[lane];
        }
    }
    const double share = 1.0 / (double)pixels;
    for (size_t lane = 0; lane < LANES; lane++) {
        const double distance = squares[lane] - sums[lane] * sums[lane] * share;
        mean[lane] = (float)((double)first[lane] + sums[lane] * share);
        distances[lane] = distance > 0.0 ? (float)distance : 0.0f;
    }
}

static void add(float *data, size_t pixels, const float *bias)
{
    const vector b = *(const vector *)bias;
    vector *v = (vector *)data;
    for (size_t p = 0; p < pixels; p++) v[p] += b;
}

static void first_convolution(const float *planes, size_t in, size_t height, size_t width, size_t plane_stride,
                              const float *weights, const float *bias, float *output)
{
    vector *out = (vector *)output;
    for (size_t y = 0; y < height; y++) {
        for (size_t x = 0; x < width; x += 4) {
            vector sum[4];
#pragma GCC unroll 4
            for (size_t i = 0; i < 4; i++) sum[i] = *(const vector *)bias;
            const vector *weight = (const vector *)weights;
            for (size_t row = 0; row < in * 3; row++) {
                const float *from = planes + (row / 3 * (height + 2) + y + row % 3) * plane_stride + x;
#pragma GCC unroll 3
                for (size_t kx = 0; kx < 3; kx++, weight++)
#pragma GCC unroll 4
                    for (size_t i = 0; i < 4; i++) sum[i] += *weight * from[kx + i];
            }
            const size_t count = width - x < 4 ? width - x : 4;
            for (size_t i = 0; i < count; i++) out[y * width + x + i] = sum[i];
        }
    }
}

static inline float sum_of_lanes(vector v)
{
    float sums[4] = {0};
    for (size_t lane = 0; lane < LANES; lane++) sums[lane % 4] += v[lane];
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/* The sums of `count` (1 or 4) neighbouring pixels from x on; kx runs over the columns that lie within the image for all. */
static inline __attribute__((always_inline)) void last_pixels(const vector *in, size_t blocks, size_t height, size_t width,
                                                              const vector *weight, size_t y, size_t x, size_t count,
                                                              float bias, float *out)
{
    vector sum[4] = {{0}};
    const size_t ky_begin = y == 0, ky_end = y + 1 == height ? 2 : 3;
    const size_t kx_begin = x == 0, kx_end = x + count == width ? 2 : 3;
    for (size_t block = 0; block < blocks; block++)
        for (size_t ky = ky_begin; ky < ky_end; ky++) {
            const vector *row = in + (block * height + y + ky - 1) * width + x - 1;
            for (size_t kx = kx_begin; kx < kx_end; kx++) {
                const vector factor = weight[(block * 3 + ky) * 3 + kx];
#pragma GCC unroll 4
                for (size_t i = 0; i < count; i++) sum[i] += row[kx + i] * factor;
            }
        }
#pragma GCC unroll 4
    for (size_t i = 0; i < count; i++) out[y * width + x + i] = bias + sum_of_lanes(sum[i]);
}

static void last_convolution(const float *input, size_t blocks, size_t height, size_t width, const float *weights, float bias,
                             float *output)
{
    const vector *in = (const vector *)input, *weight = (const vector *)weights;
    for (size_t y = 0; y < height; y++) {
        size_t x = 0;
        last_pixels(in, blocks, height, width, weight, y, x++, 1, bias, output);
        for (; x + 4 < width; x += 4) last_pixels(in, blocks, height, width, weight, y, x, 4, bias, output);
        for (; x < width; x++) last_pixels(in, blocks, height, width, weight, y, x, 1, bias, output);
    }
}

/* ROWS rows of c, `vectors` vectors wide: all sums stay in registers. */
static inline __attribute__((always_inline)) void multiply_tile(size_t vectors, size_t depth, const float *a, size_t a_stride,
                                                                const float *b, size_t b_stride, const float *initial, float *c,
                                                                size_t c_stride)
{
    vector sum[ROWS][2];
#pragma GCC unroll 8
    for (size_t row = 0; row < ROWS; row++)
#pragma GCC unroll 2
        for (size_t v = 0; v < vectors; v++) sum[row][v] = initial ? ((const vector *)initial)[v] : (vector){0};
    for (size_t k = 0; k < depth; k++) {
        const vector *line = (const vector *)(b + k * b_stride);
#pragma GCC unroll 8
        for (size_t row = 0; row < ROWS; row++)
#pragma GCC unroll 2
            for (size_t v = 0; v < vectors; v++) sum[row][v] += line[v] * a[row * a_stride + k];
    }
#pragma GCC unroll 8
    for (size_t row = 0; row < ROWS; row++)
#pragma GCC unroll 2
        for (size_t v = 0; v < vectors; v++) ((vector *)(c + row * c_stride))[v] = sum[row][v];
}

static void multiply(size_t rows, size_t columns, size_t depth, const float *a, size_t a_stride, const float *b,
                     size_t b_stride, const float *initial, float *c, size_t c_stride)
{
    for (size_t row = 0; row < rows; row += ROWS) {
        const float *a_row = a + row * a_stride;
        float *c_row = c + row * c_stride;
        size_t column = 0;
        for (; column + 2 * LANES <= columns; column += 2 * LANES)
            multiply_tile(2, depth, a_row, a_stride, b + column, b_stride, initial ? initial + column : NULL, c_row + column,
                          c_stride);
        if (column < columns)
            multiply_tile(1, depth, a_row, a_stride, b + column, b_stride, initial ? initial + column : NULL, c_row + column,
                          c_stride);
    }
}

static float soften(float *row, size_t count)
{
    vector *v = (vector *)row;
    vector largest = v[0], sum = {0};
    for (size_t i = 1; i < count / LANES; i++) largest = select(v[i] > largest, v[i], largest);
    float top = largest[0];
    for (size_t lane = 1; lane < LANES; lane++) top = largest[lane] > top ? largest[lane] : top;
    for (size_t i = 0; i < count / LANES; i++) {
        v[i] = exponential(v[i] - top);
        sum += v[i];
    }
    return sum_of_lanes(sum);
}

const struct kernels TABLE = {.name = NAME_OF(TABLE),
                              .lanes = LANES,
                              .rows_at_once = ROWS,
                              .measure = measure,
                              .add = add,
                              .activate = activate,
                              .first_convolution = first_convolution,
                              .last_convolution = last_convolution,
                              .multiply = multiply,
                              .soften = soften};
