/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What programs read of po/LANG.po:
 *
 *   node po/build.mjs table FILE      the sentences of the C sources, as a table in C
 *   node po/build.mjs templates DIR   templates/ once a language, in DIR/LANG
 *   node po/build.mjs scripts DIR     of each NAME.js in DIR that says anything NAME.LANG.js
 *
 * English is the sources themselves.
 */
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readCatalogues } from './catalogue.mjs';
import { rewrite, templateFiles } from './template.mjs';

/* --- the table: ids sorted as strcmp() does, everything in one text, without a pointer --- */

function literal(text)
{
    const escaped = text.replace(/[\\"?]/g, '\\$&').replace(/\n/g, '\\n').replace(/\t/g, '\\t');
    return `    "${escaped}\\0"`;
}

function languageTable({ code, plural, sentences }, number)
{
    const lines = [];
    let at = 0;
    const place = (text) => {
        const begin = at;
        lines.push(literal(text));
        at += Buffer.byteLength(text) + 1;
        return begin;
    };
    const inC = [...sentences].filter(([, { files }]) =>
        !files.length || files.some((file) => file.startsWith('cgi-bin/')));
    inC.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const rows = inC.map(([id, { words }]) => {
        const row = `{ ${place(id)}, ${at} }`;
        words.forEach(place);
        return row;
    });
    /* An empty array is not C. */
    return {
        source: `static const char text_${number}[] =\n${lines.join('\n') || '    ""'};\n`
            + `static const struct words_row rows_${number}[] = {\n    `
            + `${rows.concat('{ 0, 0 }').join(',\n    ')}\n};\n`
            + `static unsigned plural_${number}(unsigned long n)\n{\n    (void)n;\n`
            + `    unsigned which = (unsigned)(${plural.rule});\n`
            + `    return which < ${plural.count} ? which : 0;\n}\n`,
        row: `    { "${code}", text_${number}, rows_${number}, ${rows.length}, `
            + `plural_${number} },\n`,
    };
}

function table(file)
{
    const parts = readCatalogues().map(languageTable);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '/* Made by po/build.mjs of po/LANG.po. */\n'
        + '#include "base/words_table.h"\n\n'
        + parts.map(({ source }) => `${source}\n`).join('')
        + `const struct words_table words_tables[] = {\n${parts.map(({ row }) => row).join('')}`
        + '    { 0 },\n};\n');
}

/* --- templates --- */

/* Made beside what is there, so that a program that begins meanwhile finds a whole tree. */
function templates(dir)
{
    const fresh = `${dir}.new`;
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh, { recursive: true });
    for (const { code, sentences } of readCatalogues())
        for (const name of templateFiles()) {
            const file = join(fresh, code, name);
            mkdirSync(dirname(file), { recursive: true });
            writeFileSync(file, rewrite(readFileSync(join('templates', name), 'utf8'), name,
                (id) => sentences.get(id)?.words[0] ?? id));
        }
    rmSync(dir, { recursive: true, force: true });
    renameSync(fresh, dir);
}

/* --- scripts: their words stand in tr('…') --- */

function scripts(dir)
{
    const said = /\btr\('((?:[^'\\\n]|\\.)*)'\)/g;
    for (const name of readdirSync(dir).filter((one) => /^[\w-]+\.js$/.test(one))) {
        const source = readFileSync(join(dir, name), 'utf8');
        for (const { code, sentences } of source.search(said) < 0 ? [] : readCatalogues())
            writeFileSync(join(dir, name.replace(/js$/, `${code}.js`)),
                source.replace(said, (whole, id) => {
                    const words = sentences.get(id.replace(/\\(.)/g, '$1'))?.words[0];
                    return words ? JSON.stringify(words) : whole;
                }));
    }
}

const WORK = { table, templates, scripts };
const [what, target] = process.argv.slice(2);
try {
    if (!Object.hasOwn(WORK, what) || !target)
        throw new Error('use: node po/build.mjs table FILE | templates DIR | scripts DIR');
    WORK[what](target);
} catch (error) {
    console.error(error.message);
    process.exit(1);
}
