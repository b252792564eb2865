/* SPDX-License-Identifier: MIT */
/* Every key that a scheduler_config.json of diffusers may hold, so that each scheduler takes any such file. */
#ifndef PLUGINS_COMMON_SCHEDULER_KEYS_H
#define PLUGINS_COMMON_SCHEDULER_KEYS_H

#include <loopblocks/loopblocks.h>

/*
 * The constructor arguments of all schedulers of diffusers 0.40, and three that files of its first versions hold, always
 * without effect (tensor_format, timestep_values, set_alpha_to_zero). Sorted; a new key goes to its place.
 */
#define SCHEDULER_KEYS(KEY)                                                                                                    \
    KEY(algorithm_type)                                                                                                        \
    KEY(alpha_cum_end)                                                                                                         \
    KEY(alpha_cum_start)                                                                                                       \
    KEY(base_image_seq_len)                                                                                                    \
    KEY(base_shift)                                                                                                            \
    KEY(beta_end)                                                                                                              \
    KEY(beta_max)                                                                                                              \
    KEY(beta_min)                                                                                                              \
    KEY(beta_schedule)                                                                                                         \
    KEY(beta_start)                                                                                                            \
    KEY(block_length)                                                                                                          \
    KEY(clip_denoised)                                                                                                         \
    KEY(clip_sample)                                                                                                           \
    KEY(clip_sample_range)                                                                                                     \
    KEY(correct_steps)                                                                                                         \
    KEY(corrector_k)                                                                                                           \
    KEY(corrector_order)                                                                                                       \
    KEY(corrector_selection)                                                                                                   \
    KEY(corrector_selection_tau)                                                                                               \
    KEY(corrector_steps)                                                                                                       \
    KEY(disable_corrector)                                                                                                     \
    KEY(dynamic_thresholding_ratio)                                                                                            \
    KEY(editing_threshold)                                                                                                     \
    KEY(entropy_bound)                                                                                                         \
    KEY(eta)                                                                                                                   \
    KEY(euler_at_final)                                                                                                        \
    KEY(final_sigmas_type)                                                                                                     \
    KEY(flow_shift)                                                                                                            \
    KEY(gamma)                                                                                                                 \
    KEY(gamma_cum_end)                                                                                                         \
    KEY(gamma_cum_start)                                                                                                       \
    KEY(intermediate_timesteps)                                                                                                \
    KEY(interpolation_type)                                                                                                    \
    KEY(invert_sigmas)                                                                                                         \
    KEY(lambda_min_clipped)                                                                                                    \
    KEY(lower_order_final)                                                                                                     \
    KEY(mask_token_id)                                                                                                         \
    KEY(masking_schedule)                                                                                                      \
    KEY(max_image_seq_len)                                                                                                     \
    KEY(max_shift)                                                                                                             \
    KEY(max_timesteps)                                                                                                         \
    KEY(minimal_topk)                                                                                                          \
    KEY(noise_sampler_seed)                                                                                                    \
    KEY(num_inference_steps)                                                                                                   \
    KEY(num_train_timesteps)                                                                                                   \
    KEY(num_vec_classes)                                                                                                       \
    KEY(original_inference_steps)                                                                                              \
    KEY(predict_x0)                                                                                                            \
    KEY(prediction_type)                                                                                                       \
    KEY(predictor_order)                                                                                                       \
    KEY(rescale_betas_zero_snr)                                                                                                \
    KEY(rho)                                                                                                                   \
    KEY(s)                                                                                                                     \
    KEY(s_churn)                                                                                                               \
    KEY(s_max)                                                                                                                 \
    KEY(s_min)                                                                                                                 \
    KEY(s_noise)                                                                                                               \
    KEY(sample_max_value)                                                                                                      \
    KEY(sampling_eps)                                                                                                          \
    KEY(scale_factors)                                                                                                         \
    KEY(scaler)                                                                                                                \
    KEY(scheduler_type)                                                                                                        \
    KEY(set_alpha_to_one)                                                                                                      \
    KEY(set_alpha_to_zero)                                                                                                     \
    KEY(shift)                                                                                                                 \
    KEY(shift_terminal)                                                                                                        \
    KEY(sigma_data)                                                                                                            \
    KEY(sigma_max)                                                                                                             \
    KEY(sigma_min)                                                                                                             \
    KEY(sigma_schedule)                                                                                                        \
    KEY(skip_prk_steps)                                                                                                        \
    KEY(snr)                                                                                                                   \
    KEY(snr_shift_scale)                                                                                                       \
    KEY(solver_order)                                                                                                          \
    KEY(solver_p)                                                                                                              \
    KEY(solver_type)                                                                                                           \
    KEY(stage_range)                                                                                                           \
    KEY(stages)                                                                                                                \
    KEY(steps_offset)                                                                                                          \
    KEY(stochastic_sampling)                                                                                                   \
    KEY(tau_func)                                                                                                              \
    KEY(tensor_format)                                                                                                         \
    KEY(threshold)                                                                                                             \
    KEY(thresholding)                                                                                                          \
    KEY(time_shift_type)                                                                                                       \
    KEY(timestep_scaling)                                                                                                      \
    KEY(timestep_spacing)                                                                                                      \
    KEY(timestep_type)                                                                                                         \
    KEY(timestep_values)                                                                                                       \
    KEY(trained_betas)                                                                                                         \
    KEY(upscale_mode)                                                                                                          \
    KEY(use_beta_sigmas)                                                                                                       \
    KEY(use_dynamic_shifting)                                                                                                  \
    KEY(use_exponential_sigmas)                                                                                                \
    KEY(use_flow_sigmas)                                                                                                       \
    KEY(use_karras_sigmas)                                                                                                     \
    KEY(use_lu_lambdas)                                                                                                        \
    KEY(variance_type)

/* The config slots of every scheduler: KEY_beta_start is the same number in all, so that helpers can read it. */
enum scheduler_key {
#define SCHEDULER_KEY_SLOT(key) KEY_##key,
    SCHEDULER_KEYS(SCHEDULER_KEY_SLOT)
#undef SCHEDULER_KEY_SLOT
        KEY_file
};

/* clang-format off */
#define SCHEDULER_KEY_AT(number, text, ...) [number] = {.slot = number, .name = text, __VA_ARGS__}
#define SCHEDULER_KEY(key, ...) SCHEDULER_KEY_AT(KEY_##key, #key, __VA_ARGS__)
#define SCHEDULER_KEY_IGNORED(key) \
    , SCHEDULER_KEY(key, .flags = LB_CONFIG_IGNORED, .type = "any", .description = "A key of other schedulers of diffusers.")

/*
 * The configs of a scheduler are one array: SCHEDULER_CONFIG_DEFAULTS first (the file, and every key as one that is ignored),
 * then its own keys, each SCHEDULER_KEY(beta_start, .type = "f64", ...), which take the place of the ignored ones.
 */
#define SCHEDULER_CONFIG_DEFAULTS \
    SCHEDULER_KEY(file, .flags = LB_CONFIG_INPUT_PATH | LB_CONFIG_FILE, .type = "str", \
                  .description = "A scheduler_config.json of diffusers; keys given here override the file's.") \
    SCHEDULER_KEYS(SCHEDULER_KEY_IGNORED)
/* clang-format on */

#endif
