/* SPDX-License-Identifier: MIT */
/* Affinities, and a word that two threads count up in turn. */
#include "apart.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <unistd.h>

#include "samples.h"

#define TURNS 100

void apart_keep(bool watched)
{
    static size_t first = CPU_SETSIZE;
    cpu_set_t all, mine;
    if (sched_getaffinity(getpid(), sizeof all, &all) != 0) return;
    for (size_t cpu = 0; first == CPU_SETSIZE && cpu < CPU_SETSIZE; cpu++)
        if (CPU_ISSET(cpu, &all)) first = cpu;
    if (first == CPU_SETSIZE || (CPU_COUNT(&all) < 2 && !watched)) return;
    CPU_ZERO(&mine);
    CPU_SET(first, &mine);
    if (!watched) CPU_XOR(&mine, &mine, &all);
    sched_setaffinity(0, sizeof mine, &mine);
}

/* Counted up in turn: to odd numbers here, to even ones there. */
static _Alignas(64) _Atomic int word;

static void *answer(void *unused)
{
    apart_keep(true);
    for (int value = 0; value < MAX_SAMPLES * TURNS * 2; value++) {
        while (atomic_load(&word) != 2 * value + 1) continue;
        atomic_store(&word, 2 * value + 2);
    }
    return unused;
}

double apart_distance_ns(void)
{
    struct samples samples = {.count = 0};
    pthread_t thread;
    atomic_store(&word, 0);
    if (pthread_create(&thread, NULL, answer, NULL) != 0) return 0;
    for (int value = 0; value < MAX_SAMPLES * TURNS * 2;) {
        const int64_t begin = now_ns();
        for (int turn = 0; turn < TURNS; turn++, value++) {
            atomic_store(&word, 2 * value + 1);
            while (atomic_load(&word) != 2 * value + 2) continue;
        }
        samples_add(&samples, (double)(now_ns() - begin) / (2 * TURNS));
    }
    pthread_join(thread, NULL);
    return samples_median(&samples);
}
