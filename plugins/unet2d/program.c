/* SPDX-License-Identifier: MIT */
/* How a program runs. */
#include "program.h"

#include <stdlib.h>

/* The host may give the component other working memory in a later prepare. */
static lb_status bind(const struct program *program, const struct slice *slice)
{
    for (size_t i = 0; i < program->step_count; i++)
        if (program->steps[i].kind == STEP_CONVOLVE &&
            convolution_bind(&program->steps[i].as.convolve, slice->worker, slice->scratch) != LB_OK)
            return LB_FAILED;
    program->workers[slice->worker].bound = slice->scratch;
    return LB_OK;
}

lb_status program_run(const struct program *program, const struct slice *slice)
{
    const struct worker *worker = &program->workers[slice->worker];
    if (worker->bound != slice->scratch && bind(program, slice) != LB_OK) return LB_FAILED;
    for (size_t i = 0; i < program->step_count; i++) {
        const struct step *step = &program->steps[i];
        switch (step->kind) {
        case STEP_FIRST: first_convolution_run(&step->as.first, slice); break;
        case STEP_NORMALISE: normalisation_run(&step->as.normalise, slice); break;
        case STEP_CONVOLVE:
            if (convolution_run(&step->as.convolve, slice->worker, worker->stream) != LB_OK) return LB_FAILED;
            break;
        case STEP_HEADS: heads_run(&step->as.heads, slice); break;
        case STEP_RESAMPLE: resample_run(&step->as.resample, slice); break;
        case STEP_COPY: copy_run(&step->as.copy, slice); break;
        case STEP_ROUND: rounding_run(&step->as.round, slice); break;
        case STEP_BIAS: bias_run(&step->as.bias, slice); break;
        case STEP_LAST: last_convolution_run(&step->as.last, slice); break;
        }
    }
    return dnnl_stream_wait(worker->stream) ? LB_FAILED : LB_OK;
}

void program_fini(struct program *program)
{
    pool_free(&program->pool);
    free(program->steps);
    *program = (struct program){0};
}
