# SPDX-License-Identifier: MIT
# Blocks, components and loop wrappers: one folder each, in which a local.mk adds it to plugin_LTLIBRARIES.

PLUGIN_LDFLAGS = \
	-module \
	-avoid-version \
	-shared \
	-Wl,--version-script=$(top_srcdir)/%reldir%/block.map \
	$(BLOCK_LDFLAGS) \
	$(NULL)

$(plugin_LTLIBRARIES): $(top_srcdir)/%reldir%/block.map
EXTRA_DIST += %reldir%/block.map

include %reldir%/add-one/local.mk
include %reldir%/classifier-free-guidance/local.mk
include %reldir%/ddim/local.mk
include %reldir%/ddpm/local.mk
include %reldir%/denoise/local.mk
include %reldir%/latents-to-image/local.mk
include %reldir%/loop-denoise/local.mk
include %reldir%/loop-for/local.mk
include %reldir%/no-guidance/local.mk
include %reldir%/prepare-latents/local.mk
include %reldir%/scale-model-input/local.mk
include %reldir%/scheduler-step/local.mk
include %reldir%/set-timesteps/local.mk
include %reldir%/torch-random/local.mk
include %reldir%/unet2d/local.mk
include %reldir%/write-png/local.mk
