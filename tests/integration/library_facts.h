/* SPDX-License-Identifier: MIT */
/*
 * For tests of what the dynamic linker does to programs that replace libraries while they run: first each trap as it is with dlopen
 * alone, so that a system without it is noticed, then that who loads private copies and never unloads does not fall into it.
 */
#ifndef TESTS_INTEGRATION_LIBRARY_FACTS_H
#define TESTS_INTEGRATION_LIBRARY_FACTS_H

#include "catalog.h"

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "compiled.h"
#include "unit/built.h"
#include "unit/errors.h"
#include "unit/suite.h"

#define VERSION_CODE(number) "int version(void) { return " number "; }\n"

static struct lbh_catalog *catalog;
static struct lbh_diag *diag;

static inline void setup(void)
{
    scratch_setup();
    setenv("TMPDIR", scratch_folder, 1);
    diag = lbh_diag_new();
    catalog = lbh_catalog_new();
    ck_assert_ptr_nonnull(catalog);
}

static inline void teardown(void)
{
    lbh_catalog_free(catalog);
    lbh_diag_free(diag);
    unsetenv("TMPDIR");
    scratch_teardown();
}

static inline void *open_raw(const char *file)
{
    void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    ck_assert_msg(handle != NULL, "%s", dlerror());
    return handle;
}

static inline bool is_loaded(const char *file)
{
    void *handle = dlopen(file, RTLD_NOW | RTLD_NOLOAD);
    if (handle) dlclose(handle);
    return handle != NULL;
}

/* Calls a function of a library without parameters. */
static inline int call(void *handle, const char *name)
{
    int (*function)(void) = NULL;
    void *found = dlsym(handle, name);
    ck_assert_msg(found != NULL, "%s", dlerror());
    memcpy(&function, &found, sizeof function);
    return function();
}

/* Loads a block as the host does, from a private copy. */
static inline const struct lbh_library *load(const char *file)
{
    struct lbh_library *library = NULL;
    const enum lbh_status status = lbh_catalog_load_copy(catalog, file, &library, diag);
    ck_assert_msg(status == LBH_OK, "%s", lbh_diag_text(diag));
    return library;
}

/* Returns the copy that is loaded, as dlopen knows it. Borrowed: this must not be what keeps it loaded. */
static inline void *handle_of(const struct lbh_library *library)
{
    void *handle = dlopen(library->generation->file, RTLD_NOW | RTLD_NOLOAD);
    ck_assert_msg(handle != NULL, "%s", dlerror());
    dlclose(handle);
    return handle;
}

static inline int version_of(const struct lbh_library *library)
{
    return call(handle_of(library), "version");
}

/* Runs something in a child; returns the signal that ended it, 0 if it succeeded, or -1. A sanitizer must not catch the signal. */
static inline int in_child(void (*function)(void))
{
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        signal(SIGSEGV, SIG_DFL);
        signal(SIGBUS, SIG_DFL);
        function();
        _exit(0);
    }
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status) == 0 ? 0 : -1;
}

/* --- the old code comes back --- */

static inline void compile_versions(void)
{
    compile_block("first.so", "1", VERSION_CODE("1"), "");
    compile_block("second.so", "2", VERSION_CODE("2"), "");
}

#endif
