/* SPDX-License-Identifier: MIT */
/* How the scanner is asked, and what is made of its answers and of its end. */
#include "scanner.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "dylib.h"
#include "helper_process.h"
#include "json.h"

/* What was loaded stays loaded there: at some point it is better to begin with nothing again. */
#define MOST_LIBRARIES 200
/* What a busy machine may take to start a program: no library is blamed for that. */
#define START_NS INT64_C(30000000000)

static const struct lbh_helper_role role = {"the scan", "loopblocks-scan", "LOOPBLOCKS_SCAN"};

struct lbh_scanner {
    int64_t timeout_ns;
    struct lbh_helper *helper; /* null: none is running */
    unsigned looks;            /* of this helper */
    unsigned started;
};

struct lbh_scanner *lbh_scanner_new(int64_t timeout_ns)
{
    struct lbh_scanner *scanner = calloc(1, sizeof *scanner);
    if (scanner) scanner->timeout_ns = timeout_ns;
    return scanner;
}

static void end(struct lbh_scanner *scanner)
{
    lbh_helper_end(scanner->helper, NULL);
    scanner->helper = NULL;
    scanner->looks = 0;
}

void lbh_scanner_free(struct lbh_scanner *scanner)
{
    if (scanner) end(scanner);
    free(scanner);
}

unsigned lbh_scanner_count(const struct lbh_scanner *scanner)
{
    return scanner->started;
}

/* Waits until the program is there, and sees to it that it is the one that goes with this library. */
static enum lbh_status greet(struct lbh_scanner *scanner, const char *program, struct lbh_diag *diag)
{
    char *version = NULL;
    size_t length = 0;
    enum lbh_status status = lbh_helper_receive(scanner->helper, lbh_clock_now_ns() + START_NS, &version, &length, diag);
    if (status == LBH_OK && strcmp(version, lbh_version()) != 0) {
        status = lbh_diag_add(diag, LBH_ERR_IO, "cannot use the scan: program=\"%s\", expected=version %s, found=%.40s",
                              program, lbh_version(), version);
        lbh_diag_mend(diag, "name the %s that was built with this library in the environment's %s, or install it", role.program,
                      role.variable);
    }
    free(version);
    return status;
}

static enum lbh_status start(struct lbh_scanner *scanner, struct lbh_diag *diag)
{
    char *program = lbh_dylib_scan_program();
    if (!program) return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    enum lbh_status status = lbh_helper_start_as(&role, program, &scanner->helper, diag);
    if (status == LBH_OK) status = greet(scanner, program, diag);
    if (status == LBH_OK)
        scanner->started++;
    else
        end(scanner);
    free(program);
    return status;
}

/* Makes a refusal, or a description, of the answer. */
static enum lbh_scan_result read_answer(const char *text, size_t length, struct json_t **description, struct lbh_diag *diag)
{
    json_t *answer = json_loadb(text, length, 0, NULL);
    json_t *described = json_object_get(answer, "described");
    const json_t *error = json_object_get(answer, "error");
    const char *what = json_string_value(json_object_get(error, "text"));
    const char *mend = json_string_value(json_object_get(error, "mend"));
    enum lbh_scan_result result = LBH_SCAN_UNABLE;
    if (json_is_object(described)) {
        *description = json_incref(described);
        result = LBH_SCAN_DESCRIBED;
    } else if (what) {
        const enum lbh_status status = (enum lbh_status)json_integer_value(json_object_get(error, "status"));
        lbh_diag_add(diag, status, "%s", what);
        if (mend) lbh_diag_mend(diag, "%s", mend);
        result = status == LBH_ERR_MEMORY ? LBH_SCAN_UNABLE : LBH_SCAN_REFUSED;
    } else {
        lbh_diag_add(diag, LBH_ERR_BLOCK, "the scan's answer cannot be read");
    }
    json_decref(answer);
    return result;
}

/* Asks once. `fresh`: the process has looked into nothing before, so that whatever happens is this library's doing. */
static enum lbh_scan_result look_once(struct lbh_scanner *scanner, const char *file, struct json_t **description, bool *fresh,
                                      struct lbh_diag *diag)
{
    char *answer = NULL;
    size_t length = 0;
    if (scanner->looks == MOST_LIBRARIES) end(scanner);
    *fresh = scanner->looks == 0;
    if (!scanner->helper && start(scanner, diag) != LBH_OK) return LBH_SCAN_UNABLE;
    scanner->looks++;
    const int64_t deadline_ns = lbh_clock_now_ns() + scanner->timeout_ns;
    enum lbh_status status = lbh_helper_send(scanner->helper, file, strlen(file), deadline_ns, diag);
    if (status == LBH_OK) status = lbh_helper_receive(scanner->helper, deadline_ns, &answer, &length, diag);
    if (status != LBH_OK) {
        /* Before that step it is no doing of the library's. */
        const bool begun = strcmp(lbh_helper_borrow_step(scanner->helper), "dlopen") == 0;
        end(scanner);
        return status == LBH_ERR_BLOCK && begun ? LBH_SCAN_FAILED : LBH_SCAN_UNABLE;
    }
    const enum lbh_scan_result result = read_answer(answer, length, description, diag);
    free(answer);
    return result;
}

enum lbh_scan_result lbh_scanner_look(struct lbh_scanner *scanner, const char *file, struct json_t **description,
                                      struct lbh_diag *diag)
{
    const size_t first = lbh_diag_count(diag);
    bool fresh = false;
    enum lbh_scan_result result = look_once(scanner, file, description, &fresh, diag);
    if (result != LBH_SCAN_FAILED || fresh) return result;
    /* A thread of another library may have done it. */
    lbh_diag_truncate(diag, first);
    return look_once(scanner, file, description, &fresh, diag);
}
