/* SPDX-License-Identifier: MIT */
/* Direct adapters for the signatures that they are made for; libffi for all others. */
#include "callbind.h"

#include <ffi.h>
#include <stdlib.h>

#include "callbind_foreign.h"
#include "links.h"

#define FIXED_ARGUMENTS 3 /* self, components, state */

/* A call through libffi: the description of its signature, and where each argument lies, laid out once. */
struct binding {
    ffi_cif cif;
    ffi_type **types;
    void **values;
};

static lb_status adapt_ffi(const struct lbh_call *call, size_t *made)
{
    const struct binding *binding = call->arguments;
    ffi_arg result = 0;
    ffi_call((ffi_cif *)(uintptr_t)&binding->cif, call->function, &result, binding->values);
    *made = 0;
    return (lb_status)result;
}

ffi_type *lbh_ffi_type_of(uint32_t type)
{
    switch (type) {
    case LB_TYPE_I8: return &ffi_type_sint8;
    case LB_TYPE_I16: return &ffi_type_sint16;
    case LB_TYPE_I32: return &ffi_type_sint32;
    case LB_TYPE_I64: return &ffi_type_sint64;
    case LB_TYPE_U8: return &ffi_type_uint8;
    case LB_TYPE_U16: return &ffi_type_uint16;
    case LB_TYPE_U32: return &ffi_type_uint32;
    case LB_TYPE_U64: return &ffi_type_uint64;
    case LB_TYPE_F32: return &ffi_type_float;
    case LB_TYPE_F64: return &ffi_type_double;
    case LB_TYPE_BOOL: return &ffi_type_uint8;
    default: return &ffi_type_pointer;
    }
}

const void *lbh_call_argument_address(const struct lbh_step *step, const struct lbh_arg *arg)
{
    const struct lbh_step *wrapper = NULL;
    const struct lbh_pass *pass = lbh_links_find_pass(step, arg->declared.name, &wrapper);
    return (const char *)wrapper->instance->state.loop_args + pass->declared.offset;
}

static enum lbh_status bind_ffi(struct lbh_call *call, struct lbh_step *step, struct lbh_diag *diag)
{
    const struct lbh_descriptor *d = step->instance->descriptor;
    const size_t count = FIXED_ARGUMENTS + d->arg_count;
    struct binding *binding = calloc(1, sizeof *binding);
    call->adapter = adapt_ffi;
    call->arguments = binding;
    if (binding) binding->types = calloc(count, sizeof *binding->types);
    if (binding) binding->values = calloc(count, sizeof *binding->values);
    if (!binding || !binding->types || !binding->values) return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    void *const fixed[FIXED_ARGUMENTS] = {&call->self, (void *)(uintptr_t)&call->components, &call->state};
    for (size_t i = 0; i < count; i++) {
        const struct lbh_arg *arg = i < FIXED_ARGUMENTS ? NULL : &d->args[i - FIXED_ARGUMENTS];
        binding->types[i] = arg ? lbh_ffi_type_of(arg->type.element) : &ffi_type_pointer;
        binding->values[i] = arg ? (void *)(uintptr_t)lbh_call_argument_address(step, arg) : fixed[i];
    }
    if (ffi_prep_cif(&binding->cif, FFI_DEFAULT_ABI, (unsigned)count, &ffi_type_sint32, binding->types) == FFI_OK)
        return LBH_OK;
    return lbh_diag_add(diag, LBH_ERR_INVALID, "cannot call \"%s\": libffi refuses its %zu loop arguments", d->name,
                        d->arg_count);
}

enum lbh_status lbh_call_bind(struct lbh_call *call, struct lbh_step *step, struct lbh_diag *diag)
{
    struct lbh_instance *instance = step->instance;
    if (instance->foreign) return lbh_call_bind_foreign(call, step, diag);
    const struct lbh_arg *args = instance->descriptor->args;
    const size_t count = instance->descriptor->arg_count;
    *call = (struct lbh_call){.function = instance->descriptor->call,
                              .self = instance->self,
                              .components = &instance->components,
                              .state = &instance->state,
                              .step = step,
                              .run = 1};
    const bool first_i = count > 0 && args[0].type.element == LB_TYPE_I64;
    const bool first_t = count > 0 && args[0].type.element == LB_TYPE_F64;
    const bool second_t = count > 1 && args[1].type.element == LB_TYPE_F64;
    if (count == 0) {
        call->adapter = lbh_call_plain;
        return LBH_OK;
    }
    if (count == 1 && first_i)
        call->adapter = lbh_call_i;
    else if (count == 1 && first_t)
        call->adapter = lbh_call_t;
    else if (count == 2 && first_i && second_t)
        call->adapter = lbh_call_it;
    else
        return bind_ffi(call, step, diag);
    step->direct.first = lbh_call_argument_address(step, &args[0]);
    step->direct.second = count > 1 ? lbh_call_argument_address(step, &args[1]) : NULL;
    call->arguments = &step->direct;
    return LBH_OK;
}

void lbh_call_release(struct lbh_call *call)
{
    lbh_call_release_foreign(call);
    if (call->adapter != adapt_ffi && !(call->step && (call->step->observed == adapt_ffi || call->step->guarded == adapt_ffi)))
        return;
    struct binding *binding = (struct binding *)(uintptr_t)call->arguments;
    if (binding) {
        free(binding->types);
        free(binding->values);
    }
    free(binding);
    call->adapter = NULL;
}
