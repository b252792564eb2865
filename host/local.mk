# SPDX-License-Identifier: MIT
# The library that runs pipelines, and the command line over it.

HOST_CPPFLAGS = \
	-I$(top_srcdir)/sdk \
	-I$(top_srcdir)/%reldir% \
	-D_GNU_SOURCE \
	-DLBH_LIBEXEC_DIR='"$(pkglibexecdir)"' \
	-DLBH_PLUGIN_DIR='"$(plugindir)"' \
	-DLBH_TEMPLATE_DIR='"$(templatesdir)"' \
	-DLBH_VERSION='"$(PACKAGE_VERSION)"' \
	$(DW_CFLAGS) \
	$(FFI_CFLAGS) \
	$(JANSSON_CFLAGS) \
	$(MD_CFLAGS) \
	$(NULL)

hostincludedir = $(includedir)/loopblocks
hostinclude_HEADERS = %reldir%/loopblocks/host.h

# Everything but the command line; tests link it whole, to reach what the library hides.
noinst_LTLIBRARIES += %reldir%/libhost.la
%canon_reldir%_libhost_la_CPPFLAGS = $(HOST_CPPFLAGS)
%canon_reldir%_libhost_la_LIBADD = $(FFI_LIBS) $(JANSSON_LIBS) $(MD_LIBS) -lm
%canon_reldir%_libhost_la_SOURCES = \
	%reldir%/ahead.c \
	%reldir%/ahead.h \
	%reldir%/arena.c \
	%reldir%/arena.h \
	%reldir%/block_manifest.c \
	%reldir%/block_manifest.h \
	%reldir%/block_manifest_write.c \
	%reldir%/call.c \
	%reldir%/call.h \
	%reldir%/callbind.c \
	%reldir%/callbind.h \
	%reldir%/callbind_foreign.c \
	%reldir%/callbind_foreign.h \
	%reldir%/catalog.c \
	%reldir%/catalog.h \
	%reldir%/cell.c \
	%reldir%/cell.h \
	%reldir%/change.c \
	%reldir%/change.h \
	%reldir%/change_api.c \
	%reldir%/change_edit.c \
	%reldir%/change_edit.h \
	%reldir%/clock.c \
	%reldir%/clock.h \
	%reldir%/config.c \
	%reldir%/config.h \
	%reldir%/config_file.c \
	%reldir%/config_file.h \
	%reldir%/config_slots.c \
	%reldir%/config_slots.h \
	%reldir%/dataflow.c \
	%reldir%/dataflow.h \
	%reldir%/describe.c \
	%reldir%/describe.h \
	%reldir%/describe_plan.c \
	%reldir%/descriptor.c \
	%reldir%/descriptor.h \
	%reldir%/descriptor_array.c \
	%reldir%/descriptor_array.h \
	%reldir%/descriptor_check.c \
	%reldir%/descriptor_check.h \
	%reldir%/descriptor_provides.c \
	%reldir%/diag.c \
	%reldir%/diag.h \
	%reldir%/draft.c \
	%reldir%/draft.h \
	%reldir%/dylib.c \
	%reldir%/dylib.h \
	%reldir%/elf_check.c \
	%reldir%/elf_check.h \
	%reldir%/events.c \
	%reldir%/events.h \
	%reldir%/exchange.c \
	%reldir%/exchange.h \
	%reldir%/failure.c \
	%reldir%/failure.h \
	%reldir%/file.c \
	%reldir%/file.h \
	%reldir%/file_hash.c \
	%reldir%/file_hash.h \
	%reldir%/file_replace.c \
	%reldir%/file_replace.h \
	%reldir%/foreign.c \
	%reldir%/foreign.h \
	%reldir%/foreign_arguments.c \
	%reldir%/foreign_reader.h \
	%reldir%/generation.c \
	%reldir%/generation.h \
	%reldir%/guard.c \
	%reldir%/guard.h \
	%reldir%/guard_calls.c \
	%reldir%/guard_calls.h \
	%reldir%/guard_fault.c \
	%reldir%/guard_fault.h \
	%reldir%/guard_report.c \
	%reldir%/guard_report.h \
	%reldir%/guard_rights.c \
	%reldir%/guard_rights.h \
	%reldir%/guard_source.c \
	%reldir%/guard_source.h \
	%reldir%/helper_channel.c \
	%reldir%/helper_channel.h \
	%reldir%/helper_end.c \
	%reldir%/helper_end.h \
	%reldir%/helper_peer.c \
	%reldir%/helper_peer.h \
	%reldir%/helper_process.c \
	%reldir%/helper_process.h \
	%reldir%/helper_spawn.c \
	%reldir%/helper_spawn.h \
	%reldir%/helper_words.c \
	%reldir%/helper_words.h \
	%reldir%/history.c \
	%reldir%/history.h \
	%reldir%/host.c \
	%reldir%/index.c \
	%reldir%/index.h \
	%reldir%/initial.c \
	%reldir%/initial.h \
	%reldir%/instance.c \
	%reldir%/instance.h \
	%reldir%/json.c \
	%reldir%/json.h \
	%reldir%/libraries.c \
	%reldir%/libraries.h \
	%reldir%/links.c \
	%reldir%/links.h \
	%reldir%/listing.c \
	%reldir%/listing.h \
	%reldir%/listing_api.c \
	%reldir%/loop.c \
	%reldir%/loop.h \
	%reldir%/loop_boundary.c \
	%reldir%/loop_boundary.h \
	%reldir%/loop_setup.c \
	%reldir%/loop_setup.h \
	%reldir%/manifest.c \
	%reldir%/manifest.h \
	%reldir%/manifest_blocks.c \
	%reldir%/manifest_reader.c \
	%reldir%/manifest_reader.h \
	%reldir%/map.c \
	%reldir%/map.h \
	%reldir%/mappings.c \
	%reldir%/mappings.h \
	%reldir%/moves.c \
	%reldir%/moves.h \
	%reldir%/nearest.c \
	%reldir%/nearest.h \
	%reldir%/observe.c \
	%reldir%/observe.h \
	%reldir%/output.c \
	%reldir%/pages.c \
	%reldir%/pages.h \
	%reldir%/pipeline.c \
	%reldir%/pipeline.h \
	%reldir%/place.c \
	%reldir%/place.h \
	%reldir%/plan.c \
	%reldir%/plan.h \
	%reldir%/private_folder.c \
	%reldir%/private_folder.h \
	%reldir%/quarantine.c \
	%reldir%/quarantine.h \
	%reldir%/rehearsal.c \
	%reldir%/rehearsal.h \
	%reldir%/rehearsal_copy.c \
	%reldir%/rehearsal_copy.h \
	%reldir%/rehearsal_serve.c \
	%reldir%/rehearsal_serve.h \
	%reldir%/rehearsal_stage.c \
	%reldir%/rehearsal_stage.h \
	%reldir%/revision.c \
	%reldir%/revision.h \
	%reldir%/run.c \
	%reldir%/run.h \
	%reldir%/safetensors.c \
	%reldir%/safetensors.h \
	%reldir%/safetensors_dtype.h \
	%reldir%/safetensors_write.c \
	%reldir%/scan_serve.c \
	%reldir%/scan_serve.h \
	%reldir%/scanner.c \
	%reldir%/scanner.h \
	%reldir%/services.c \
	%reldir%/services.h \
	%reldir%/shadow.c \
	%reldir%/shadow.h \
	%reldir%/shapes.c \
	%reldir%/shapes.h \
	%reldir%/snapshot.c \
	%reldir%/snapshot.h \
	%reldir%/status.c \
	%reldir%/text.c \
	%reldir%/text.h \
	%reldir%/trial.c \
	%reldir%/trial.h \
	%reldir%/trial_cells.c \
	%reldir%/trial_cells.h \
	%reldir%/turn.c \
	%reldir%/turn.h \
	%reldir%/type.c \
	%reldir%/type.h \
	%reldir%/unify.c \
	%reldir%/unify.h \
	%reldir%/value.c \
	%reldir%/value.h \
	%reldir%/value_check.c \
	%reldir%/value_format.c \
	%reldir%/value_half.c \
	%reldir%/value_number.c \
	%reldir%/value_number.h \
	%reldir%/value_status.h \
	%reldir%/variables.c \
	%reldir%/variables.h \
	%reldir%/variables_place.c \
	%reldir%/weights.c \
	%reldir%/weights.h \
	$(NULL)

lib_LTLIBRARIES += %reldir%/libloopblocks.la
%canon_reldir%_libloopblocks_la_SOURCES =
%canon_reldir%_libloopblocks_la_LIBADD = %reldir%/libhost.la
%canon_reldir%_libloopblocks_la_LDFLAGS = \
	-no-undefined \
	-version-info 0:0:0 \
	-Wl,--version-script=$(top_srcdir)/%reldir%/libloopblocks.map \
	$(NULL)
EXTRA_%canon_reldir%_libloopblocks_la_DEPENDENCIES = $(top_srcdir)/%reldir%/libloopblocks.map
EXTRA_DIST += %reldir%/libloopblocks.map

pkgconfig_DATA += %reldir%/loopblocks.pc

# What the library starts to rehearse a change. Linked with all of it, so that it needs no library of the same build to be found.
pkglibexec_PROGRAMS += %reldir%/loopblocks-rehearse
%canon_reldir%_loopblocks_rehearse_CPPFLAGS = $(HOST_CPPFLAGS)
%canon_reldir%_loopblocks_rehearse_LDADD = %reldir%/libhost.la
%canon_reldir%_loopblocks_rehearse_SOURCES = %reldir%/rehearse/main.c

# What the library starts to look into libraries that have no manifest.
pkglibexec_PROGRAMS += %reldir%/loopblocks-scan
%canon_reldir%_loopblocks_scan_CPPFLAGS = $(HOST_CPPFLAGS)
%canon_reldir%_loopblocks_scan_LDADD = %reldir%/libhost.la
%canon_reldir%_loopblocks_scan_SOURCES = %reldir%/scan/main.c

# The command line but for its main function; the tests of its parts link it.
noinst_LTLIBRARIES += %reldir%/libcli.la
%canon_reldir%_libcli_la_CPPFLAGS = $(HOST_CPPFLAGS)
%canon_reldir%_libcli_la_LIBADD = $(JANSSON_LIBS)
%canon_reldir%_libcli_la_SOURCES = \
	%reldir%/cli/background.c \
	%reldir%/cli/background.h \
	%reldir%/cli/cache.c \
	%reldir%/cli/cache.h \
	%reldir%/cli/change_text.c \
	%reldir%/cli/change_text.h \
	%reldir%/cli/changer.c \
	%reldir%/cli/changer.h \
	%reldir%/cli/cli.h \
	%reldir%/cli/command_change.c \
	%reldir%/cli/command_check.c \
	%reldir%/cli/command_conform.c \
	%reldir%/cli/command_describe.c \
	%reldir%/cli/command_list.c \
	%reldir%/cli/command_new.c \
	%reldir%/cli/command_run.c \
	%reldir%/cli/command_status.c \
	%reldir%/cli/commands.c \
	%reldir%/cli/control.c \
	%reldir%/cli/control.h \
	%reldir%/cli/control_client.c \
	%reldir%/cli/control_client.h \
	%reldir%/cli/control_connection.c \
	%reldir%/cli/control_connection.h \
	%reldir%/cli/control_dialogue.c \
	%reldir%/cli/control_dialogue.h \
	%reldir%/cli/control_request.c \
	%reldir%/cli/control_request.h \
	%reldir%/cli/control_socket.c \
	%reldir%/cli/control_socket.h \
	%reldir%/cli/control_work.c \
	%reldir%/cli/control_work.h \
	%reldir%/cli/describe_pipeline.c \
	%reldir%/cli/describe_text.c \
	%reldir%/cli/describe_text.h \
	%reldir%/cli/guarding.c \
	%reldir%/cli/guarding.h \
	%reldir%/cli/job.c \
	%reldir%/cli/job.h \
	%reldir%/cli/live.c \
	%reldir%/cli/live.h \
	%reldir%/cli/nearest.c \
	%reldir%/cli/nearest.h \
	%reldir%/cli/new_template.c \
	%reldir%/cli/new_template.h \
	%reldir%/cli/options.c \
	%reldir%/cli/options.h \
	%reldir%/cli/outcome.c \
	%reldir%/cli/outcome.h \
	%reldir%/cli/profile.c \
	%reldir%/cli/profile.h \
	%reldir%/cli/progress.c \
	%reldir%/cli/progress.h \
	%reldir%/cli/progress_text.c \
	%reldir%/cli/progress_text.h \
	%reldir%/cli/report.c \
	%reldir%/cli/report.h \
	%reldir%/cli/signals.c \
	%reldir%/cli/signals.h \
	%reldir%/cli/swap_log.c \
	%reldir%/cli/swap_log.h \
	%reldir%/cli/task.c \
	%reldir%/cli/task.h \
	%reldir%/cli/text.c \
	%reldir%/cli/text.h \
	%reldir%/cli/watch.c \
	%reldir%/cli/watch.h \
	%reldir%/cli/watch_file.c \
	%reldir%/cli/watch_file.h \
	%reldir%/cli/watch_folders.c \
	%reldir%/cli/watch_folders.h \
	$(NULL)

bin_PROGRAMS += %reldir%/loopblocks
%canon_reldir%_loopblocks_CPPFLAGS = $(HOST_CPPFLAGS)
%canon_reldir%_loopblocks_LDADD = %reldir%/libcli.la %reldir%/libloopblocks.la $(JANSSON_LIBS)
%canon_reldir%_loopblocks_SOURCES = %reldir%/cli/main.c

# What stands around a block that is checked: in the suite, and in the program without replaced functions.
conform_rig = \
	%reldir%/conform/case.h \
	%reldir%/conform/findings.h \
	%reldir%/conform/job.h \
	%reldir%/conform/rig/companions.c \
	%reldir%/conform/rig/companions.h \
	%reldir%/conform/rig/draw.c \
	%reldir%/conform/rig/draw.h \
	%reldir%/conform/rig/exercise.c \
	%reldir%/conform/rig/exercise.h \
	%reldir%/conform/rig/exercise_data.c \
	%reldir%/conform/rig/exercise_data.h \
	%reldir%/conform/rig/exercise_denoiser.c \
	%reldir%/conform/rig/exercise_guider.c \
	%reldir%/conform/rig/exercise_random.c \
	%reldir%/conform/rig/exercise_scheduler.c \
	%reldir%/conform/rig/rig.c \
	%reldir%/conform/rig/rig.h \
	%reldir%/conform/rig/rig_manifest.c \
	%reldir%/conform/rig/rig_manifest.h \
	%reldir%/conform/verdict.h \
	$(NULL)

# The conformance suite, for `loopblocks conform`. What it replaces of the C library is to be found by what it loads.
if HAVE_CONFORM
pkglibexec_PROGRAMS += %reldir%/loopblocks-conform
%canon_reldir%_loopblocks_conform_CPPFLAGS = $(HOST_CPPFLAGS)
%canon_reldir%_loopblocks_conform_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(ELF_CFLAGS) $(SECCOMP_CFLAGS)
%canon_reldir%_loopblocks_conform_LDFLAGS = $(AM_LDFLAGS) -Wl,--export-dynamic-symbol-list=$(top_srcdir)/%reldir%/conform/replaced/replaced.list
%canon_reldir%_loopblocks_conform_LDADD = \
	%reldir%/libcli.la \
	%reldir%/libhost.la \
	$(CHECK_LIBS) \
	$(ELF_LIBS) \
	$(SECCOMP_LIBS) \
	$(JANSSON_LIBS) \
	$(NULL)
%canon_reldir%_loopblocks_conform_SOURCES = \
	%reldir%/conform/arguments.c \
	%reldir%/conform/arguments.h \
	%reldir%/conform/case.c \
	%reldir%/conform/checks.c \
	%reldir%/conform/checks.h \
	%reldir%/conform/elf_file.c \
	%reldir%/conform/elf_file.h \
	%reldir%/conform/file_kind.c \
	%reldir%/conform/file_kind.h \
	%reldir%/conform/levels/hostile.c \
	%reldir%/conform/levels/hostile.h \
	%reldir%/conform/levels/level1.c \
	%reldir%/conform/levels/level1.h \
	%reldir%/conform/levels/level1_declarations.c \
	%reldir%/conform/levels/level1_file.c \
	%reldir%/conform/levels/level1_functions.c \
	%reldir%/conform/levels/level1_identity.c \
	%reldir%/conform/levels/level1_imports.c \
	%reldir%/conform/levels/level1_linking.c \
	%reldir%/conform/levels/level1_owners.c \
	%reldir%/conform/levels/level1_start.c \
	%reldir%/conform/levels/level2.c \
	%reldir%/conform/levels/level2.h \
	%reldir%/conform/levels/level2_extensions.c \
	%reldir%/conform/levels/level2_failures.c \
	%reldir%/conform/levels/level2_garbage.c \
	%reldir%/conform/levels/level2_guard.c \
	%reldir%/conform/levels/level2_inputs.c \
	%reldir%/conform/levels/level2_life.c \
	%reldir%/conform/levels/level2_pointers.c \
	%reldir%/conform/levels/level2_runs.c \
	%reldir%/conform/levels/level2_settings.c \
	%reldir%/conform/levels/level2_values.c \
	%reldir%/conform/levels/level3.c \
	%reldir%/conform/levels/level3.h \
	%reldir%/conform/levels/level3_calls.c \
	%reldir%/conform/levels/level3_ending.c \
	%reldir%/conform/levels/level3_growth.c \
	%reldir%/conform/levels/level3_instances.c \
	%reldir%/conform/levels/level3_loop.c \
	%reldir%/conform/levels/level3_strain.c \
	%reldir%/conform/levels/level3_system.c \
	%reldir%/conform/levels/level3_walk.c \
	%reldir%/conform/levels/level3_walk.h \
	%reldir%/conform/levels/level4.h \
	%reldir%/conform/levels/level4_carry.c \
	%reldir%/conform/levels/level4_grows.c \
	%reldir%/conform/levels/level4_leaves.c \
	%reldir%/conform/levels/level4_migrate.c \
	%reldir%/conform/levels/level4_replaced.c \
	%reldir%/conform/levels/level4_states.c \
	%reldir%/conform/levels/level5_descriptors.c \
	%reldir%/conform/levels/level5_memory.c \
	%reldir%/conform/levels/level5_sanitizers.c \
	%reldir%/conform/levels/level5_shapes.c \
	%reldir%/conform/levels/level5_threads.c \
	%reldir%/conform/levels/level5_values.c \
	%reldir%/conform/levels/others.c \
	%reldir%/conform/levels/others.h \
	%reldir%/conform/levels/sanitized.c \
	%reldir%/conform/levels/sanitized.h \
	%reldir%/conform/levels/saved.c \
	%reldir%/conform/levels/saved.h \
	%reldir%/conform/levels/situations.c \
	%reldir%/conform/levels/situations.h \
	%reldir%/conform/levels/situations_list.c \
	%reldir%/conform/levels/situations_list.h \
	%reldir%/conform/levels/situations_settings.c \
	%reldir%/conform/main.c \
	%reldir%/conform/profile.c \
	%reldir%/conform/profile.h \
	%reldir%/conform/replaced/leftovers.c \
	%reldir%/conform/replaced/leftovers.h \
	%reldir%/conform/replaced/leftovers_thread.c \
	%reldir%/conform/replaced/replaced.h \
	%reldir%/conform/replaced/replaced_files.c \
	%reldir%/conform/replaced/replaced_leftovers.c \
	%reldir%/conform/replaced/replaced_leftovers.h \
	%reldir%/conform/replaced/replaced_locks.c \
	%reldir%/conform/replaced/replaced_memory.c \
	%reldir%/conform/replaced/replaced_process.c \
	%reldir%/conform/replaced/replaced_watch.c \
	%reldir%/conform/results.c \
	%reldir%/conform/results.h \
	%reldir%/conform/results_json.c \
	%reldir%/conform/results_junit.c \
	%reldir%/conform/results_tap.c \
	%reldir%/conform/signals.c \
	%reldir%/conform/signals.h \
	%reldir%/conform/subject/crash.c \
	%reldir%/conform/subject/crash.h \
	%reldir%/conform/subject/fenced.c \
	%reldir%/conform/subject/fenced.h \
	%reldir%/conform/subject/lockdown.c \
	%reldir%/conform/subject/lockdown.h \
	%reldir%/conform/subject/subject.c \
	%reldir%/conform/subject/subject.h \
	%reldir%/conform/subject/trace.c \
	%reldir%/conform/subject/trace.h \
	%reldir%/conform/suite.c \
	%reldir%/conform/suite.h \
	$(conform_rig) \
	$(NULL)

# What it has run with sanitizers: the same exercises, in a program that replaces nothing.
pkglibexec_PROGRAMS += %reldir%/loopblocks-exercise
%canon_reldir%_loopblocks_exercise_CPPFLAGS = $(HOST_CPPFLAGS)
%canon_reldir%_loopblocks_exercise_LDADD = %reldir%/libhost.la $(JANSSON_LIBS)
%canon_reldir%_loopblocks_exercise_SOURCES = \
	%reldir%/conform/rig/exerciser_main.c \
	$(conform_rig) \
	$(NULL)
endif
EXTRA_DIST += %reldir%/conform/replaced/replaced.list
