/* SPDX-License-Identifier: MIT */
/* The one header that a block includes. */
#ifndef LOOPBLOCKS_LOOPBLOCKS_H
#define LOOPBLOCKS_LOOPBLOCKS_H

#include <loopblocks/abi.h>
#include <loopblocks/denoiser.h>
#include <loopblocks/descriptor.h>
#include <loopblocks/guider.h>
#include <loopblocks/loop.h>
#include <loopblocks/migrate.h>
#include <loopblocks/random.h>
#include <loopblocks/scheduler.h>
#include <loopblocks/state.h>
#include <loopblocks/tensor.h>
#include <loopblocks/weights.h>

#endif
