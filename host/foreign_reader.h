/* SPDX-License-Identifier: MIT */
/* What the parts of the reading of a foreign block share. */
#ifndef LBH_FOREIGN_READER_H
#define LBH_FOREIGN_READER_H

#include "foreign.h"

struct lbh_foreign_reader {
    const struct lbh_manifest *manifest;
    const struct lbh_node *node;
    struct lbh_foreign *foreign;
    struct lbh_diag *diag;
    bool fine;
};

enum lbh_access { LBH_ACCESS_READ = 1, LBH_ACCESS_WRITE = 2, LBH_ACCESS_UPDATE = 3 };

/* Reports an error at <node>.foreign.<member>, or at the whole of it where the member is "". */
enum lbh_status lbh_foreign_complain(struct lbh_foreign_reader *reader, const char *member, const char *mend,
                                     const char *format, ...) LB_PRINTF(4, 5);

/* Makes room for the declarations of so many arguments. False, and reported, when out of memory. */
bool lbh_foreign_reserve(struct lbh_foreign_reader *reader, size_t arguments);

/* Reads {"TYPE": VALUE}: sets the type and returns the value; null, and reported, where it is something else. */
const struct json_t *lbh_foreign_read_type(struct lbh_foreign_reader *reader, const struct json_t *json, const char *member,
                                           uint32_t *type);

/* Declares a value of the pipeline, or finds it declared alike. Returns its slot; 0, and reported, on failure. */
uint32_t lbh_foreign_declare(struct lbh_foreign_reader *reader, const char *member, const char *name, const char *type,
                             enum lbh_access access);

/* Reads the list of arguments; null stands for none. */
void lbh_foreign_read_arguments(struct lbh_foreign_reader *reader, const struct json_t *list);

#endif
