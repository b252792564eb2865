# SPDX-License-Identifier: MIT
# The headers that a block includes. They need nothing but C's own.

sdkincludedir = $(includedir)/loopblocks
sdkinclude_HEADERS = \
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
	$(NULL)

pkgconfig_DATA += %reldir%/loopblocks-sdk.pc
