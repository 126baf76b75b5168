/* SPDX-License-Identifier: Apache-2.0 */
/* The sentences of templates/ as a .pot on standard output: node po/extract.mjs. Those of the C
 * sources and the script are xgettext's (po/update). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import gettextParser from 'gettext-parser';
import { rewrite, templateFiles } from './template.mjs';

export function sentences(dir = 'templates')
{
    const found = new Map();
    for (const name of templateFiles(dir))
        rewrite(readFileSync(join(dir, name), 'utf8'), name, (id) => {
            found.set(id, (found.get(id) ?? new Set()).add(join(dir, name)));
            return id;
        });
    return found;
}

const entries = { '': { msgid: '', msgstr: ['Content-Type: text/plain; charset=UTF-8\n'] } };
for (const [id, files] of sentences())
    entries[id] = { msgid: id, msgstr: [''], comments: { reference: [...files].join('\n') } };
process.stdout.write(gettextParser.po.compile({
    charset: 'utf-8',
    headers: { 'Content-Type': 'text/plain; charset=UTF-8' },
    translations: { '': entries },
}, { foldLength: 0 }));
