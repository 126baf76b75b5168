/* SPDX-License-Identifier: Apache-2.0 */
/* What the mail catcher of `make run` has taken: a Maildir. */
import { readFileSync, readdirSync } from 'node:fs';
import { STATE, until } from './browser.mjs';

const FOLDER = `${STATE}/mail/new/`;

/* A part is quoted-printable or as it is; of the latter nothing may be taken for the former, or of
 * sixteen links one is spoilt ("link=A4..."). */
function plain(text)
{
    const bytes = text.split(/(?=^--=_)/m).map((part) => (
        /^Content-Transfer-Encoding: quoted-printable/im.test(part)
            ? part.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g,
                (_, hex) => String.fromCharCode(parseInt(hex, 16)))
            : part)).join('');
    return Buffer.from(bytes, 'latin1').toString('utf8');
}

function mailsTo(address)
{
    let names = [];
    try {
        names = readdirSync(FOLDER);
    } catch {
        return [];
    }
    return names.map((name) => readFileSync(FOLDER + name, 'latin1'))
        .filter((mail) => new RegExp(`^To:.*${address.replace(/\W/g, '\\$&')}`, 'im').test(mail))
        .map(plain);
}

/* The mail to an address whose text holds the words (a pattern); waits for it. */
export function mailTo(address, words, seconds = 60)
{
    return until(seconds, `a mail to ${address} says ${words}`, () =>
        mailsTo(address).find((mail) => words.test(mail)));
}
