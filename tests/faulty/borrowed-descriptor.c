/* SPDX-License-Identifier: MIT */
/* Has no descriptor, but needs a library that has one. */
extern int borrowed(void);

int borrowed(void)
{
    return 0;
}
