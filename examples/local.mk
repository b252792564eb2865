# SPDX-License-Identifier: MIT
# Blocks and programs as others write them. Nothing here is built with the tree: the tests build each by itself, against the SDK and
# the library alone.

EXTRA_DIST += \
	$(NULL)
