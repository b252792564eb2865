/* SPDX-License-Identifier: MIT */
/* A list of cache lines. */
#include "ahead.h"

#include "instance.h"
#include "loop.h"

#define LINE 64

void lbh_ahead_add(struct lbh_ahead *ahead, const void *object, size_t bytes)
{
    if (!object) return;
    const char *const begin = object, *line = begin - (uintptr_t)begin % LINE;
    for (; line < begin + bytes && ahead->count < LBH_AHEAD_LINES; line += LINE) ahead->lines[ahead->count++] = line;
}

/* An instance that stays: what is exchanged in it, and with what. */
static void add_adopted(struct lbh_ahead *ahead, const struct lbh_step *step)
{
    lbh_ahead_add(ahead, &step->instance->variables, sizeof step->instance->variables);
    lbh_ahead_add(ahead, &step->instance->carried, sizeof step->instance->carried);
    lbh_ahead_add(ahead, &step->name->variables, sizeof step->name->variables);
    lbh_ahead_add(ahead, &step->name->carried, sizeof step->name->carried);
}

static void add_steps(struct lbh_ahead *ahead, const struct lbh_step *parent)
{
    lbh_ahead_add(ahead, parent->children, parent->child_count * sizeof *parent->children);
    for (size_t i = 0; i < parent->child_count; i++) {
        const struct lbh_step *step = &parent->children[i];
        lbh_ahead_add(ahead, &step->node->kind, sizeof step->node->kind);
        lbh_ahead_add(ahead, step->exchanged, sizeof *step->exchanged);
        if (step->name) add_adopted(ahead, step);
        add_steps(ahead, step);
    }
}

static void add_fresh(struct lbh_ahead *ahead, const struct lbh_fresh *fresh)
{
    const struct lbh_instance *instance = fresh->instance;
    lbh_ahead_add(ahead, instance, sizeof *instance);
    lbh_ahead_add(ahead, instance->slots, instance->descriptor->slot_count * sizeof(void *));
    lbh_ahead_add(ahead, instance->cells, instance->descriptor->slot_count * sizeof(void *));
    lbh_ahead_add(ahead, instance->descriptor, sizeof *instance->descriptor);
    lbh_ahead_add(ahead, fresh->moves, LINE);
}

void lbh_ahead_add_draft(struct lbh_ahead *ahead, const struct lbh_draft *draft)
{
    lbh_ahead_add(ahead, draft->fresh, draft->fresh_count * sizeof *draft->fresh);
    lbh_ahead_add(ahead, draft->spans, draft->span_count * sizeof *draft->spans);
    for (size_t i = 0; i < draft->fresh_count; i++) add_fresh(ahead, &draft->fresh[i]);
    for (size_t i = 0; i < draft->span_count; i++) {
        const struct lbh_body *body = lbh_span_new_body(&draft->spans[i]);
        lbh_ahead_add(ahead, body->calls + draft->spans[i].first, draft->spans[i].new_count * sizeof *body->calls);
    }
    add_steps(ahead, &draft->plan.graph->root);
}

void lbh_ahead_fetch(const struct lbh_ahead *ahead)
{
    for (size_t i = 0; i < ahead->count; i++) __builtin_prefetch(ahead->lines[i]);
}
