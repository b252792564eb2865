# SPDX-License-Identifier: MIT
# The faulty blocks of level 2, beside those of the other levels: see test_teeth.c.
exec "${LOOPBLOCKS_BUILDDIR:?}/tests/conformance/test_teeth" 2
