/* SPDX-License-Identifier: MIT */
/* Exports a function under the descriptor's name. */
extern int lb_block(void);

__attribute__((visibility("default"))) int lb_block(void)
{
    return 0;
}
