/* SPDX-License-Identifier: MIT */
/* Situations of configs: what their declarations say is right, and what their types allow beside it. */
#include "situations_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

static void add_config(struct situation_list *list, unsigned kind, const struct lbh_config *config, const char *value)
{
    struct situation *situation = situations_add(list, kind);
    if (!situation) return;
    snprintf(situation->text, sizeof situation->text, "with config \"%s\" at %.64s", config->declared.name, value);
    situation->setup.config = config->declared.name;
    if (strlen(value) < sizeof situation->config_text)
        strcpy(situation->config_text, value);
    else
        situation->long_text = strdup(value);
}

static void add_json(struct situation_list *list, unsigned kind, const struct lbh_config *config, const json_t *value)
{
    char *text = value && !json_is_null(value) ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    if (text) add_config(list, kind, config, text);
    free(text);
}

void situations_add_declared(struct situation_list *list, const struct lbh_config *config)
{
    json_t *json = NULL;
    const char *range = config->declared.range, *choices = config->declared.choices;
    if (range && lbh_json_parse(NULL, range, strlen(range), &json, NULL) == LBH_OK) {
        add_json(list, SITUATION_LEAST, config, json_array_get(json, 0));
        add_json(list, SITUATION_MOST, config, json_array_get(json, 1));
        json_decref(json);
    }
    if (choices && lbh_json_parse(NULL, choices, strlen(choices), &json, NULL) == LBH_OK) {
        for (size_t i = 0; i < json_array_size(json); i++) add_json(list, SITUATION_CHOICE, config, json_array_get(json, i));
        json_decref(json);
    }
    if (config->declared.flags & LB_CONFIG_NULLABLE) add_config(list, SITUATION_NULL, config, "null");
}

/* Whether a value stands in a range or among choices: that is another kind of situation. */
static bool stands_in(const char *list, const char *value)
{
    json_t *items = NULL, *item = json_loads(value, JSON_DECODE_ANY, NULL);
    bool found = false;
    if (list && item && lbh_json_parse(NULL, list, strlen(list), &items, NULL) == LBH_OK)
        for (size_t i = 0; i < json_array_size(items); i++) {
            const json_t *other = json_array_get(items, i);
            const bool are_numbers = json_is_number(item) && json_is_number(other);
            found |= json_equal(item, other) || (are_numbers && json_number_value(item) == json_number_value(other));
        }
    json_decref(items);
    json_decref(item);
    return found;
}

/* JSON texts of values that a type allows and nobody expects. What is out of a declared range is the host's to refuse. */
static const char *const *extremes_of(uint32_t element)
{
    static const char *const bools[] = {"false", "true", NULL};
    static const char *const reals[] = {"0",     "-1",     "1e-300",  "1e300",        "-1e300",        "3e38",
                                        "-3e38", "5e-324", "\"NaN\"", "\"Infinity\"", "\"-Infinity\"", NULL};
    static const char *const whole[] = {"0",
                                        "-1",
                                        "1",
                                        "127",
                                        "-128",
                                        "255",
                                        "32767",
                                        "-32768",
                                        "65535",
                                        "2147483647",
                                        "-2147483648",
                                        "4294967295",
                                        "9223372036854775807",
                                        "-9223372036854775808",
                                        NULL};
    static const char *const texts[] = {"\"\"", "\" \"", "\"%n%s%s%s\"", "\"../../\"", "\"\\u00e9\\u4e16\"", NULL};
    switch (element) {
    case LB_TYPE_BOOL: return bools;
    case LB_TYPE_STR: return texts;
    case LB_TYPE_F16:
    case LB_TYPE_BF16:
    case LB_TYPE_F32:
    case LB_TYPE_F64: return reals;
    default: return whole;
    }
}

/* A list of `count` times the same. */
static void add_repeated(struct situation_list *list, const struct lbh_config *config, const char *value, size_t count)
{
    const size_t length = strlen(value) + 1;
    char *text = malloc(count * length + 3), *at = text;
    if (!text) return;
    *at++ = '[';
    for (size_t i = 0; i < count; i++) at += sprintf(at, "%s%s", i ? "," : "", value);
    strcpy(at, "]");
    add_config(list, SITUATION_EXTREME, config, text);
    free(text);
}

void situations_add_extremes(struct situation_list *list, const struct lbh_config *config)
{
    const uint32_t paths = LB_CONFIG_INPUT_PATH | LB_CONFIG_OUTPUT_PATH | LB_CONFIG_FILE;
    const char *const *values = extremes_of(config->type.element);
    /* What is written to a path of ours would stay there. */
    if ((config->declared.flags & (paths | LB_CONFIG_IGNORED)) || config->type.element == LB_TYPE_NONE) return;
    if (config->type.ndim > 0) {
        add_repeated(list, config, values[0], 0);
        add_repeated(list, config, values[1], 1);
        add_repeated(list, config, values[0], 1000);
        return;
    }
    for (size_t i = 0; values[i]; i++)
        if (!stands_in(config->declared.range, values[i]) && !stands_in(config->declared.choices, values[i]))
            add_config(list, SITUATION_EXTREME, config, values[i]);
    if (config->type.element == LB_TYPE_STR && !config->declared.choices) {
        char text[4096];
        memset(text, 'x', sizeof text);
        text[0] = text[sizeof text - 2] = '"';
        text[sizeof text - 1] = '\0';
        add_config(list, SITUATION_EXTREME, config, text);
    }
}
