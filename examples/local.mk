# SPDX-License-Identifier: MIT
# Blocks and programs as others write them. Nothing here is built with the tree: the tests build each by itself, against the SDK and
# the library alone.

EXTRA_DIST += \
	%reldir%/01-first-block/newton.c \
	%reldir%/01-first-block/sqrt.json \
	%reldir%/02-cpp-block/settled.cc \
	%reldir%/02-cpp-block/watch.json \
	%reldir%/03-loop-wrapper/repeat-until.c \
	%reldir%/03-loop-wrapper/repeat-until.conform.json \
	%reldir%/03-loop-wrapper/until.json \
	%reldir%/04-select/either.json \
	%reldir%/05-hot-swap/limit.c \
	%reldir%/05-hot-swap/sampling.json \
	%reldir%/06-rust-block/cubic.json \
	%reldir%/06-rust-block/halley.rs \
	%reldir%/06-rust-block/loopblocks.rs \
	%reldir%/07-package/Makefile \
	%reldir%/07-package/damp.c \
	%reldir%/07-package/debian/changelog \
	%reldir%/07-package/debian/control \
	%reldir%/07-package/debian/copyright \
	%reldir%/07-package/debian/rules \
	%reldir%/07-package/debian/source/format \
	%reldir%/07-package/exports.map \
	%reldir%/07-package/smooth.json \
	%reldir%/README.md \
	%reldir%/embed/embed.c \
	$(NULL)
