/* SPDX-License-Identifier: MIT */
/*
 * Every public struct as it is in this minor: its size and its alignment. What is FROZEN lies in another struct, in an array without
 * a stride, or in memory of somebody who may be older than its reader; it keeps its size for the whole major. What GROWS says how
 * large it is (struct_size, a stride), or is lent by the host, which is never older than its blocks.
 */
FROZEN(lb_array, 16, 8);
FROZEN(lb_device, 8, 4);
FROZEN(lb_dtype, 4, 2);
FROZEN(lb_tensor, 48, 8);
FROZEN(lb_slot, 64, 8);
FROZEN(lb_named, 16, 8);
FROZEN(lb_value, 32, 8);
FROZEN(lb_component_ref, 24, 8);
FROZEN(lb_other_state, 64, 8);
FROZEN(lb_schedule, 40, 8);
GROWS(lb_host, 88, 8);
GROWS(lb_state, 64, 8);
GROWS(lb_info, 32, 8);
GROWS(lb_input, 80, 8);
GROWS(lb_output, 48, 8);
GROWS(lb_state_slot, 32, 8);
GROWS(lb_config, 64, 8);
GROWS(lb_component_use, 40, 8);
GROWS(lb_arg, 16, 8);
GROWS(lb_pass, 40, 8);
GROWS(lb_components, 16, 8);
GROWS(lb_block, 224, 8);
GROWS(lb_provide, 16, 8);
GROWS(lb_component, 144, 8);
GROWS(lb_migrate, 24, 8);
GROWS(lb_weights, 48, 8);
GROWS(lb_random, 32, 8);
GROWS(lb_schedule_options, 48, 8);
GROWS(lb_step_options, 48, 8);
GROWS(lb_scheduler, 72, 8);
GROWS(lb_step_info, 32, 8);
GROWS(lb_condition, 24, 8);
GROWS(lb_guider, 40, 8);
GROWS(lb_field, 24, 8);
GROWS(lb_denoiser, 48, 8);
