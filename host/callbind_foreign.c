/* SPDX-License-Identifier: MIT */
/* Foreign calls: which arguments libffi may read where they lie, and which must be worked out before each call. */
#include "callbind_foreign.h"

#include <ffi.h>
#include <stdlib.h>
#include <string.h>

#include "failure.h"
#include "foreign.h"
#include "value_number.h"

/* An argument whose value is worked out before each call. */
struct worked_out {
    size_t index;
    unsigned char bytes[8];
};

struct foreign_binding {
    ffi_cif cif;
    ffi_type **types;
    void **values;
    struct worked_out *worked_out;
    size_t worked_out_count;
    const struct lbh_foreign *foreign;
};

/* What libffi returns: integers widened to a register, the rest as they are. */
union result {
    ffi_arg integer;
    float f32;
    double f64;
    void *pointer;
};

static lb_status refuse(struct lbh_instance *instance, size_t index, const char *what, const struct lbh_number *number,
                        uint32_t type)
{
    char text[LBH_NUMBER_SIZE];
    return lbh_failure(instance, "argument %zu: %s is %s, which does not fit %s", index, what,
                       lbh_number_format(number, false, text), lbh_element_name(type));
}

/* Works out a count, an extent or a converted scalar. */
static lb_status work_out(struct lbh_instance *instance, const struct lbh_foreign_argument *argument, struct worked_out *place)
{
    const struct lb_slot *slot = instance->slots[argument->slot];
    struct lbh_number number = {0};
    const char *what = "the value";
    if (argument->source == LBH_FOREIGN_SLOT) {
        number = lbh_number_load(slot->type, slot->tensor.data);
    } else {
        const bool count = argument->source == LBH_FOREIGN_COUNT;
        number.magnitude = (uint64_t)(count ? lb_tensor_count(&slot->tensor) : slot->tensor.shape[argument->dimension]);
        what = count ? "the count" : "the extent";
    }
    if (lbh_number_store(&number, argument->type, place->bytes)) return LB_OK;
    return refuse(instance, place->index, what, &number, argument->type);
}

/* Checks that a tensor holds as many elements as the function will touch. */
static lb_status check_minimum(struct lbh_instance *instance, const struct lbh_foreign_argument *argument, size_t index)
{
    const struct lb_tensor *tensor = &instance->slots[argument->slot]->tensor;
    const int64_t minimum =
        argument->minimum_slot == UINT32_MAX ? argument->minimum : *lb_i64(&instance->state, argument->minimum_slot);
    if (lb_tensor_count(tensor) >= minimum) return LB_OK;
    return lbh_failure(instance, "argument %zu: expected=a tensor of at least %lld elements, found=%lld", index,
                       (long long)minimum, (long long)lb_tensor_count(tensor));
}

/* Returns an integer result with its sign. */
static int64_t signed_result(const union result *result, uint32_t type)
{
    switch (type) {
    case LB_TYPE_I8: return (int8_t)result->integer;
    case LB_TYPE_I16: return (int16_t)result->integer;
    case LB_TYPE_I32: return (int32_t)result->integer;
    case LB_TYPE_U8:
    case LB_TYPE_BOOL: return (uint8_t)result->integer;
    case LB_TYPE_U16: return (uint16_t)result->integer;
    case LB_TYPE_U32: return (uint32_t)result->integer;
    default: return (int64_t)result->integer;
    }
}

static lb_status check_result(struct lbh_instance *instance, const struct lbh_foreign *foreign, const union result *result)
{
    static const char *const expectations[] = {
        [LBH_CHECK_ZERO] = "zero", [LBH_CHECK_NONZERO] = "anything but zero", [LBH_CHECK_NOT_NEGATIVE] = "zero or more"};
    const char *name = instance->descriptor->name;
    if (foreign->check == LBH_CHECK_NONE) return LB_OK;
    if (foreign->result_type == LBH_FOREIGN_POINTER) {
        if (result->pointer) return LB_OK;
        return lbh_failure(instance, "%s returned a null pointer", name);
    }
    const bool real = foreign->result_type == LB_TYPE_F32 || foreign->result_type == LB_TYPE_F64;
    const double number = foreign->result_type == LB_TYPE_F32   ? (double)result->f32
                          : foreign->result_type == LB_TYPE_F64 ? result->f64
                                                                : (double)signed_result(result, foreign->result_type);
    bool fine = true;
    switch (foreign->check) {
    case LBH_CHECK_NONE: break;
    case LBH_CHECK_ZERO: fine = !(number < 0 || number > 0) && number <= 0; break;
    case LBH_CHECK_NONZERO: fine = number < 0 || number > 0; break;
    case LBH_CHECK_NOT_NEGATIVE: fine = number >= 0; break;
    }
    if (fine) return LB_OK;
    return lbh_failure(instance, real ? "%s returned %g: expected=%s" : "%s returned %.0f: expected=%s", name, number,
                       expectations[foreign->check]);
}

static void store_result(const struct lbh_foreign *foreign, struct lb_slot *slot, const union result *result)
{
    void *data = slot->tensor.data;
    if (foreign->result_type == LB_TYPE_F32)
        *(float *)data = result->f32;
    else if (foreign->result_type == LB_TYPE_F64)
        *(double *)data = result->f64;
    else
        switch (lbh_element_size(foreign->result_type)) {
        case 1: *(uint8_t *)data = (uint8_t)result->integer; break;
        case 2: *(uint16_t *)data = (uint16_t)result->integer; break;
        case 4: *(uint32_t *)data = (uint32_t)result->integer; break;
        default: *(uint64_t *)data = result->integer; break;
        }
}

static lb_status adapt_foreign(const struct lbh_call *call, size_t *made)
{
    const struct foreign_binding *binding = call->arguments;
    const struct lbh_foreign *foreign = binding->foreign;
    struct lbh_instance *instance = call->step->instance;
    union result result = {0};
    lb_status status = LB_OK;
    *made = 0;
    for (size_t i = 0; i < binding->worked_out_count && status == LB_OK; i++) {
        struct worked_out *place = &binding->worked_out[i];
        const struct lbh_foreign_argument *argument = &foreign->arguments[place->index];
        status = argument->source == LBH_FOREIGN_DATA ? check_minimum(instance, argument, place->index)
                                                      : work_out(instance, argument, place);
    }
    if (status != LB_OK) return status;
    ffi_call((ffi_cif *)(uintptr_t)&binding->cif, call->function, &result, binding->values);
    status = check_result(instance, foreign, &result);
    if (status == LB_OK && foreign->result_slot != UINT32_MAX)
        store_result(foreign, instance->slots[foreign->result_slot], &result);
    return status;
}

/* Returns where libffi reads an argument, or null where it must be worked out. */
static void *address_of(const struct lbh_step *step, const struct lbh_foreign_argument *argument)
{
    struct lbh_instance *instance = step->instance;
    switch (argument->source) {
    case LBH_FOREIGN_CONSTANT: return (void *)(uintptr_t)&argument->constant;
    case LBH_FOREIGN_DATA: return &instance->slots[argument->slot]->tensor.data;
    case LBH_FOREIGN_LOOP:
        return (void *)(uintptr_t)lbh_call_argument_address(step, &instance->descriptor->args[argument->loop_argument]);
    case LBH_FOREIGN_SLOT:
        /* A scalar's memory never moves. */
        return instance->slots[argument->slot]->type == argument->type ? instance->slots[argument->slot]->tensor.data : NULL;
    case LBH_FOREIGN_COUNT:
    case LBH_FOREIGN_DIMENSION: break;
    }
    return NULL;
}

enum lbh_status lbh_call_bind_foreign(struct lbh_call *call, struct lbh_step *step, struct lbh_diag *diag)
{
    struct lbh_instance *instance = step->instance;
    const struct lbh_foreign *foreign = instance->foreign;
    const size_t count = foreign->argument_count;
    struct foreign_binding *binding = calloc(1, sizeof *binding);
    *call = (struct lbh_call){
        .adapter = adapt_foreign, .function = foreign->function, .arguments = binding, .step = step, .run = 1};
    if (binding) {
        binding->foreign = foreign;
        binding->types = calloc(count + 1, sizeof *binding->types);
        binding->values = calloc(count + 1, sizeof *binding->values);
        binding->worked_out = calloc(count + 1, sizeof *binding->worked_out);
    }
    if (!binding || !binding->types || !binding->values || !binding->worked_out)
        return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    for (size_t i = 0; i < count; i++) {
        const struct lbh_foreign_argument *argument = &foreign->arguments[i];
        binding->types[i] = lbh_ffi_type_of(argument->type);
        binding->values[i] = address_of(step, argument);
        if (binding->values[i] && !argument->has_minimum) continue;
        struct worked_out *place = &binding->worked_out[binding->worked_out_count++];
        place->index = i;
        if (!binding->values[i]) binding->values[i] = place->bytes;
    }
    ffi_type *result = foreign->result_type == LB_TYPE_NONE ? &ffi_type_void : lbh_ffi_type_of(foreign->result_type);
    if (ffi_prep_cif(&binding->cif, FFI_DEFAULT_ABI, (unsigned)count, result, binding->types) == FFI_OK) return LBH_OK;
    return lbh_diag_add(diag, LBH_ERR_INVALID, "cannot call \"%s\": libffi refuses its arguments", instance->descriptor->name);
}

void lbh_call_release_foreign(struct lbh_call *call)
{
    if (call->adapter != adapt_foreign &&
        !(call->step && (call->step->observed == adapt_foreign || call->step->guarded == adapt_foreign)))
        return;
    struct foreign_binding *binding = (struct foreign_binding *)(uintptr_t)call->arguments;
    if (binding) {
        free(binding->types);
        free(binding->values);
        free(binding->worked_out);
    }
    free(binding);
    call->adapter = NULL;
}
