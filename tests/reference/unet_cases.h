/* SPDX-License-Identifier: MIT */
/* How a unet2d component is compared with the stored inputs and outputs of the small models in unet/. */
#ifndef TESTS_REFERENCE_UNET_CASES_H
#define TESTS_REFERENCE_UNET_CASES_H

#include <loopblocks/host.h>

#define UNET_MODELS 3
extern const char *const unet_models[UNET_MODELS];

/* What a component has said of its convolutions: how many there are, and the last that oneDNN computes in a slow way. */
struct unet_heard {
    int convolutions;
    char slow[256];
};

/* An lbh_log_function, with a struct unet_heard as `user`. */
void unet_hear(void *user, int32_t level, const char *path, const char *text);

/* Runs all cases of a model and returns the largest difference. `log`, which may be null, hears the component. */
double unet_worst_difference(size_t model, const char *precision, lbh_log_function log, void *user);

#endif
