# SPDX-License-Identifier: MIT
# Blocks built with this minor's headers, %reldir%/.libs/NAME.so. A copy of this folder needs no change here.

check_LTLIBRARIES += \
	%reldir%/abi-block.la \
	%reldir%/abi-component.la \
	%reldir%/abi-loop.la \
	%reldir%/abi-target.la \
	$(NULL)
%canon_reldir%_abi_block_la_CPPFLAGS = -I$(top_srcdir)/%reldir% -DSTRUCTS_MINOR=LB_ABI_MINOR
%canon_reldir%_abi_component_la_CPPFLAGS = -I$(top_srcdir)/%reldir%
%canon_reldir%_abi_loop_la_CPPFLAGS = -I$(top_srcdir)/%reldir%
%canon_reldir%_abi_target_la_CPPFLAGS = -I$(top_srcdir)/%reldir%
%canon_reldir%_abi_block_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_abi_component_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_abi_loop_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%canon_reldir%_abi_target_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)

EXTRA_DIST += \
	%reldir%/loopblocks/abi.h \
	%reldir%/loopblocks/denoiser.h \
	%reldir%/loopblocks/descriptor.h \
	%reldir%/loopblocks/guider.h \
	%reldir%/loopblocks/loop.h \
	%reldir%/loopblocks/loopblocks.h \
	%reldir%/loopblocks/migrate.h \
	%reldir%/loopblocks/random.h \
	%reldir%/loopblocks/scheduler.h \
	%reldir%/loopblocks/state.h \
	%reldir%/loopblocks/tensor.h \
	%reldir%/loopblocks/weights.h \
	%reldir%/probe.abi \
	%reldir%/structs.h \
	$(NULL)
