/* SPDX-License-Identifier: MIT */
/* Counts the mappings of this process, which the system limits. */
#include "mappings.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Returns how many lines /proc/self/maps has, a mapping each; 0 where it cannot be read. Needs no memory, of which little may be left. */
static size_t count_mappings(void)
{
    char bytes[4096];
    size_t lines = 0;
    ssize_t got;
    const int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0;
    while ((got = read(fd, bytes, sizeof bytes)) > 0 || (got < 0 && errno == EINTR))
        for (const char *at = bytes; got > 0 && (at = memchr(at, '\n', (size_t)(bytes + got - at))); at++) lines++;
    close(fd);
    return lines;
}

static size_t system_limit(void)
{
    size_t limit = SIZE_MAX;
    FILE *in = fopen("/proc/sys/vm/max_map_count", "re");
    if (!in) return limit;
    if (fscanf(in, "%zu", &limit) != 1) limit = SIZE_MAX;
    fclose(in);
    return limit;
}

enum lbh_status lbh_mappings_check(const char *file, size_t limit, size_t *spare, struct lbh_diag *diag)
{
    if (limit == 0) limit = system_limit();
    const size_t used = count_mappings();
    const size_t left = used < limit ? limit - used : 0;
    if (left >= LBH_MAPPINGS_RESERVE) {
        if (spare) *spare = left - LBH_MAPPINGS_RESERVE;
        return LBH_OK;
    }
    lbh_diag_add(
        diag, LBH_ERR_MEMORY,
        "cannot load library: file=\"%s\", of %zu mappings that a process may have this one uses %zu; expected=at least %d "
        "left, found=%zu",
        file, limit, used, LBH_MAPPINGS_RESERVE, left);
    lbh_diag_mend(diag, "restart the program, or raise the limit as root: sysctl vm.max_map_count=%zu", 2 * limit);
    return LBH_ERR_MEMORY;
}
