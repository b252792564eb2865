/* SPDX-License-Identifier: MIT */
/* Level 5: what the compilers' sanitizers find. */
#include <stdio.h>

#include "conform/checks.h"
#include "sanitized.h"

/* Leaks are looked for elsewhere, without a tracer, which many containers forbid. */
static const struct sanitizer address = {
    .option = "address",
    .flags = "-fsanitize-address-use-after-scope",
    .runtime = {"libasan.so", "libclang_rt.asan-x86_64.so", "libclang_rt.asan-aarch64.so"},
    .preloaded = true,
    .variable = "ASAN_OPTIONS",
    .behaviour = "detect_leaks=0:exitcode=86:detect_stack_use_after_return=1:allocator_may_return_null=1"};
static const struct sanitizer undefined = {
    .option = "undefined",
    .flags = "-fno-sanitize-recover=all",
    .runtime = {"libubsan.so", "libclang_rt.ubsan_standalone-x86_64.so", "libclang_rt.ubsan_standalone-aarch64.so"},
    .preloaded = true,
    .variable = "UBSAN_OPTIONS",
    .behaviour = "exitcode=86:halt_on_error=1:print_stacktrace=1"};
static const struct sanitizer thread = {.option = "thread",
                                        .flags = "",
                                        .runtime = {"libtsan.so", "libclang_rt.tsan-x86_64.so", "libclang_rt.tsan-aarch64.so"},
                                        .preloaded = true,
                                        .variable = "TSAN_OPTIONS",
                                        .behaviour = "exitcode=86:halt_on_error=1:report_signal_unsafe=0"};

static void run(struct conform_case *c, const struct sanitizer *sanitizer, const char *mend)
{
    static struct sanitized sanitized;
    sanitized_run(c, sanitizer, &sanitized);
    if (sanitized.code == 0) return;
    snprintf(c->verdict->trace, sizeof c->verdict->trace, "%s", sanitized.report);
    if (sanitized.code == SANITIZED_EXIT)
        conform_fail(c, mend, "the %s sanitizer found: %s", sanitizer->option, sanitized.found);
    if (sanitized.code < 0) conform_fail(c, mend, "it crashed under the %s sanitizer: %s", sanitizer->option, sanitized.found);
    conform_skip(c, "it could not be run with the %s sanitizer (exit code %d): %s", sanitizer->option, sanitized.code,
                 sanitized.found);
}

static void clean_under_address(struct conform_case *c)
{
    run(c, &address, "the report says which memory it was, where it was taken, and which line reached beyond it");
}

static void clean_under_undefined(struct conform_case *c)
{
    run(c, &undefined, "what overflows, is shifted too far or misaligned may be anything with the next compiler");
}

static void clean_under_thread(struct conform_case *c)
{
    run(c, &thread, "share nothing between instances; what threads of your own share wants a lock or atomics");
}

static const struct check checks[] = {
    {"clean-under-address-sanitizer", 5, OF_ANY, WANTS_LIBRARY | WANTS_RUN | WANTS_FORK,
     "touches, as the address sanitizer sees it, no memory that is not its own", clean_under_address, 240},
    {"clean-under-undefined-behaviour-sanitizer", 5, OF_ANY, WANTS_LIBRARY | WANTS_RUN | WANTS_FORK,
     "does, as that sanitizer sees it, nothing whose behaviour is undefined", clean_under_undefined, 240},
    {"clean-under-thread-sanitizer", 5, OF_ANY, WANTS_LIBRARY | WANTS_RUN | WANTS_FORK,
     "has, as the thread sanitizer sees it, no data race between two pipelines", clean_under_thread, 240},
};
const struct check_list level5_sanitizers = CHECK_LIST(checks);
