/* SPDX-License-Identifier: MIT */
/* Its descriptor is a function. */
int lb_block(void);
__attribute__((visibility("default"))) int lb_block(void)
{
    return 0;
}
