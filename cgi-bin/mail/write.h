/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a mail says: its kind's templates (templates/mail/KIND.txt and .html) over
 * one struct of words, in the language of whoever reads it, into a message that
 * is whole before it is sent.
 */
#pragma once
#include "base/conf.h"
#include "store/link.h"
#include "store/outbox.h"
#include "store/setting.h"

/* Parses and checks all templates; what they name and no mail has stops the start. */
enum fault_code write_init(struct fault *, struct arena *, const struct conf *) MUST_CHECK;

/* What becomes of a claimed row before it is sent. */
enum written {
    WRITTEN, /* *message is what goes out, and is in the outbox */
    NOBODY,  /* there is nobody to write to: the row is to be forgotten */
};
/* In the outbox already, or made and put there in one transaction. FAULT_BUG, FAULT_INVALID: it
 * cannot be made. */
enum fault_code write_mail(struct db *, const struct conf *, const struct settings *,
                           struct outbox_claim *, enum written *, char **message) MUST_CHECK;
