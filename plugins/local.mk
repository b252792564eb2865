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

# What the conformance suite is told of those that it cannot guess everything about.
EXTRA_DIST += \
	%reldir%/classifier-free-guidance/classifier-free-guidance.conform.json \
	%reldir%/ddim/ddim.conform.json \
	%reldir%/ddpm/ddpm.conform.json \
	%reldir%/scheduler-step/scheduler-step.conform.json \
	%reldir%/unet2d/unet2d.conform.json \
	%reldir%/write-png/write-png.conform.json \
	$(NULL)

# Manifests stand beside plugins, so that these are listed without being loaded. Installed, a library may be another one (stripped,
# say), so its manifest is written there. A program for another machine cannot write them: there plugins are probed.
if RUNS_HERE
plugin_manifests = $(plugin_LTLIBRARIES:plugins/%.la=plugins/.libs/%.block.json)
noinst_DATA += $(plugin_manifests)
CLEANFILES += $(plugin_manifests)
write_manifest = LOOPBLOCKS_CACHE= host/loopblocks describe --quiet --manifest

plugins/.libs/%.block.json: plugins/%.la host/loopblocks$(EXEEXT)
	$(AM_V_GEN)$(write_manifest) plugins/.libs/$*.so

install-data-hook:
	for plugin in $(plugin_LTLIBRARIES:plugins/%.la=%); do \
	  $(write_manifest) '$(DESTDIR)$(plugindir)'/$$plugin.so || exit 1; \
	done

uninstall-hook:
	for plugin in $(plugin_LTLIBRARIES:plugins/%.la=%); do rm -f '$(DESTDIR)$(plugindir)'/$$plugin.block.json; done
endif
