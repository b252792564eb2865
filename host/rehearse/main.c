/* SPDX-License-Identifier: MIT */
/* The program in which a change of a running pipeline is rehearsed. The library starts it, and is all that it speaks with. */
#include "helper_peer.h"
#include "rehearsal_serve.h"

#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    struct lbh_peer *peer = lbh_peer_open();
    if (!peer) {
        fputs("loopblocks-rehearse: it is the Loopblocks library that starts this program, to rehearse a change\n", stderr);
        return EXIT_FAILURE;
    }
    const int status = lbh_rehearsal_serve(peer);
    lbh_peer_close(peer);
    return status;
}
