/* SPDX-License-Identifier: MIT */
/* How the end of a stream is kept in a small buffer, and made fit for an error's text. */
#include "helper_words.h"

#include "text.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Who writes faster than one can read is left to write on: the reader has a deadline to look after. */
#define MOST_READS 64

static void keep(struct lbh_words *words, const char *bytes, size_t count)
{
    const size_t dropped = words->count + count > LBH_WORDS_SIZE ? words->count + count - LBH_WORDS_SIZE : 0;
    if (dropped > 0) words->cut = true;
    const size_t dropped_old = dropped < words->count ? dropped : words->count;
    memmove(words->tail, words->tail + dropped_old, words->count - dropped_old);
    words->count -= dropped_old;
    const size_t dropped_new = dropped - dropped_old;
    memcpy(words->tail + words->count, bytes + dropped_new, count - dropped_new);
    words->count += count - dropped_new;
}

void lbh_words_read(struct lbh_words *words)
{
    char bytes[16384];
    for (int i = 0; i < MOST_READS && words->fd >= 0; i++) {
        const ssize_t got = read(words->fd, bytes, sizeof bytes);
        if (got > 0) keep(words, bytes, (size_t)got);
        if (got > 0 || (got < 0 && errno == EINTR)) continue;
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
        close(words->fd);
        words->fd = -1;
    }
}

void lbh_words_print(const struct lbh_words *words, char text[LBH_WORDS_SIZE + 4])
{
    size_t start = 0, length = 0;
    /* A character of several bytes may have lost its first ones. */
    while (words->cut && start < words->count && start < 3 && ((unsigned char)words->tail[start] & 0xc0u) == 0x80u) start++;
    if (words->cut) length = strlen(strcpy(text, "..."));
    const size_t first = length;
    for (size_t i = start; i < words->count; i++) {
        const unsigned char byte = (unsigned char)words->tail[i];
        text[length++] = byte < 0x20 || byte == 0x7f ? ' ' : words->tail[i];
    }
    while (length > first && text[length - 1] == ' ') length--;
    text[length] = 0;
    if (lbh_text_is_utf8(text)) return;
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] >= 0x80) text[i] = '?';
}
