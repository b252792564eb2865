/* SPDX-License-Identifier: MIT */
/* The two forms of a table. */
#include "table.h"

#include <stdio.h>

static void print_text(const struct table *table)
{
    printf("\n%s, %s (min, median)\n\n", table->title, table->unit);
    printf("%-26s %17s", "", "loopblocks");
    if (table->other) printf(" %26s %7s", table->other, "ratio");
    printf("\n");
    for (size_t i = 0; i < table->row_count; i++) {
        const struct row *row = &table->rows[i];
        const double median = samples_median(&row->ours);
        printf("%-26s %8.2f %8.2f", row->what, samples_min(&row->ours), median);
        if (table->other && row->other.count > 0)
            printf(" %17.2f %8.2f %7.2f", samples_min(&row->other), samples_median(&row->other),
                   median / samples_median(&row->other));
        if (row->note[0]) printf("   %s", row->note);
        if (row->target > 0) printf("   target %g: %s", row->target, median <= row->target ? "met" : "MISSED");
        printf("\n");
    }
}

static void print_json(const struct table *table)
{
    printf("{\"title\": \"%s\", \"unit\": \"%s\", \"rows\": [", table->title, table->unit);
    for (size_t i = 0; i < table->row_count; i++) {
        const struct row *row = &table->rows[i];
        printf("%s{\"what\": \"%s\", \"min\": %.6g, \"median\": %.6g", i > 0 ? ", " : "", row->what, samples_min(&row->ours),
               samples_median(&row->ours));
        if (table->other && row->other.count > 0)
            printf(", \"other\": \"%s\", \"other_min\": %.6g, \"other_median\": %.6g, \"ratio\": %.6g", table->other,
                   samples_min(&row->other), samples_median(&row->other),
                   samples_median(&row->ours) / samples_median(&row->other));
        if (row->note[0]) printf(", \"note\": \"%s\"", row->note);
        if (row->target > 0) printf(", \"target\": %g", row->target);
        printf("}");
    }
    printf("]}\n");
}

void table_print(const struct table *table, bool json)
{
    if (json)
        print_json(table);
    else
        print_text(table);
    fflush(stdout);
}
