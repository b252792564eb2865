/* SPDX-License-Identifier: MIT */
/* A shared object that exports nothing: it forgot its descriptor. */
extern int forgotten(void);

int forgotten(void)
{
    return 0;
}
