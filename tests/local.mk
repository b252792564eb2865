# SPDX-License-Identifier: MIT
# Tests: every one speaks TAP, so that each case is counted. CONTRIBUTING.md says how to add one.

TEST_EXTENSIONS = .sh
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
SH_LOG_COMPILER = $(SHELL)
AM_LOG_DRIVER_FLAGS = --merge
AM_SH_LOG_DRIVER_FLAGS = --merge

# The program in which changes are rehearsed; for an emulator another one.
TEST_REHEARSAL = $(abs_top_builddir)/host/loopblocks-rehearse
# The one that looks into libraries; likewise.
TEST_SCAN = $(abs_top_builddir)/host/loopblocks-scan

# A slow machine, or valgrind, is no failure: Check's time limits only end what hangs.
AM_TESTS_ENVIRONMENT = \
	CC='$(CC)'; export CC; \
	CK_DEFAULT_TIMEOUT=$${CK_DEFAULT_TIMEOUT-300}; export CK_DEFAULT_TIMEOUT; \
	CK_TAP_LOG_FILE_NAME=-; export CK_TAP_LOG_FILE_NAME; \
	CK_VERBOSITY=silent; export CK_VERBOSITY; \
	LOOPBLOCKS_BUILDDIR='$(abs_top_builddir)'; export LOOPBLOCKS_BUILDDIR; \
	LOOPBLOCKS_PATH='$(abs_top_builddir)/plugins/.libs'; export LOOPBLOCKS_PATH; \
	LOOPBLOCKS_CACHE=; export LOOPBLOCKS_CACHE; \
	LOOPBLOCKS_REHEARSE='$(TEST_REHEARSAL)'; export LOOPBLOCKS_REHEARSE; \
	LOOPBLOCKS_SCAN='$(TEST_SCAN)'; export LOOPBLOCKS_SCAN; \
	LOOPBLOCKS_SRCDIR='$(abs_top_srcdir)'; export LOOPBLOCKS_SRCDIR;

# One C file each, of the same name. What several share is in libtest.la.
test_programs = \
	%reldir%/abi/test_minors \
	%reldir%/integration/test_allocation \
	%reldir%/integration/test_bad_input \
	%reldir%/integration/test_bad_manifest \
	%reldir%/integration/test_bad_plugin \
	%reldir%/integration/test_block_manifest \
	%reldir%/integration/test_blocks \
	%reldir%/integration/test_control \
	%reldir%/integration/test_control_clients \
	%reldir%/integration/test_denoise \
	%reldir%/integration/test_diffusion_blocks \
	%reldir%/integration/test_events \
	%reldir%/integration/test_foreign \
	%reldir%/integration/test_guard \
	%reldir%/integration/test_library_closing \
	%reldir%/integration/test_library_facts \
	%reldir%/integration/test_loop \
	%reldir%/integration/test_loop_wrappers \
	%reldir%/integration/test_manifest_allocation \
	%reldir%/integration/test_no_memory \
	%reldir%/integration/test_pipeline \
	%reldir%/integration/test_profile \
	%reldir%/integration/test_select \
	%reldir%/integration/test_shapes \
	%reldir%/integration/test_swap \
	%reldir%/integration/test_swap_edits \
	%reldir%/integration/test_swap_places \
	%reldir%/integration/test_swap_races \
	%reldir%/integration/test_swap_faults \
	%reldir%/integration/test_swap_rehearsal \
	%reldir%/integration/test_swap_shapes \
	%reldir%/integration/test_swap_states \
	%reldir%/integration/test_swap_trial \
	%reldir%/integration/test_swap_volume \
	%reldir%/integration/test_swap_wrapper \
	%reldir%/integration/test_threads \
	%reldir%/integration/test_watch \
	%reldir%/reference/test_guidance \
	%reldir%/reference/test_randn \
	%reldir%/reference/test_scheduler_rules \
	%reldir%/reference/test_schedulers \
	%reldir%/unit/test_arena \
	%reldir%/unit/test_catalog \
	%reldir%/unit/test_cell \
	%reldir%/unit/test_config \
	%reldir%/unit/test_copies \
	%reldir%/unit/test_descriptor \
	%reldir%/unit/test_diag \
	%reldir%/unit/test_dylib \
	%reldir%/unit/test_elf_check \
	%reldir%/unit/test_generation \
	%reldir%/unit/test_helper_failures \
	%reldir%/unit/test_helper_process \
	%reldir%/unit/test_listing \
	%reldir%/unit/test_listing_memory \
	%reldir%/unit/test_manifest \
	%reldir%/unit/test_manifest_json \
	%reldir%/unit/test_map \
	%reldir%/unit/test_mappings \
	%reldir%/unit/test_nearest \
	%reldir%/unit/test_out_of_memory \
	%reldir%/unit/test_pages \
	%reldir%/unit/test_private_folder \
	%reldir%/unit/test_quarantine \
	%reldir%/unit/test_safetensors \
	%reldir%/unit/test_type \
	%reldir%/unit/test_unify \
	%reldir%/unit/test_value \
	%reldir%/unit/test_value_check \
	%reldir%/unit/test_value_format \
	%reldir%/unit/test_weights \
	$(NULL)

# Guard mode's tests are neither here nor among valgrind's nor the emulator's: a thread sanitizer has its own way with signals,
# valgrind takes each stray for an error, and qemu does not say of a fault whether it read or wrote.
guarded_tests = \
	%reldir%/integration/test_guard \
	$(NULL)

# Those in which threads meet: `make check-threads`, for a build with -fsanitize=thread.
threaded_tests = \
	%reldir%/integration/test_control \
	%reldir%/integration/test_control_clients \
	%reldir%/integration/test_pipeline \
	%reldir%/integration/test_swap \
	%reldir%/integration/test_swap_edits \
	%reldir%/integration/test_swap_places \
	%reldir%/integration/test_swap_races \
	%reldir%/integration/test_swap_states \
	%reldir%/integration/test_swap_trial \
	%reldir%/integration/test_swap_volume \
	%reldir%/integration/test_swap_wrapper \
	%reldir%/integration/test_threads \
	%reldir%/integration/test_watch \
	%reldir%/unit/test_copies \
	%reldir%/unit/test_generation \
	%reldir%/unit/test_helper_process \
	$(NULL)

# Those that start other programs, which an emulator does not.
starting_tests = \
	%reldir%/integration/test_block_manifest \
	%reldir%/integration/test_library_closing \
	%reldir%/integration/test_library_facts \
	%reldir%/integration/test_swap_volume \
	%reldir%/unit/test_helper_failures \
	%reldir%/unit/test_helper_process \
	%reldir%/unit/test_listing \
	%reldir%/unit/test_listing_memory \
	%reldir%/unit/test_quarantine \
	$(NULL)

# Those that are quick enough for `make check-valgrind`.
valgrind_tests = \
	%reldir%/abi/test_minors \
	%reldir%/integration/test_blocks \
	%reldir%/integration/test_denoise \
	%reldir%/integration/test_diffusion_blocks \
	%reldir%/integration/test_loop \
	%reldir%/integration/test_loop_wrappers \
	%reldir%/integration/test_select \
	%reldir%/integration/test_shapes \
	%reldir%/integration/test_swap \
	%reldir%/integration/test_swap_edits \
	%reldir%/integration/test_swap_places \
	%reldir%/integration/test_swap_shapes \
	%reldir%/integration/test_swap_states \
	%reldir%/integration/test_swap_trial \
	%reldir%/integration/test_swap_wrapper \
	%reldir%/reference/test_guidance \
	%reldir%/reference/test_randn \
	%reldir%/unit/test_arena \
	%reldir%/unit/test_catalog \
	%reldir%/unit/test_cell \
	%reldir%/unit/test_config \
	%reldir%/unit/test_copies \
	%reldir%/unit/test_descriptor \
	%reldir%/unit/test_diag \
	%reldir%/unit/test_dylib \
	%reldir%/unit/test_elf_check \
	%reldir%/unit/test_generation \
	%reldir%/unit/test_manifest \
	%reldir%/unit/test_manifest_json \
	%reldir%/unit/test_map \
	%reldir%/unit/test_mappings \
	%reldir%/unit/test_nearest \
	%reldir%/unit/test_private_folder \
	%reldir%/unit/test_safetensors \
	%reldir%/unit/test_type \
	%reldir%/unit/test_unify \
	%reldir%/unit/test_value \
	%reldir%/unit/test_value_check \
	%reldir%/unit/test_value_format \
	%reldir%/unit/test_weights \
	$(NULL)

test_scripts = \
	%reldir%/abi/headers.sh \
	%reldir%/abi/next_minor.sh \
	%reldir%/abi/records.sh \
	%reldir%/headers/headers.sh \
	%reldir%/headers/symbols.sh \
	%reldir%/integration/test_change_commands.sh \
	%reldir%/integration/test_cli.sh \
	%reldir%/integration/test_documents.sh \
	%reldir%/integration/test_examples.sh \
	%reldir%/integration/test_list.sh \
	%reldir%/integration/test_guard.sh \
	%reldir%/integration/test_new.sh \
	%reldir%/tools/check_includes.sh \
	$(NULL)

# The conformance suite's own. Each block is compiled by the test, one at a time, by this build's compiler: not on an emulator; and without
# sanitizers or valgrind, which would be in the suite's processes and not in the blocks.
if HAVE_CONFORM
test_scripts += \
	%reldir%/conformance/test_conform_command.sh \
	%reldir%/conformance/test_conforming.sh \
	%reldir%/conformance/test_not_a_block.sh \
	%reldir%/conformance/test_teeth_1.sh \
	%reldir%/conformance/test_teeth_2.sh \
	%reldir%/conformance/test_teeth_3.sh \
	%reldir%/conformance/test_teeth_4.sh \
	%reldir%/conformance/test_teeth_5.sh \
	%reldir%/conformance/test_offenders.sh \
	$(NULL)
endif

if HAVE_PNG
test_programs += %reldir%/integration/test_png
%canon_reldir%_integration_test_png_CPPFLAGS = $(TEST_CPPFLAGS) $(PNG_CFLAGS)
%canon_reldir%_integration_test_png_LDADD = $(LDADD) $(PNG_LIBS)
endif
if HAVE_DNNL
valgrind_tests += \
	%reldir%/reference/test_unet \
	%reldir%/reference/test_unet_refusals \
	$(NULL)
test_programs += \
	%reldir%/reference/test_unet \
	%reldir%/reference/test_unet_refusals \
	%reldir%/reference/test_unet_implementations \
	$(NULL)
if HAVE_PNG
test_programs += \
	%reldir%/reference/test_fashion \
	%reldir%/reference/test_reproducible \
	%reldir%/reference/test_swap_fashion \
	%reldir%/reference/test_unet_bfloat16 \
	$(NULL)
endif
endif

# The parts of the command line, on the library as the other tests have it.
%canon_reldir%_integration_test_control_LDADD = host/libcli.la $(LDADD)
%canon_reldir%_integration_test_control_clients_LDADD = host/libcli.la $(LDADD)
%canon_reldir%_integration_test_watch_LDADD = host/libcli.la $(LDADD)

check_LTLIBRARIES += %reldir%/libtest.la
%canon_reldir%_libtest_la_CPPFLAGS = $(TEST_CPPFLAGS)
%canon_reldir%_libtest_la_SOURCES = \
	%reldir%/faulty/faulty.h \
	%reldir%/integration/allocations.h \
	%reldir%/integration/compiled.h \
	%reldir%/integration/control_fixture.h \
	%reldir%/integration/fixture.h \
	%reldir%/integration/guarding.h \
	%reldir%/integration/library_facts.h \
	%reldir%/integration/live_fixture.h \
	%reldir%/integration/swapping.h \
	%reldir%/guard/stray.h \
	%reldir%/plugins/append.h \
	%reldir%/plugins/counter.h \
	%reldir%/plugins/every-type.h \
	%reldir%/plugins/linear-denoiser.h \
	%reldir%/reference/component.c \
	%reldir%/reference/component.h \
	%reldir%/reference/onednn.h \
	%reldir%/reference/scheduler_fixture.c \
	%reldir%/reference/scheduler_fixture.h \
	%reldir%/reference/unet_cases.c \
	%reldir%/reference/unet_cases.h \
	%reldir%/swap/clerk.h \
	%reldir%/swap/desk.h \
	%reldir%/swap/faults.h \
	%reldir%/swap/frame.h \
	%reldir%/swap/ledger.h \
	%reldir%/swap/smear.h \
	%reldir%/swap/tally.h \
	%reldir%/swap/turns.h \
	%reldir%/unit/built.h \
	%reldir%/unit/errors.h \
	%reldir%/unit/failing_malloc.h \
	%reldir%/unit/generation_fixture.h \
	%reldir%/unit/helper_fixture.h \
	%reldir%/unit/listing_fixture.h \
	%reldir%/unit/manifest_fixture.h \
	%reldir%/unit/mounted.h \
	%reldir%/unit/scratch.h \
	%reldir%/unit/suite.h \
	%reldir%/unit/value_fixture.h \
	$(NULL)

# Blocks made for tests, one C file each, of the same name. -rpath makes them shared although they are not installed.
TEST_PLUGIN_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere

# Sound ones: tests/plugins/.libs/NAME.so.
check_LTLIBRARIES += \
	%reldir%/plugins/answer.la \
	%reldir%/plugins/append.la \
	%reldir%/plugins/append-i.la \
	%reldir%/plugins/append-i-row.la \
	%reldir%/plugins/append-row.la \
	%reldir%/plugins/collect-scores.la \
	%reldir%/plugins/count-calls.la \
	%reldir%/plugins/counter.la \
	%reldir%/plugins/echo.la \
	%reldir%/plugins/if-counter.la \
	%reldir%/plugins/increase.la \
	%reldir%/plugins/keep-positive.la \
	%reldir%/plugins/level-five.la \
	%reldir%/plugins/level-six.la \
	%reldir%/plugins/linear-denoiser.la \
	%reldir%/plugins/linear-denoiser-stackable.la \
	%reldir%/plugins/loop-every-type.la \
	%reldir%/plugins/loop-rows.la \
	%reldir%/plugins/make-any.la \
	%reldir%/plugins/make-three.la \
	%reldir%/plugins/make-values.la \
	%reldir%/plugins/need-four.la \
	%reldir%/plugins/need-matrix.la \
	%reldir%/plugins/offer-scores.la \
	%reldir%/plugins/offer-shift.la \
	%reldir%/plugins/only-one.la \
	%reldir%/plugins/optional-inputs.la \
	%reldir%/plugins/order-two.la \
	%reldir%/plugins/pair-values.la \
	%reldir%/plugins/sample-number.la \
	%reldir%/plugins/scale-values.la \
	%reldir%/plugins/sum-values.la \
	%reldir%/plugins/take-every-type.la \
	%reldir%/plugins/tell-type.la \
	%reldir%/plugins/whole-component.la \
	%reldir%/plugins/whole-loop.la \
	%reldir%/plugins/with-counter.la \
	$(NULL)
%canon_reldir%_plugins_answer_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_append_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_append_i_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_append_i_row_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_append_row_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_collect_scores_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_count_calls_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_counter_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_echo_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_if_counter_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_increase_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_keep_positive_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_level_five_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_level_six_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_linear_denoiser_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_linear_denoiser_stackable_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_loop_every_type_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_loop_rows_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_make_any_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_make_three_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_make_values_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_need_four_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_need_matrix_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_offer_scores_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_offer_shift_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_only_one_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_optional_inputs_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_order_two_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_pair_values_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_sample_number_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_scale_values_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_sum_values_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_take_every_type_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_tell_type_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_whole_component_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_whole_loop_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_plugins_with_counter_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

# Those with exactly one fault, after which they are named: tests/faulty/.libs/NAME.so.
check_LTLIBRARIES += \
	%reldir%/faulty/borrowed-descriptor.la \
	%reldir%/faulty/careless-loop.la \
	%reldir%/faulty/function-as-descriptor.la \
	%reldir%/faulty/future-major.la \
	%reldir%/faulty/future-minor.la \
	%reldir%/faulty/huge-struct-size.la \
	%reldir%/faulty/misnamed.la \
	%reldir%/faulty/misshapen.la \
	%reldir%/faulty/missing-symbol.la \
	%reldir%/faulty/needs-extension.la \
	%reldir%/faulty/no-descriptor.la \
	%reldir%/faulty/no-provides.la \
	%reldir%/faulty/null-description.la \
	%reldir%/faulty/null-method.la \
	%reldir%/faulty/null-name.la \
	%reldir%/faulty/short-table.la \
	%reldir%/faulty/small-struct-size.la \
	%reldir%/faulty/stepping-block.la \
	%reldir%/faulty/truncated-descriptor.la \
	%reldir%/faulty/unknown-flag.la \
	$(NULL)
%canon_reldir%_faulty_borrowed_descriptor_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS) -Wl,--no-as-needed,-rpath,$(abs_builddir)/%reldir%/plugins/.libs,$(abs_builddir)/%reldir%/plugins/.libs/increase.so
%canon_reldir%_faulty_careless_loop_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_faulty_function_as_descriptor_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_faulty_future_major_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_faulty_future_minor_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_faulty_huge_struct_size_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_faulty_misnamed_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_faulty_misshapen_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_faulty_missing_symbol_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS) -Wl,-z,undefs
%canon_reldir%_faulty_needs_extension_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_faulty_no_descriptor_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_faulty_no_provides_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_faulty_null_description_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_faulty_null_method_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_faulty_null_name_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_faulty_short_table_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_faulty_small_struct_size_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_faulty_stepping_block_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_faulty_truncated_descriptor_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_faulty_unknown_flag_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
EXTRA_%canon_reldir%_faulty_borrowed_descriptor_la_DEPENDENCIES = %reldir%/plugins/increase.la

# A library that knows nothing of Loopblocks, for foreign blocks.
# Versions of blocks that give way to each other: tests/swap/.libs/NAME.so.
check_LTLIBRARIES += \
	%reldir%/swap/clerk.la \
	%reldir%/swap/clerk-2.la \
	%reldir%/swap/counter-2.la \
	%reldir%/swap/counter-other.la \
	%reldir%/swap/desk.la \
	%reldir%/swap/frame.la \
	%reldir%/swap/frame-2.la \
	%reldir%/swap/frame-label.la \
	%reldir%/swap/frame-more.la \
	%reldir%/swap/frame-wide.la \
	%reldir%/swap/ledger.la \
	%reldir%/swap/ledger-2.la \
	%reldir%/swap/ledger-bare.la \
	%reldir%/swap/ledger-one-way.la \
	%reldir%/swap/ledger-real.la \
	%reldir%/swap/nap.la \
	%reldir%/swap/smear.la \
	%reldir%/swap/smear-2.la \
	%reldir%/swap/clip-latents.la \
	%reldir%/swap/stop-after.la \
	%reldir%/swap/tally.la \
	%reldir%/swap/tally-2.la \
	%reldir%/swap/tally-effects.la \
	%reldir%/swap/tally-faulty.la \
	%reldir%/swap/tally-odd.la \
	%reldir%/swap/tally-stop.la \
	%reldir%/swap/turns.la \
	%reldir%/swap/turns-2.la \
	$(NULL)
%canon_reldir%_swap_clerk_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_swap_clerk_2_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_swap_counter_2_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_swap_counter_other_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_swap_desk_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_swap_frame_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_swap_frame_2_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_swap_frame_label_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_swap_frame_more_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_swap_frame_wide_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_swap_ledger_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_swap_ledger_2_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_swap_ledger_bare_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_swap_ledger_one_way_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_swap_ledger_real_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_swap_nap_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_swap_smear_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_swap_smear_2_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_swap_clip_latents_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_swap_stop_after_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_swap_tally_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_swap_tally_2_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_swap_tally_effects_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_swap_tally_faulty_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_swap_tally_odd_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_swap_tally_stop_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_swap_turns_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_swap_turns_2_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

# Blocks that stray, for guard mode: tests/guard/.libs/NAME.so. With debug information, whatever the user's flags say.
check_LTLIBRARIES += \
	%reldir%/guard/lender.la \
	%reldir%/guard/stray.la \
	%reldir%/guard/stray-loop.la \
	$(NULL)
%canon_reldir%_guard_lender_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_guard_stray_la_CFLAGS = $(AM_CFLAGS) -g
%canon_reldir%_guard_stray_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_guard_stray_loop_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

# Blocks built with the headers of each minor: docs/abi.md says how one is added.
include %reldir%/abi/1.0/local.mk
check_LTLIBRARIES += %reldir%/abi/abi-grown.la
%canon_reldir%_abi_abi_grown_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

check_LTLIBRARIES += %reldir%/foreign/functions.la
%canon_reldir%_foreign_functions_la_SOURCES = %reldir%/foreign/functions.c
%canon_reldir%_foreign_functions_la_LDFLAGS = -module -avoid-version -shared -rpath /nowhere

# What they read. (The lists of their programs carry their sources.)
EXTRA_DIST += \
	%reldir%/abi/layout.h \
	%reldir%/abi/libloopblocks.abi \
	%reldir%/abi/libloopblocks.constants \
	%reldir%/abi/probe.c \
	%reldir%/abi/record \
	%reldir%/conformance/faulty \
	%reldir%/conformance/good \
	%reldir%/headers/block.cc \
	%reldir%/headers/layout.h \
	%reldir%/manifests/argument-nobody-passes.json \
	%reldir%/manifests/argument-of-another-type.json \
	%reldir%/manifests/argument-without-loop.json \
	%reldir%/manifests/block-as-component.json \
	%reldir%/manifests/block-as-loop.json \
	%reldir%/manifests/component-as-block.json \
	%reldir%/manifests/computed-input.json \
	%reldir%/manifests/config-not-among-choices.json \
	%reldir%/manifests/config-of-another-type.json \
	%reldir%/manifests/config-out-of-range.json \
	%reldir%/manifests/different-defaults.json \
	%reldir%/manifests/dimension-clash-by-name.json \
	%reldir%/manifests/dimension-clash.json \
	%reldir%/manifests/good.json \
	%reldir%/manifests/late-producer-in-loop.json \
	%reldir%/manifests/late-producer.json \
	%reldir%/manifests/loop-as-block.json \
	%reldir%/manifests/missing-component.json \
	%reldir%/manifests/missing-config.json \
	%reldir%/manifests/missing-extension.json \
	%reldir%/manifests/missing-input.json \
	%reldir%/manifests/missing-library.json \
	%reldir%/manifests/missing-tensor-file.json \
	%reldir%/manifests/misspelt-component.json \
	%reldir%/manifests/misspelt-input.json \
	%reldir%/manifests/null-config.json \
	%reldir%/manifests/overwritten-output.json \
	%reldir%/manifests/rank-clash.json \
	%reldir%/manifests/several-errors.json \
	%reldir%/manifests/type-clash.json \
	%reldir%/manifests/unknown-block.json \
	%reldir%/manifests/unknown-config-of-component.json \
	%reldir%/manifests/unknown-config.json \
	%reldir%/manifests/unknown-input.json \
	%reldir%/manifests/unknown-output.json \
	%reldir%/manifests/unknown-rename.json \
	%reldir%/manifests/unknown-trigger.json \
	%reldir%/manifests/untyped-value.json \
	%reldir%/manifests/used-twice.json \
	%reldir%/manifests/value-not-among-choices.json \
	%reldir%/manifests/value-of-another-extent.json \
	%reldir%/manifests/value-of-another-rank.json \
	%reldir%/manifests/value-of-another-type.json \
	%reldir%/manifests/value-out-of-range.json \
	%reldir%/manifests/values-of-different-extents.json \
	%reldir%/manifests/wrong-interface-of-optional.json \
	%reldir%/manifests/wrong-interface.json \
	%reldir%/reference/README.md \
	%reldir%/reference/fashion/ddim_seed0_class7_steps50_scale1.5_batch4.safetensors \
	%reldir%/reference/fashion/ddim_seed1_class0_steps20_scale1_batch3.safetensors \
	%reldir%/reference/fashion/ddpm_seed0_class9_steps50_scale2_batch2.safetensors \
	%reldir%/reference/randn.json \
	%reldir%/reference/schedulers/ddim.json \
	%reldir%/reference/schedulers/ddim_13steps.json \
	%reldir%/reference/schedulers/ddim_20steps.json \
	%reldir%/reference/schedulers/ddim_cosine.json \
	%reldir%/reference/schedulers/ddim_cosine_13steps.json \
	%reldir%/reference/schedulers/ddim_cosine_20steps.json \
	%reldir%/reference/schedulers/ddim_eta.json \
	%reldir%/reference/schedulers/ddim_eta_13steps.json \
	%reldir%/reference/schedulers/ddim_eta_20steps.json \
	%reldir%/reference/schedulers/ddim_linspace.json \
	%reldir%/reference/schedulers/ddim_linspace_13steps.json \
	%reldir%/reference/schedulers/ddim_linspace_20steps.json \
	%reldir%/reference/schedulers/ddim_sample.json \
	%reldir%/reference/schedulers/ddim_sample_13steps.json \
	%reldir%/reference/schedulers/ddim_sample_20steps.json \
	%reldir%/reference/schedulers/ddim_sd.json \
	%reldir%/reference/schedulers/ddim_sd_13steps.json \
	%reldir%/reference/schedulers/ddim_sd_20steps.json \
	%reldir%/reference/schedulers/ddim_thresholding.json \
	%reldir%/reference/schedulers/ddim_thresholding_13steps.json \
	%reldir%/reference/schedulers/ddim_thresholding_20steps.json \
	%reldir%/reference/schedulers/ddim_trailing.json \
	%reldir%/reference/schedulers/ddim_trailing_13steps.json \
	%reldir%/reference/schedulers/ddim_trailing_20steps.json \
	%reldir%/reference/schedulers/ddim_trailing_zsnr.json \
	%reldir%/reference/schedulers/ddim_trailing_zsnr_13steps.json \
	%reldir%/reference/schedulers/ddim_trailing_zsnr_20steps.json \
	%reldir%/reference/schedulers/ddpm.json \
	%reldir%/reference/schedulers/ddpm_13steps.json \
	%reldir%/reference/schedulers/ddpm_20steps.json \
	%reldir%/reference/schedulers/ddpm_fixed_large.json \
	%reldir%/reference/schedulers/ddpm_fixed_large_13steps.json \
	%reldir%/reference/schedulers/ddpm_fixed_large_20steps.json \
	%reldir%/reference/schedulers/ddpm_fixed_small_log.json \
	%reldir%/reference/schedulers/ddpm_fixed_small_log_13steps.json \
	%reldir%/reference/schedulers/ddpm_fixed_small_log_20steps.json \
	%reldir%/reference/schedulers/ddpm_linspace.json \
	%reldir%/reference/schedulers/ddpm_linspace_13steps.json \
	%reldir%/reference/schedulers/ddpm_linspace_20steps.json \
	%reldir%/reference/schedulers/ddpm_sample.json \
	%reldir%/reference/schedulers/ddpm_sample_13steps.json \
	%reldir%/reference/schedulers/ddpm_sample_20steps.json \
	%reldir%/reference/schedulers/ddpm_thresholding.json \
	%reldir%/reference/schedulers/ddpm_thresholding_13steps.json \
	%reldir%/reference/schedulers/ddpm_thresholding_20steps.json \
	%reldir%/reference/schedulers/ddpm_trailing.json \
	%reldir%/reference/schedulers/ddpm_trailing_13steps.json \
	%reldir%/reference/schedulers/ddpm_trailing_20steps.json \
	%reldir%/reference/unet/tiny_attn_class/config.json \
	%reldir%/reference/unet/tiny_attn_class/diffusion_pytorch_model.safetensors \
	%reldir%/reference/unet/tiny_attn_class/io.safetensors \
	%reldir%/reference/unet/tiny_ddpm_like/config.json \
	%reldir%/reference/unet/tiny_ddpm_like/diffusion_pytorch_model.safetensors \
	%reldir%/reference/unet/tiny_ddpm_like/io.safetensors \
	%reldir%/reference/unet/tiny_plain/config.json \
	%reldir%/reference/unet/tiny_plain/diffusion_pytorch_model.safetensors \
	%reldir%/reference/unet/tiny_plain/io.safetensors \
	%reldir%/tap.sh \
	%reldir%/thread-suppressions \
	$(NULL)

if HAVE_CHECK
# What some of them start.
check_PROGRAMS += $(test_programs) %reldir%/unit/helper_modes
if HAVE_CONFORM
check_PROGRAMS += %reldir%/conformance/test_teeth
endif
TESTS = $(test_programs) $(test_scripts)
else
TESTS =
check_SCRIPTS = need-check
need-check:
	@echo "make check needs the Check library (Debian: check). Install it, then run configure again." >&2; exit 1
endif
dist_check_SCRIPTS += $(test_scripts)

LDADD = %reldir%/libtest.la host/libhost.la $(CHECK_LIBS) -lm
TEST_CPPFLAGS = $(HOST_CPPFLAGS) -I$(top_srcdir)/%reldir% $(CHECK_CFLAGS)
test_objects = %reldir%/abi/test_%.$(OBJEXT) %reldir%/conformance/%.$(OBJEXT) %reldir%/unit/%.$(OBJEXT) %reldir%/integration/%.$(OBJEXT) %reldir%/reference/%.$(OBJEXT)
$(test_objects): AM_CPPFLAGS = $(TEST_CPPFLAGS)
# What a test defines in place of the C library's, the libraries must see.
$(test_objects): VISIBILITY =
$(check_LTLIBRARIES): $(top_srcdir)/plugins/block.map

# Takes what the library and the headers are now for what they must remain. docs/abi.md says when that may be done.
abi-record: host/libloopblocks.la
	LOOPBLOCKS_SRCDIR='$(abs_top_srcdir)' LOOPBLOCKS_BUILDDIR='$(abs_top_builddir)' CC='$(CC)' \
	  $(SHELL) '$(abs_top_srcdir)/%reldir%/abi/record' '$(abs_top_srcdir)/%reldir%/abi'

check-threads: all
	TSAN_OPTIONS='history_size=7 suppressions=$(abs_top_srcdir)/tests/thread-suppressions' \
	  $(MAKE) check TESTS='$(threaded_tests)'

check-valgrind: all
	CK_FORK=no OMP_NUM_THREADS=1 $(MAKE) check TESTS='$(valgrind_tests)' \
	  LOG_COMPILER='valgrind --quiet --leak-check=full --error-exitcode=9'

# All programs that start no others, on an emulator that LOG_COMPILER names: tools/aarch64.
check-emulated: all
	$(MAKE) check TESTS='$(filter-out $(guarded_tests) $(starting_tests),$(test_programs))'

# What is installed runs from where it is.
installcheck-local:
	env -u LOOPBLOCKS_PATH '$(DESTDIR)$(bindir)/loopblocks' run '$(DESTDIR)$(pkgdatadir)/manifests/count.json' | grep -w 'x = 10'

.PHONY: abi-record check-threads check-valgrind check-emulated need-check
