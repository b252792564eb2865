/* SPDX-License-Identifier: MIT */
/* The order and the arithmetic in which PyTorch, on a CPU, makes numbers of a generator's bits: a seed gives the same noise. */
#include <loopblocks/loopblocks.h>

#include <math.h>

#include "box_muller.h"
#include "mersenne_twister.h"

/* Values that are made together, where there are that many. */
#define GROUP BOX_MULLER_GROUP
#define PI 3.14159265358979323846

enum { WORDS, INDEX, KEPT_NORMAL, HAS_KEPT_NORMAL, SEEDED };
enum { SEED };

static struct mersenne_twister twister_of(const struct lb_state *state)
{
    return (struct mersenne_twister){lb_u32(state, WORDS), lb_i64(state, INDEX)};
}

/* Only the low 32 bits of a seed count. A normal that was kept belongs to the old seed. */
static lb_status seed(const void *self, struct lb_state *state, uint64_t value)
{
    (void)self;
    mersenne_twister_seed(twister_of(state), (uint32_t)value);
    *lb_bool(state, HAS_KEPT_NORMAL) = 0;
    *lb_bool(state, SEEDED) = 1;
    return LB_OK;
}

/* The position, seeded from the config if nobody has seeded it. A state of another's making may hold none: it is refused. */
static lb_status seeded_twister(struct lb_state *state, struct mersenne_twister *twister)
{
    if (!*lb_bool(state, SEEDED)) (void)seed(NULL, state, (uint64_t)*lb_i64(state->configs, SEED));
    *twister = twister_of(state);
    const int64_t index = *lb_i64(state, INDEX);
    if (index >= 0 && index <= MERSENNE_TWISTER_WORDS) return LB_OK;
    return lb_fail(state, "cannot draw: expected=a state \"index\" of 0 to %d, found=%lld", MERSENNE_TWISTER_WORDS,
                   (long long)index);
}

/* As many bits as the type has in its fraction. */
static float uniform_f32(struct mersenne_twister twister)
{
    return (float)(mersenne_twister_next(twister) & 0xffffff) * 0x1p-24f;
}

static double uniform_f64(struct mersenne_twister twister)
{
    const uint64_t high = mersenne_twister_next(twister);
    const uint64_t bits = high << 32 | mersenne_twister_next(twister);
    return (double)(bits & ((UINT64_C(1) << 53) - 1)) * 0x1p-53;
}

/* One normal in double (Box and Muller 1958); the other of the pair is kept for the next draw, whoever makes it. */
static double one_normal(struct lb_state *state, struct mersenne_twister twister)
{
    if (*lb_bool(state, HAS_KEPT_NORMAL)) {
        *lb_bool(state, HAS_KEPT_NORMAL) = 0;
        return *lb_f64(state, KEPT_NORMAL);
    }
    const double u1 = uniform_f64(twister), u2 = uniform_f64(twister);
    const double r = sqrt(-2 * log1p(-u2)), theta = 2 * PI * u1;
    *lb_f64(state, KEPT_NORMAL) = r * sin(theta);
    *lb_bool(state, HAS_KEPT_NORMAL) = 1;
    return r * cos(theta);
}

/* Makes 16 uniforms into 16 normals, the first half with the second. */
static void group_to_normals_f64(double *values)
{
    for (int j = 0; j < GROUP / 2; j++) {
        const double u1 = 1 - values[j], u2 = values[j + GROUP / 2];
        const double r = sqrt(-2 * log(u1)), theta = 2 * PI * u2;
        values[j] = r * cos(theta);
        values[j + GROUP / 2] = r * sin(theta);
    }
}

/* Whole groups, then the last 16 values once more from fresh uniforms if the count is no multiple of 16. */
static void fill_normals_f32(struct mersenne_twister twister, float *values, int64_t count)
{
    for (int64_t i = 0; i < count; i++) values[i] = uniform_f32(twister);
    box_muller_f32(values, count / GROUP);
    if (count % GROUP == 0) return;
    float *last = values + count - GROUP;
    for (int j = 0; j < GROUP; j++) last[j] = uniform_f32(twister);
    box_muller_f32(last, 1);
}

static void fill_normals_f64(struct mersenne_twister twister, double *values, int64_t count)
{
    for (int64_t i = 0; i < count; i++) values[i] = uniform_f64(twister);
    for (int64_t i = 0; i + GROUP <= count; i += GROUP) group_to_normals_f64(values + i);
    if (count % GROUP == 0) return;
    double *last = values + count - GROUP;
    for (int j = 0; j < GROUP; j++) last[j] = uniform_f64(twister);
    group_to_normals_f64(last);
}

/* Returns 32 or 64, or 0 after reporting that the tensor is of another type. */
static int float_bits(struct lb_state *state, const struct lb_tensor *out)
{
    if (out->dtype.code == LB_CODE_FLOAT && (out->dtype.bits == 32 || out->dtype.bits == 64)) return out->dtype.bits;
    (void)lb_fail(state, "cannot draw: expected=f32 or f64, found=a type of %d bits", (int)out->dtype.bits);
    return 0;
}

static lb_status normal(const void *self, struct lb_state *state, struct lb_tensor *out)
{
    (void)self;
    const int bits = float_bits(state, out);
    if (bits == 0) return LB_FAILED;
    struct mersenne_twister twister;
    const lb_status status = seeded_twister(state, &twister);
    if (status != LB_OK) return status;
    const int64_t count = lb_tensor_count(out);
    if (count >= GROUP && bits == 32) {
        fill_normals_f32(twister, out->data, count);
    } else if (count >= GROUP) {
        fill_normals_f64(twister, out->data, count);
    } else if (bits == 32) {
        for (int64_t i = 0; i < count; i++) ((float *)out->data)[i] = (float)one_normal(state, twister);
    } else {
        for (int64_t i = 0; i < count; i++) ((double *)out->data)[i] = one_normal(state, twister);
    }
    return LB_OK;
}

static lb_status uniform(const void *self, struct lb_state *state, struct lb_tensor *out)
{
    (void)self;
    const int bits = float_bits(state, out);
    if (bits == 0) return LB_FAILED;
    struct mersenne_twister twister;
    const lb_status status = seeded_twister(state, &twister);
    if (status != LB_OK) return status;
    const int64_t count = lb_tensor_count(out);
    if (bits == 32)
        for (int64_t i = 0; i < count; i++) ((float *)out->data)[i] = uniform_f32(twister);
    else
        for (int64_t i = 0; i < count; i++) ((double *)out->data)[i] = uniform_f64(twister);
    return LB_OK;
}

static const struct lb_random generator = {.struct_size = sizeof generator, .seed = seed, .normal = normal, .uniform = uniform};

static const struct lb_provide provides[] = {{LB_RANDOM_ID, &generator}};

static const struct lb_state_slot states[] = {
    {.slot = WORDS, .name = "words", .type = "u32[624]", .description = "The Mersenne Twister's words."},
    {.slot = INDEX,
     .name = "index",
     .type = "i64",
     .description = "The first word that has not been drawn; 624: none is left."},
    {.slot = KEPT_NORMAL, .name = "kept_normal", .type = "f64", .description = "The second of a pair of normals."},
    {.slot = HAS_KEPT_NORMAL, .name = "has_kept_normal", .type = "bool", .description = "Whether it is still to be drawn."},
    {.slot = SEEDED, .name = "seeded", .type = "bool", .description = "Whether the words have been filled."},
};

static const struct lb_config configs[] = {
    {.slot = SEED,
     .name = "seed",
     .type = "i64",
     .description = "What it starts from if nothing else seeds it before the first draw.",
     .default_value = "0"},
};

LB_EXPORT const struct lb_component lb_component = {
    LB_COMPONENT_HEADER,
    .name = "torch-random",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Random numbers as torch.manual_seed gives them on a CPU with AVX2, to the last bit.",
    .states = LB_ARRAY(states),
    .configs = LB_ARRAY(configs),
    .provides = LB_ARRAY(provides),
};
