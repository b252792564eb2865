/* SPDX-License-Identifier: MIT */
/* Each thread has a descriptor of its own. */
extern __thread int lb_block;
__attribute__((visibility("default"))) __thread int lb_block = 1;
