/* SPDX-License-Identifier: MIT */
/* The program that looks into libraries. The library starts it, and is all that it speaks with. */
#include "helper_peer.h"
#include "scan_serve.h"

#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    struct lbh_peer *peer = lbh_peer_open();
    if (!peer) {
        fputs("loopblocks-scan: it is the Loopblocks library that starts this program, to look into plugins\n", stderr);
        return EXIT_FAILURE;
    }
    const int status = lbh_scan_serve(peer);
    lbh_peer_close(peer);
    return status;
}
