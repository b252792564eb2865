// SPDX-License-Identifier: MIT
// plugin-name: a model that needs no training, since its data are Gaussian; to be changed into one of yours. See denoiser.h.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <new>
#include <utility>

#include <loopblocks/loopblocks.h>

namespace {

// Configs.
enum { MEAN, STD, NUM_TRAIN_TIMESTEPS, BETA_START, BETA_END };

// Class 0 has values of N(mean, std^2); class 1 stands for no class, as a model's last one does: N(0, std^2).
enum { CLASS_COUNT = 2 };

// What follows from the configs, and nothing else: it must be possible to throw it away and make it again.
struct plugin_name_self {
    double mean;
    double variance;
    int64_t timestep_count;
    std::unique_ptr<double[]> alpha_bar; // how much of a sample's variance is left of the image, at each timestep
};

lb_status create(const lb_info *info, void **self)
{
    const int64_t count = *lb_i64(info->configs, NUM_TRAIN_TIMESTEPS);
    const double start = *lb_f64(info->configs, BETA_START), end = *lb_f64(info->configs, BETA_END);
    const double mean = *lb_f64(info->configs, MEAN), std = *lb_f64(info->configs, STD);
    std::unique_ptr<double[]> alpha_bar(new (std::nothrow) double[static_cast<std::size_t>(count)]);
    if (!alpha_bar) return LB_NO_MEMORY; // no exception may leave a function
    double left = 1;
    for (int64_t t = 0; t < count; t++) {
        left *= 1 - (start + (end - start) * double(t) / double(count > 1 ? count - 1 : 1));
        alpha_bar[static_cast<std::size_t>(t)] = left;
    }
    *self = new (std::nothrow) plugin_name_self{mean, std * std, count, std::move(alpha_bar)};
    return *self ? LB_OK : LB_NO_MEMORY;
}

void destroy(void *self)
{
    delete static_cast<plugin_name_self *>(self);
}

template <class T> T *data_of(const lb_tensor *tensor)
{
    return static_cast<T *>(tensor->data);
}

const lb_tensor *find(const lb_named *in, uint32_t n, const char *name)
{
    for (uint32_t k = 0; k < n; k++)
        if (std::strcmp(in[k].name, name) == 0) return in[k].tensor;
    return nullptr;
}

// What others ask before there are samples: here, the shape of one.
lb_status property(const void *, lb_state *, const char *name, lb_value *out)
{
    constexpr struct {
        const char *name;
        int64_t value;
    } known[] = {{"in_channels", 1}, {"out_channels", 1}, {"sample_size", 8}, {"num_class_embeds", CLASS_COUNT}};
    *out = {.type = LB_TYPE_NONE};
    for (const auto &fact : known)
        if (std::strcmp(name, fact.name) == 0) *out = {.type = LB_TYPE_I64, .i64 = fact.value};
    return LB_OK;
}

// Says what the prediction will look like. A model takes its memory here, as shapes of its own scratch states.
lb_status prepare(const void *, lb_state *state, const lb_named *in, uint32_t n, lb_tensor *out)
{
    const lb_tensor *sample = find(in, n, "sample");
    if (!sample) return lb_fail(state, "there is no input \"sample\"");
    out->dtype = sample->dtype;
    out->ndim = sample->ndim;
    std::copy_n(sample->shape, sample->ndim, out->shape);
    return LB_OK;
}

// The noise that is expected in a sample x = sqrt(a) x0 + sqrt(1 - a) noise, where x0 is of N(mean, variance) and a is alpha_bar:
// sqrt(1 - a) (x - sqrt(a) mean) / (a variance + 1 - a).
void predict(double alpha_bar, double mean, double variance, const float *x, float *noise, int64_t count)
{
    const double factor = std::sqrt(1 - alpha_bar) / (alpha_bar * variance + 1 - alpha_bar);
    const double centre = std::sqrt(alpha_bar) * mean;
    for (int64_t k = 0; k < count; k++) noise[k] = float(factor * (double(x[k]) - centre));
}

lb_status run(const void *self, lb_state *state, const lb_tensor *timestep, const lb_named *in, uint32_t n, const char *,
              lb_tensor *out)
{
    const auto *settings = static_cast<const plugin_name_self *>(self);
    const lb_tensor *sample = find(in, n, "sample");
    const lb_tensor *labels = find(in, n, "class_labels");
    if (!sample) return lb_fail(state, "there is no input \"sample\"");
    const int64_t batch_size = sample->shape[0];
    const int64_t count = batch_size > 0 ? lb_tensor_count(sample) / batch_size : 0;
    for (int64_t b = 0; b < batch_size; b++) {
        // One timestep for all samples, or one for each.
        const double t = data_of<const double>(timestep)[timestep->ndim > 0 ? b : 0];
        if (!(t >= 0 && t < double(settings->timestep_count)))
            return lb_fail(state, "timestep is %g; expected 0 to %lld", t,
                           static_cast<long long>(settings->timestep_count) - 1);
        const int64_t label = labels ? data_of<const int64_t>(labels)[b] : CLASS_COUNT - 1;
        if (label < 0 || label >= CLASS_COUNT)
            return lb_fail(state, "class_labels has %lld; expected 0 to %d", static_cast<long long>(label), CLASS_COUNT - 1);
        predict(settings->alpha_bar[static_cast<std::size_t>(t)], label == 0 ? settings->mean : 0, settings->variance,
                data_of<const float>(sample) + b * count, data_of<float>(out) + b * count, count);
    }
    return LB_OK;
}

constexpr lb_field fields[] = {
    {.name = "sample", .type = "f32[B,C,H,W]"},
    {.name = "class_labels", .type = "i64[B]", .optional = 1},
};
constexpr lb_denoiser denoiser = {
    .struct_size = sizeof(lb_denoiser),
    .flags = LB_DENOISER_STACKABLE | LB_DENOISER_INTEGER_T,
    .fields = fields,
    .field_count = sizeof fields / sizeof fields[0],
    .field_stride = sizeof fields[0],
    .property = property,
    .prepare = prepare,
    .run = run,
};
constexpr lb_provide provides[] = {{LB_DENOISER_ID, &denoiser}};

constexpr lb_config configs[] = {
    {.slot = MEAN, .name = "mean", .type = "f64", .description = "The mean of class 0.", .default_value = "0.5"},
    {.slot = STD,
     .name = "std",
     .type = "f64",
     .description = "The standard deviation of each class.",
     .default_value = "0.25",
     .range = "[0, null]"},
    {.slot = NUM_TRAIN_TIMESTEPS,
     .name = "num_train_timesteps",
     .type = "i64",
     .description = "How many noise levels there are.",
     .default_value = "1000",
     .range = "[1, 1000000]"},
    {.slot = BETA_START,
     .name = "beta_start",
     .type = "f64",
     .description = "How much noise the first of them adds.",
     .default_value = "0.0001",
     .range = "[0, 1]"},
    {.slot = BETA_END,
     .name = "beta_end",
     .type = "f64",
     .description = "How much the last one adds.",
     .default_value = "0.02",
     .range = "[0, 1]"},
};

} // namespace

LB_EXPORT const struct lb_component lb_component = {
    LB_COMPONENT_HEADER,
    .flags = LB_FLAG_SHAREABLE | LB_FLAG_ANY_THREAD, // it has no state: remove these when yours has
    .name = "plugin-name",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Predicts the noise in samples of Gaussian data, exactly.",
    .configs = LB_ARRAY(configs),
    .provides = LB_ARRAY(provides),
    .create = create,
    .destroy = destroy,
};
