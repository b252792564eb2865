# SPDX-License-Identifier: MIT
# What `loopblocks new` makes its folders from: files that work as they are, in which a few words stand for others.

templatesdir = $(pkgdatadir)/templates
dist_templates_DATA = \
	%reldir%/Makefile-c \
	%reldir%/Makefile-cc \
	%reldir%/README.md \
	%reldir%/block.c \
	%reldir%/block.cc \
	%reldir%/block.expected \
	%reldir%/block.json \
	%reldir%/denoiser.c \
	%reldir%/denoiser.cc \
	%reldir%/denoiser.expected \
	%reldir%/denoiser.json \
	%reldir%/exports.map \
	%reldir%/generator.c \
	%reldir%/generator.cc \
	%reldir%/generator.expected \
	%reldir%/generator.json \
	%reldir%/guider.c \
	%reldir%/guider.cc \
	%reldir%/guider.expected \
	%reldir%/guider.json \
	%reldir%/loop.c \
	%reldir%/loop.cc \
	%reldir%/loop.expected \
	%reldir%/loop.json \
	%reldir%/meson.build-c \
	%reldir%/meson.build-cc \
	%reldir%/scheduler.c \
	%reldir%/scheduler.cc \
	%reldir%/scheduler.expected \
	%reldir%/scheduler.json \
	%reldir%/test.sh \
	$(NULL)

# Where the program that lies in the build tree finds them.
noinst_DATA += host/templates
host/templates:
	$(AM_V_GEN)$(MKDIR_P) host && rm -f $@ && $(LN_S) '$(abs_top_srcdir)/%reldir%' $@
CLEANFILES += host/templates
