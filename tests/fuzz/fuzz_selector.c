/* SPDX-License-Identifier: Apache-2.0 */
/* Labels as programs select by them, and as they set them. */
#include "fuzz.h"
#include "web/api/api.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    OWNED(arena_drop) struct arena *a = arena_new();
    struct vm_page_filter filter = { .name = "" };
    const char *stored = NULL;
    if (!labels_select(a, fuzz_text(a, data, size), &filter))
        holds(filter.labels <= VM_LABEL_WISHES);
    json_t *labels = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, NULL);
    if (labels && !labels_check(a, labels, &stored)) {
        json_t *again = json_loads(stored, 0, NULL);
        holds(json_is_object(again) && json_equal(again, labels));
        json_decref(again);
    }
    json_decref(labels);
    return 0;
}
