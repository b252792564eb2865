/* SPDX-License-Identifier: MIT */
/* How a program runs. */
#include "program.h"

#include <stdlib.h>

/* The host may give the component other working memory in a later prepare. */
static lb_status bind(struct program *program, char *scratch)
{
    for (size_t i = 0; i < program->step_count; i++)
        if (program->steps[i].kind == STEP_CONVOLVE && convolution_bind(&program->steps[i].as.convolve, scratch) != LB_OK)
            return LB_FAILED;
    program->bound = scratch;
    return LB_OK;
}

lb_status program_run(struct program *program, const struct slice *slice, dnnl_stream_t stream)
{
    if (program->bound != slice->scratch && bind(program, slice->scratch) != LB_OK) return LB_FAILED;
    for (size_t i = 0; i < program->step_count; i++) {
        const struct step *step = &program->steps[i];
        switch (step->kind) {
        case STEP_FIRST: first_convolution_run(&step->as.first, slice); break;
        case STEP_NORMALISE: normalisation_run(&step->as.normalise, slice); break;
        case STEP_CONVOLVE:
            if (convolution_run(&step->as.convolve, stream) != LB_OK) return LB_FAILED;
            break;
        case STEP_HEADS: heads_run(&step->as.heads, slice); break;
        case STEP_RESAMPLE: resample_run(&step->as.resample, slice); break;
        case STEP_COPY: copy_run(&step->as.copy, slice); break;
        case STEP_BIAS: bias_run(&step->as.bias, slice); break;
        case STEP_LAST: last_convolution_run(&step->as.last, slice); break;
        }
    }
    return dnnl_stream_wait(stream) ? LB_FAILED : LB_OK;
}

void program_fini(struct program *program)
{
    pool_free(&program->pool);
    free(program->steps);
    *program = (struct program){0};
}
