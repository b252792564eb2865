/* SPDX-License-Identifier: MIT */
/* What a model's output means: how the clean sample and the noise follow from it at one timestep. */
#ifndef PLUGINS_COMMON_PREDICTION_H
#define PLUGINS_COMMON_PREDICTION_H

#include <string.h>

/* Noise (Ho et al. 2020), the clean sample, or velocity (Salimans and Ho 2022, appendix D). */
enum prediction_type { PREDICTION_EPSILON, PREDICTION_SAMPLE, PREDICTION_V };

/* A model's output at one timestep: sample = signal * original + deviation * epsilon. */
struct prediction {
    enum prediction_type type;
    float signal;    /* sqrt(alpha_bar) */
    float deviation; /* sqrt(1 - alpha_bar) */
};

/* Returns the type that diffusers calls by this name; one of "epsilon", "sample" and "v_prediction". */
static inline enum prediction_type prediction_type_named(const char *name)
{
    if (strcmp(name, "sample") == 0) return PREDICTION_SAMPLE;
    return strcmp(name, "v_prediction") == 0 ? PREDICTION_V : PREDICTION_EPSILON;
}

/* Returns the clean sample. [step] */
static inline float predicted_original(const struct prediction *prediction, float output, float sample)
{
    switch (prediction->type) {
    case PREDICTION_EPSILON: return (sample - prediction->deviation * output) / prediction->signal;
    case PREDICTION_SAMPLE: return output;
    case PREDICTION_V: return prediction->signal * sample - prediction->deviation * output;
    }
    return output;
}

/* Returns the noise. [step] */
static inline float predicted_epsilon(const struct prediction *prediction, float output, float sample)
{
    switch (prediction->type) {
    case PREDICTION_EPSILON: return output;
    case PREDICTION_SAMPLE: return (sample - prediction->signal * output) / prediction->deviation;
    case PREDICTION_V: return prediction->signal * output + prediction->deviation * sample;
    }
    return output;
}

#endif
