# SPDX-License-Identifier: MIT
# Measurements: built and run by `make bench` alone, never by the tests.

bench_programs = \
	$(NULL)
bench_scripts = \
	$(NULL)

EXTRA_PROGRAMS += $(bench_programs)
EXTRA_DIST += $(bench_scripts)
CLEANFILES += $(bench_programs)

bench: all $(bench_programs)
	@for program in $(bench_programs); do ./$$program || exit 1; done
	@for script in $(bench_scripts); do \
	  LOOPBLOCKS_SRCDIR='$(abs_top_srcdir)' LOOPBLOCKS_BUILDDIR='$(abs_top_builddir)' $(srcdir)/$$script || exit 1; \
	done

.PHONY: bench
