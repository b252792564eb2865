# SPDX-License-Identifier: MIT
# What people read.

dist_man1_MANS = %reldir%/loopblocks.1
EXTRA_DIST += \
	%reldir%/abi.md \
	%reldir%/architecture.md \
	%reldir%/blocks.md \
	%reldir%/conformance.md \
	%reldir%/describe.md \
	%reldir%/diffusion.md \
	%reldir%/fashion.png \
	%reldir%/manifests.md \
	%reldir%/packaging.md \
	%reldir%/swap.md \
	$(NULL)
