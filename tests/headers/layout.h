/* SPDX-License-Identifier: MIT */
/* The layout that compiled blocks rely on, in numbers. Structs may grow at the end; what they had stays where it is. */
#include <loopblocks/loopblocks.h>

#ifdef __cplusplus
#define CHECK(condition) static_assert(condition, #condition)
#else
#define CHECK(condition) _Static_assert(condition, #condition)
#endif
#define AT(structure, member, offset) CHECK(offsetof(struct structure, member) == (offset))

/* tensor.h */
AT(lb_device, type, 0);
AT(lb_device, id, 4);
CHECK(sizeof(struct lb_device) == 8);
AT(lb_dtype, code, 0);
AT(lb_dtype, bits, 1);
AT(lb_dtype, lanes, 2);
CHECK(sizeof(struct lb_dtype) == 4);
AT(lb_tensor, data, 0);
AT(lb_tensor, device, 8);
AT(lb_tensor, ndim, 16);
AT(lb_tensor, dtype, 20);
AT(lb_tensor, shape, 24);
AT(lb_tensor, strides, 32);
AT(lb_tensor, byte_offset, 40);
CHECK(sizeof(struct lb_tensor) == 48);
AT(lb_slot, tensor, 0);
AT(lb_slot, flags, 48);
AT(lb_slot, type, 52);
AT(lb_slot, storage, 56);
AT(lb_slot, reserved, 60);
CHECK(sizeof(struct lb_slot) == 64);
AT(lb_named, name, 0);
AT(lb_named, tensor, 8);
CHECK(sizeof(struct lb_named) == 16);
AT(lb_value, type, 0);
AT(lb_value, reserved, 4);
AT(lb_value, i64, 8);
AT(lb_value, f64, 16);
AT(lb_value, str, 24);
CHECK(sizeof(struct lb_value) == 32);

/* abi.h */
AT(lb_array, items, 0);
AT(lb_array, count, 8);
AT(lb_array, stride, 12);
CHECK(sizeof(struct lb_array) == 16);

/* state.h */
AT(lb_host, struct_size, 0);
AT(lb_host, abi_minor, 4);
AT(lb_host, fail, 8);
AT(lb_host, message, 16);
AT(lb_host, get_extension, 24);
AT(lb_host, set_shape, 32);
AT(lb_host, set_capacity, 40);
AT(lb_host, set_extent, 48);
AT(lb_host, set_text, 56);
AT(lb_host, group_count, 64);
AT(lb_host, group_at, 72);
AT(lb_host, loop_step, 80);
CHECK(sizeof(struct lb_host) >= 88);
AT(lb_state, host, 0);
AT(lb_state, context, 8);
AT(lb_state, slots, 16);
AT(lb_state, configs, 24);
AT(lb_state, loop_args, 32);
AT(lb_state, loop_first, 40);
AT(lb_state, progress_done, 48);
AT(lb_state, progress_total, 56);
CHECK(sizeof(struct lb_state) >= 64);
AT(lb_info, host, 0);
AT(lb_info, context, 8);
AT(lb_info, configs, 16);
AT(lb_info, path, 24);
CHECK(sizeof(struct lb_info) >= 32);

/* descriptor.h */
AT(lb_input, slot, 0);
AT(lb_input, flags, 4);
AT(lb_input, name, 8);
AT(lb_input, type, 16);
AT(lb_input, required, 24);
AT(lb_input, reserved, 28);
AT(lb_input, description, 32);
AT(lb_input, default_value, 40);
AT(lb_input, range, 48);
AT(lb_input, choices, 56);
AT(lb_input, unit, 64);
AT(lb_input, group, 72);
CHECK(sizeof(struct lb_input) >= 80);
AT(lb_output, slot, 0);
AT(lb_output, flags, 4);
AT(lb_output, name, 8);
AT(lb_output, type, 16);
AT(lb_output, description, 24);
AT(lb_output, unit, 32);
AT(lb_output, group, 40);
CHECK(sizeof(struct lb_output) >= 48);
AT(lb_state_slot, slot, 0);
AT(lb_state_slot, flags, 4);
AT(lb_state_slot, name, 8);
AT(lb_state_slot, type, 16);
AT(lb_state_slot, description, 24);
CHECK(sizeof(struct lb_state_slot) >= 32);
AT(lb_config, slot, 0);
AT(lb_config, flags, 4);
AT(lb_config, name, 8);
AT(lb_config, type, 16);
AT(lb_config, description, 24);
AT(lb_config, default_value, 32);
AT(lb_config, range, 40);
AT(lb_config, choices, 48);
AT(lb_config, unit, 56);
CHECK(sizeof(struct lb_config) >= 64);
AT(lb_component_use, slot, 0);
AT(lb_component_use, flags, 4);
AT(lb_component_use, name, 8);
AT(lb_component_use, interface_id, 16);
AT(lb_component_use, required, 24);
AT(lb_component_use, reserved, 28);
AT(lb_component_use, description, 32);
CHECK(sizeof(struct lb_component_use) >= 40);
AT(lb_arg, name, 0);
AT(lb_arg, type, 8);
CHECK(sizeof(struct lb_arg) >= 16);
AT(lb_pass, name, 0);
AT(lb_pass, type, 8);
AT(lb_pass, offset, 16);
AT(lb_pass, size, 20);
AT(lb_pass, struct_size, 24);
AT(lb_pass, reserved, 28);
AT(lb_pass, description, 32);
CHECK(sizeof(struct lb_pass) >= 40);
AT(lb_component_ref, methods, 0);
AT(lb_component_ref, self, 8);
AT(lb_component_ref, state, 16);
CHECK(sizeof(struct lb_component_ref) == 24);
AT(lb_components, count, 0);
AT(lb_components, reserved, 4);
AT(lb_components, items, 8);
CHECK(sizeof(struct lb_components) >= 16);
AT(lb_block, struct_size, 0);
AT(lb_block, abi_major, 4);
AT(lb_block, abi_minor, 8);
AT(lb_block, kind, 12);
AT(lb_block, flags, 16);
AT(lb_block, name, 24);
AT(lb_block, version, 32);
AT(lb_block, licence, 40);
AT(lb_block, description, 48);
AT(lb_block, inputs, 56);
AT(lb_block, intermediate_outputs, 72);
AT(lb_block, states, 88);
AT(lb_block, components, 104);
AT(lb_block, configs, 120);
AT(lb_block, call_args, 136);
AT(lb_block, passes, 152);
AT(lb_block, required_extensions, 168);
AT(lb_block, create, 184);
AT(lb_block, prepare, 192);
AT(lb_block, call, 200);
AT(lb_block, destroy, 208);
AT(lb_block, get_extension, 216);
CHECK(sizeof(struct lb_block) >= 224);
AT(lb_provide, interface_id, 0);
AT(lb_provide, methods, 8);
CHECK(sizeof(struct lb_provide) >= 16);
AT(lb_component, struct_size, 0);
AT(lb_component, abi_major, 4);
AT(lb_component, abi_minor, 8);
AT(lb_component, reserved, 12);
AT(lb_component, flags, 16);
AT(lb_component, name, 24);
AT(lb_component, version, 32);
AT(lb_component, licence, 40);
AT(lb_component, description, 48);
AT(lb_component, states, 56);
AT(lb_component, configs, 72);
AT(lb_component, provides, 88);
AT(lb_component, required_extensions, 104);
AT(lb_component, create, 120);
AT(lb_component, destroy, 128);
AT(lb_component, get_extension, 136);
CHECK(sizeof(struct lb_component) >= 144);

/* migrate.h */
AT(lb_other_state, name, 0);
AT(lb_other_state, type, 8);
AT(lb_other_state, tensor, 16);
CHECK(sizeof(struct lb_other_state) >= 64);
AT(lb_migrate, struct_size, 0);
AT(lb_migrate, flags, 4);
AT(lb_migrate, forward, 8);
AT(lb_migrate, backward, 16);
CHECK(sizeof(struct lb_migrate) >= 24);

/* weights.h */
AT(lb_weights, struct_size, 0);
AT(lb_weights, flags, 4);
AT(lb_weights, open, 8);
AT(lb_weights, close, 16);
AT(lb_weights, count, 24);
AT(lb_weights, at, 32);
AT(lb_weights, find, 40);
CHECK(sizeof(struct lb_weights) >= 48);

/* random.h */
AT(lb_random, struct_size, 0);
AT(lb_random, flags, 4);
AT(lb_random, seed, 8);
AT(lb_random, normal, 16);
AT(lb_random, uniform, 24);
CHECK(sizeof(struct lb_random) >= 32);

/* scheduler.h */
AT(lb_schedule, timesteps, 0);
AT(lb_schedule, sigmas, 8);
AT(lb_schedule, step, 16);
AT(lb_schedule, begin, 24);
AT(lb_schedule, steps, 32);
CHECK(sizeof(struct lb_schedule) >= 40);
AT(lb_schedule_options, struct_size, 0);
AT(lb_schedule_options, flags, 4);
AT(lb_schedule_options, steps, 8);
AT(lb_schedule_options, strength, 16);
AT(lb_schedule_options, timesteps, 24);
AT(lb_schedule_options, sigmas, 32);
AT(lb_schedule_options, mu, 40);
CHECK(sizeof(struct lb_schedule_options) >= 48);
AT(lb_step_options, struct_size, 0);
AT(lb_step_options, flags, 4);
AT(lb_step_options, eta, 8);
AT(lb_step_options, s_churn, 16);
AT(lb_step_options, s_tmin, 24);
AT(lb_step_options, s_tmax, 32);
AT(lb_step_options, s_noise, 40);
CHECK(sizeof(struct lb_step_options) >= 48);
AT(lb_scheduler, struct_size, 0);
AT(lb_scheduler, flags, 4);
AT(lb_scheduler, order, 8);
AT(lb_scheduler, reserved, 12);
AT(lb_scheduler, count, 16);
AT(lb_scheduler, set_timesteps, 24);
AT(lb_scheduler, begin, 32);
AT(lb_scheduler, scale_model_input, 40);
AT(lb_scheduler, draws, 48);
AT(lb_scheduler, step, 56);
AT(lb_scheduler, add_noise, 64);
CHECK(sizeof(struct lb_scheduler) >= 72);

/* guider.h */
AT(lb_step_info, struct_size, 0);
AT(lb_step_info, flags, 4);
AT(lb_step_info, i, 8);
AT(lb_step_info, steps, 16);
AT(lb_step_info, t, 24);
CHECK(sizeof(struct lb_step_info) >= 32);
AT(lb_condition, struct_size, 0);
AT(lb_condition, kind, 4);
AT(lb_condition, name, 8);
AT(lb_condition, hook, 16);
CHECK(sizeof(struct lb_condition) >= 24);
AT(lb_guider, struct_size, 0);
AT(lb_guider, flags, 4);
AT(lb_guider, maximum, 8);
AT(lb_guider, reserved, 12);
AT(lb_guider, conditions, 16);
AT(lb_guider, condition, 24);
AT(lb_guider, combine, 32);
CHECK(sizeof(struct lb_guider) >= 40);

/* denoiser.h */
AT(lb_field, name, 0);
AT(lb_field, type, 8);
AT(lb_field, optional, 16);
AT(lb_field, reserved, 20);
CHECK(sizeof(struct lb_field) >= 24);
AT(lb_denoiser, struct_size, 0);
AT(lb_denoiser, flags, 4);
AT(lb_denoiser, fields, 8);
AT(lb_denoiser, field_count, 16);
AT(lb_denoiser, field_stride, 20);
AT(lb_denoiser, property, 24);
AT(lb_denoiser, prepare, 32);
AT(lb_denoiser, run, 40);
CHECK(sizeof(struct lb_denoiser) >= 48);

/* A tensor is DLPack's, member for member. */
#if defined(__has_include)
#if __has_include(<dlpack/dlpack.h>)
#include <dlpack/dlpack.h>
#define SAME(member)                                                                                                           \
    AT(lb_tensor, member, offsetof(DLTensor, member));                                                                         \
    CHECK(sizeof(((struct lb_tensor *)0)->member) == sizeof(((DLTensor *)0)->member))
SAME(data);
SAME(device);
SAME(ndim);
SAME(dtype);
SAME(shape);
SAME(strides);
SAME(byte_offset);
CHECK(sizeof(struct lb_tensor) == sizeof(DLTensor));
CHECK(LB_CODE_INT == kDLInt && LB_CODE_UINT == kDLUInt && LB_CODE_FLOAT == kDLFloat);
CHECK(LB_CODE_HANDLE == kDLOpaqueHandle && LB_CODE_BFLOAT == kDLBfloat);
#endif
#endif
