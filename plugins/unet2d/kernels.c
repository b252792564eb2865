/* SPDX-License-Identifier: MIT */
/* Which table of inner loops suits the processor, and what else it can do. */
#include "kernels.h"

#include <oneapi/dnnl/dnnl.h>

const struct kernels *kernels_choose(void)
{
#if defined(__x86_64__)
    const unsigned isa = (unsigned)dnnl_get_effective_cpu_isa();
    if ((isa & dnnl_cpu_isa_avx512_core) == dnnl_cpu_isa_avx512_core) return &kernels_avx512;
    if ((isa & dnnl_cpu_isa_avx2) == dnnl_cpu_isa_avx2) return &kernels_avx2;
#endif
    return &kernels_plain;
}

int kernels_have_bfloat16(void)
{
#if defined(__x86_64__)
    const unsigned isa = (unsigned)dnnl_get_effective_cpu_isa();
    return (isa & dnnl_cpu_isa_avx512_core_bf16) == dnnl_cpu_isa_avx512_core_bf16;
#else
    return 0;
#endif
}
