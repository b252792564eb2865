/* SPDX-License-Identifier: MIT */
/* No bundled pipeline allocates in its loop: what is taken between the second iteration and the last is counted, and by whom. */
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <loopblocks/host.h>

#include "unit/scratch.h"
#include "unit/suite.h"

/* A sanitizer has a malloc of its own, and none may be put before it. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
int main(void)
{
    puts("1..0 # SKIP sanitizers have an allocator of their own");
    return 0;
}
#else

#define MAX_CALLERS 65536

static atomic_bool counting;
static atomic_size_t caller_count;
static const void *callers[MAX_CALLERS];

static void note(const void *caller)
{
    if (!atomic_load_explicit(&counting, memory_order_relaxed)) return;
    const size_t index = atomic_fetch_add(&caller_count, 1);
    if (index < MAX_CALLERS) callers[index] = caller;
}

/* glibc's own, behind the names that this program puts before them. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size)
{
    note(__builtin_return_address(0));
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    note(__builtin_return_address(0));
    return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    note(__builtin_return_address(0));
    return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    note(__builtin_return_address(0));
    return __libc_memalign(alignment, size);
}

void *memalign(size_t alignment, size_t size);
void *memalign(size_t alignment, size_t size)
{
    note(__builtin_return_address(0));
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    note(__builtin_return_address(0));
    *memory = __libc_memalign(alignment, size);
    return *memory ? 0 : ENOMEM;
}

/* Whether an allocation was made by a block, by the host or by this program, and not by a library that a block calls. */
static bool is_ours(const void *caller, const char **file)
{
    static Dl_info info;
    static Dl_info self;
    *file = "?";
    if (!dladdr(caller, &info)) return true;
    dladdr((const void *)(uintptr_t)&note, &self);
    *file = info.dli_fname;
    return info.dli_fbase == self.dli_fbase || strstr(info.dli_fname, "/plugins/.libs/") ||
           strstr(info.dli_fname, "libloopblocks");
}

/* What a run must do and what it did. */
struct watch {
    const char *loop; /* the one that is watched */
    int64_t last;     /* its last iteration, counted from 1 */
};

static int at_iteration_end(void *user, struct lbh_pipeline *pipeline, const struct lbh_event *event)
{
    const struct watch *watch = user;
    (void)pipeline;
    if (strcmp(event->path, watch->loop) != 0) return 0;
    const int64_t iteration = event->loops[event->loop_count - 1].iterations;
    if (iteration == 2) atomic_store(&counting, true);
    if (iteration == watch->last) atomic_store(&counting, false);
    return 0;
}

static struct lbh_pipeline *open_manifest(struct lbh_host *host, const char *name, const char *const settings[][2],
                                          struct lbh_diag *diag)
{
    const char *root = getenv("LOOPBLOCKS_SRCDIR");
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/manifests/%s", root ? root : ".", name);
    struct lbh_pipeline *pipeline = lbh_pipeline_open(host, path, diag);
    ck_assert_msg(pipeline, "%s", lbh_diag_text(diag));
    for (size_t i = 0; settings[i][0]; i++)
        ck_assert_int_eq(lbh_pipeline_set(pipeline, settings[i][0], settings[i][1], diag), LBH_OK);
    return pipeline;
}

static const struct {
    const char *manifest;
    struct watch watch;
    const char *needs; /* a library that may be missing; null: none */
    const char *settings[4][2];
} cases[] = {
    {"count.json", {"count", 1000}, NULL, {{"num_steps", "1000"}}},
    {"nested.json", {"outer", 50}, NULL, {{"num_steps", "50"}}},
    {"power-iteration.json", {"iterate", 50}, "libopenblas.so.0", {{"num_steps", "50"}}},
    {"fashion-ddim.json", {"denoise", 6}, "unet2d", {{"num_inference_steps", "6"}, {"batch_size", "3"}}},
    {"fashion-ddpm.json", {"denoise", 6}, "unet2d", {{"num_inference_steps", "6"}, {"batch_size", "3"}}},
};

START_TEST(no_block_allocates_between_the_second_and_the_last_iteration)
{
    struct lbh_host *host = lbh_host_new();
    struct lbh_diag *diag = lbh_diag_new();
    struct lbh_pipeline *pipeline = open_manifest(host, cases[_i].manifest, cases[_i].settings, diag);
    struct watch watch = cases[_i].watch;
    ck_assert_int_eq(lbh_pipeline_listen(pipeline, LBH_EVENT_ITERATION_END, at_iteration_end, &watch, diag), LBH_OK);
    ck_assert_msg(lbh_pipeline_run(pipeline, diag) == LBH_OK, "%s", lbh_diag_text(diag));
    ck_assert_msg(!atomic_load(&counting), "the loop has not come to iteration %lld", (long long)watch.last);
    const size_t count = atomic_load(&caller_count);
    ck_assert_uint_lt(count, MAX_CALLERS);
    size_t others = 0;
    for (size_t i = 0; i < count; i++) {
        const char *file = NULL;
        ck_assert_msg(!is_ours(callers[i], &file), "%s allocates in its loop", file);
        others++;
    }
    /* What oneDNN takes in its own execute is not ours to change, but ours to show. */
    printf("# %s: %zu allocations by libraries that blocks call, in %lld iterations\n", cases[_i].manifest, others,
           (long long)watch.last - 2);
    if (!cases[_i].needs) ck_assert_uint_eq(others, 0);
    lbh_pipeline_free(pipeline);
    lbh_host_free(host);
    lbh_diag_free(diag);
}
END_TEST

START_TEST(allocations_are_counted_at_all)
{
    atomic_store(&counting, true);
    void *volatile memory = malloc(10);
    atomic_store(&counting, false);
    free(memory);
    ck_assert_uint_eq(atomic_load(&caller_count), 1);
    const char *file = NULL;
    ck_assert(is_ours(callers[0], &file));
}
END_TEST

/* Whether a plugin has been built, or a library of the system is there. */
static bool is_there(const char *name)
{
    char path[PATH_MAX];
    if (strncmp(name, "lib", 3) == 0) return dlopen(name, RTLD_NOW | RTLD_LOCAL) != NULL;
    snprintf(path, sizeof path, "%s/%s.so", getenv("LOOPBLOCKS_PATH"), name);
    return access(path, R_OK) == 0;
}

int main(void)
{
    Suite *suite = suite_create("allocation");
    TCase *tcase = tcase_create("loops");
    tcase_add_checked_fixture(tcase, scratch_setup, scratch_teardown); /* the manifests leave a picture where they run */
    tcase_add_test(tcase, allocations_are_counted_at_all);
    for (int i = 0; i < (int)(sizeof cases / sizeof cases[0]); i++)
        if (!cases[i].needs || (is_there(cases[i].needs) && (*cases[i].needs == 'l' || is_there("write-png"))))
            tcase_add_loop_test(tcase, no_block_allocates_between_the_second_and_the_last_iteration, i, i + 1);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
#endif
