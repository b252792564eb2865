# SPDX-License-Identifier: MIT
# Measurements: built and run by `make bench` alone, never by the tests. BENCH_FLAGS=--json makes them print JSON.

bench_programs = \
	%reldir%/guard \
	%reldir%/list \
	%reldir%/pause \
	%reldir%/process \
	%reldir%/scale \
	%reldir%/step \
	$(NULL)
# What make runs, in this order; process and list are run by installed.sh.
bench_commands = \
	$(abs_builddir)/%reldir%/step \
	$(abs_builddir)/%reldir%/scale \
	$(abs_builddir)/%reldir%/pause \
	$(abs_builddir)/%reldir%/guard \
	$(abs_top_srcdir)/%reldir%/installed.sh \
	$(NULL)
bench_blocks = \
	%reldir%/blocks/adder.la \
	%reldir%/blocks/hoard.la \
	%reldir%/blocks/listed-00000.la \
	%reldir%/blocks/pulse-loop.la \
	%reldir%/blocks/stamp.la \
	%reldir%/blocks/tick-narrow.la \
	%reldir%/blocks/tick-through.la \
	%reldir%/blocks/tick.la \
	%reldir%/blocks/timed-loop.la \
	$(NULL)
if HAVE_DNNL
bench_programs += \
	%reldir%/model \
	%reldir%/sgemm \
	$(NULL)
bench_commands += \
	$(abs_builddir)/%reldir%/model \
	$(abs_builddir)/%reldir%/sgemm \
	$(NULL)
bench_blocks += %reldir%/blocks/forward.la
endif

BENCH_CPPFLAGS = -I$(top_srcdir)/sdk -I$(top_srcdir)/host -D_GNU_SOURCE
BENCH_BLOCK_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere

%canon_reldir%_list_CPPFLAGS = $(BENCH_CPPFLAGS)
%canon_reldir%_list_LDADD = host/libloopblocks.la -lm
%canon_reldir%_list_SOURCES = \
	%reldir%/list.c \
	%reldir%/samples.c \
	%reldir%/samples.h \
	%reldir%/table.c \
	%reldir%/table.h \
	$(NULL)
%canon_reldir%_guard_CPPFLAGS = $(BENCH_CPPFLAGS)
%canon_reldir%_guard_LDADD = host/libloopblocks.la -lm
%canon_reldir%_guard_SOURCES = \
	%reldir%/guard.c \
	%reldir%/samples.c \
	%reldir%/samples.h \
	%reldir%/table.c \
	%reldir%/table.h \
	$(NULL)
%canon_reldir%_model_CPPFLAGS = $(BENCH_CPPFLAGS)
%canon_reldir%_model_LDADD = host/libloopblocks.la -lm
%canon_reldir%_model_SOURCES = \
	%reldir%/model.c \
	%reldir%/samples.c \
	%reldir%/samples.h \
	%reldir%/table.c \
	%reldir%/table.h \
	$(NULL)
%canon_reldir%_pause_CPPFLAGS = $(BENCH_CPPFLAGS) -pthread
%canon_reldir%_pause_LDADD = host/libloopblocks.la -lm
%canon_reldir%_pause_SOURCES = \
	%reldir%/apart.c \
	%reldir%/apart.h \
	%reldir%/blocks/pulse.h \
	%reldir%/changes.c \
	%reldir%/changes.h \
	%reldir%/frugal.c \
	%reldir%/frugal.h \
	%reldir%/libraries.c \
	%reldir%/libraries.h \
	%reldir%/pause.c \
	%reldir%/samples.c \
	%reldir%/samples.h \
	%reldir%/table.c \
	%reldir%/table.h \
	$(NULL)
%canon_reldir%_process_CPPFLAGS = $(BENCH_CPPFLAGS)
%canon_reldir%_process_LDADD = -lm
%canon_reldir%_process_SOURCES = \
	%reldir%/process.c \
	%reldir%/samples.c \
	%reldir%/samples.h \
	%reldir%/table.c \
	%reldir%/table.h \
	$(NULL)
%canon_reldir%_scale_CPPFLAGS = $(BENCH_CPPFLAGS) $(JANSSON_CFLAGS)
%canon_reldir%_scale_LDADD = host/libloopblocks.la $(JANSSON_LIBS) -lm
%canon_reldir%_scale_SOURCES = \
	%reldir%/libraries.c \
	%reldir%/libraries.h \
	%reldir%/samples.c \
	%reldir%/samples.h \
	%reldir%/scale.c \
	%reldir%/table.c \
	%reldir%/table.h \
	$(NULL)
%canon_reldir%_sgemm_CPPFLAGS = $(BENCH_CPPFLAGS) $(DNNL_CFLAGS)
%canon_reldir%_sgemm_LDADD = host/libloopblocks.la $(DNNL_LIBS) -lm
%canon_reldir%_sgemm_SOURCES = \
	%reldir%/samples.c \
	%reldir%/samples.h \
	%reldir%/sgemm.c \
	%reldir%/table.c \
	%reldir%/table.h \
	$(NULL)
%canon_reldir%_step_CPPFLAGS = $(BENCH_CPPFLAGS)
%canon_reldir%_step_LDADD = host/libloopblocks.la -lm
%canon_reldir%_step_SOURCES = \
	%reldir%/blocks/timed-loop.h \
	%reldir%/libraries.c \
	%reldir%/libraries.h \
	%reldir%/plain.c \
	%reldir%/plain.h \
	%reldir%/samples.c \
	%reldir%/samples.h \
	%reldir%/step.c \
	%reldir%/table.c \
	%reldir%/table.h \
	$(NULL)

%canon_reldir%_blocks_adder_la_CPPFLAGS = $(BENCH_CPPFLAGS)
%canon_reldir%_blocks_adder_la_LDFLAGS = $(BENCH_BLOCK_LDFLAGS)
%canon_reldir%_blocks_adder_la_SOURCES = %reldir%/blocks/adder.c %reldir%/blocks/adder.h
%canon_reldir%_blocks_forward_la_CPPFLAGS = $(BENCH_CPPFLAGS)
%canon_reldir%_blocks_forward_la_LDFLAGS = $(BENCH_BLOCK_LDFLAGS)
%canon_reldir%_blocks_forward_la_SOURCES = %reldir%/blocks/forward.c
%canon_reldir%_blocks_hoard_la_CPPFLAGS = $(BENCH_CPPFLAGS)
%canon_reldir%_blocks_hoard_la_LDFLAGS = $(BENCH_BLOCK_LDFLAGS)
%canon_reldir%_blocks_hoard_la_SOURCES = %reldir%/blocks/hoard.c
%canon_reldir%_blocks_listed_00000_la_CPPFLAGS = $(BENCH_CPPFLAGS)
%canon_reldir%_blocks_listed_00000_la_LDFLAGS = $(BENCH_BLOCK_LDFLAGS)
%canon_reldir%_blocks_listed_00000_la_SOURCES = %reldir%/blocks/listed-00000.c
%canon_reldir%_blocks_pulse_loop_la_CPPFLAGS = $(BENCH_CPPFLAGS)
%canon_reldir%_blocks_pulse_loop_la_LDFLAGS = $(BENCH_BLOCK_LDFLAGS)
%canon_reldir%_blocks_pulse_loop_la_SOURCES = %reldir%/blocks/pulse-loop.c %reldir%/blocks/pulse.h
%canon_reldir%_blocks_stamp_la_CPPFLAGS = $(BENCH_CPPFLAGS)
%canon_reldir%_blocks_stamp_la_LDFLAGS = $(BENCH_BLOCK_LDFLAGS)
%canon_reldir%_blocks_stamp_la_SOURCES = %reldir%/blocks/stamp.c
%canon_reldir%_blocks_tick_la_LDFLAGS = $(BENCH_BLOCK_LDFLAGS)
%canon_reldir%_blocks_tick_la_SOURCES = %reldir%/blocks/tick.c
%canon_reldir%_blocks_tick_narrow_la_LDFLAGS = $(BENCH_BLOCK_LDFLAGS)
%canon_reldir%_blocks_tick_narrow_la_SOURCES = %reldir%/blocks/tick-narrow.c
%canon_reldir%_blocks_tick_through_la_CPPFLAGS = $(BENCH_CPPFLAGS)
%canon_reldir%_blocks_tick_through_la_LDFLAGS = $(BENCH_BLOCK_LDFLAGS)
%canon_reldir%_blocks_tick_through_la_SOURCES = %reldir%/blocks/tick-through.c %reldir%/blocks/adder.h
%canon_reldir%_blocks_timed_loop_la_CPPFLAGS = $(BENCH_CPPFLAGS)
%canon_reldir%_blocks_timed_loop_la_LDFLAGS = $(BENCH_BLOCK_LDFLAGS)
%canon_reldir%_blocks_timed_loop_la_SOURCES = %reldir%/blocks/timed-loop.c %reldir%/blocks/timed-loop.h

EXTRA_PROGRAMS += $(bench_programs)
EXTRA_LTLIBRARIES = $(bench_blocks)
EXTRA_DIST += \
	%reldir%/README.md \
	%reldir%/installed.sh \
	%reldir%/torch_unet.py \
	$(NULL)
CLEANFILES += $(bench_programs) $(bench_blocks)

bench: all $(bench_programs) $(bench_blocks)
	@export LOOPBLOCKS_SRCDIR='$(abs_top_srcdir)' LOOPBLOCKS_BUILDDIR='$(abs_top_builddir)' \
	    LOOPBLOCKS_PATH='$(abs_top_builddir)/plugins/.libs' \
	    LOOPBLOCKS_REHEARSE='$(abs_top_builddir)/host/loopblocks-rehearse'; \
	for command in $(bench_commands); do $$command $(BENCH_FLAGS) || exit 1; done

.PHONY: bench
