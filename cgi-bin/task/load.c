/* SPDX-License-Identifier: Apache-2.0 */
#include "task/load.h"

enum share { OF_ACCOUNT, OF_NODE, OF_STORAGE };

/* All but the last quarter. */
static int64_t most_of(int64_t all)
{
    return all - all / 4;
}

static int64_t limit_of(const struct limits *most, const struct load *l, enum share of)
{
    int64_t quarter = (most->account + 3) / 4;
    if (of == OF_ACCOUNT)
        return l->all < most_of(most->all) ? most->account : quarter;
    return of == OF_NODE ? most->node : most->storage;
}

static int64_t share_id(const struct queue_row *row, enum share of)
{
    return of == OF_ACCOUNT ? row->account_id : of == OF_NODE ? row->node_id : row->storage_id;
}

/* Of an account all count, of a node or storage what moves disks. */
static bool counts(const struct queue_row *row, enum share of)
{
    return share_id(row, of) && (of == OF_ACCOUNT || row->heavy);
}

static bool is_full(const struct limits *most, const struct load *l, const struct queue_row *row,
                    enum share of)
{
    int64_t n = 0;
    if (!counts(row, of))
        return false;
    for (int64_t i = 0; i < l->count; i++)
        if (counts(&l->at[i], of) && share_id(&l->at[i], of) == share_id(row, of))
            n += l->at[i].count;
    return n >= limit_of(most, l, of);
}

static bool heavy_is_full(const struct limits *most, const struct load *l)
{
    return l->heavy >= most_of(most->all);
}

bool load_has_room(const struct limits *most, const struct load *l, const struct queue_row *row)
{
    return row->free || !(l->all >= most->all || (row->heavy && heavy_is_full(most, l)) ||
                          is_full(most, l, row, OF_ACCOUNT) || is_full(most, l, row, OF_NODE) ||
                          is_full(most, l, row, OF_STORAGE));
}

struct load load_of(struct arena *a, const struct list *running)
{
    const struct queue_row *row = running->rows;
    size_t room = (size_t)running->count + 3 * QUEUE_CANDIDATES;
    struct load l = { .at = arena_array(a, room, sizeof(*l.at)) };
    for (int64_t i = 0; i < running->count; i++)
        load_add(&l, &row[i], row[i].count);
    return l;
}

void load_add(struct load *l, const struct queue_row *row, int64_t count)
{
    l->at[l->count] = *row;
    l->at[l->count++].count = count;
    l->all += count;
    l->heavy += row->heavy ? count : 0;
}

static void find_full(const struct limits *most, const struct load *l, enum share of,
                      int64_t full[QUEUE_FULL])
{
    size_t n = 0;
    for (int64_t i = 0; n < QUEUE_FULL && i < l->count; i++) {
        bool known = false;
        for (size_t j = 0; j < n; j++)
            known = known || full[j] == share_id(&l->at[i], of);
        if (!known && is_full(most, l, &l->at[i], of))
            full[n++] = share_id(&l->at[i], of);
    }
}

void load_full(const struct limits *most, const struct load *l, struct queue_full *out)
{
    *out = (struct queue_full){ .heavy = heavy_is_full(most, l) };
    find_full(most, l, OF_ACCOUNT, out->account);
    find_full(most, l, OF_NODE, out->node);
    find_full(most, l, OF_STORAGE, out->storage);
}
