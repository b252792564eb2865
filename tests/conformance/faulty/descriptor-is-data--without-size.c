/* SPDX-License-Identifier: MIT */
/* Its descriptor has no size. */
__asm__(".section .data.rel.ro,\"aw\"\n"
        ".globl lb_block\n"
        ".type lb_block,%object\n"
        ".balign 8\n"
        "lb_block: .zero 512\n"
        ".size lb_block,0\n"
        ".text\n");
