/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One language's file, po/LANG.po, read and held against its sentences: whatever a reader could
 * see wrong, or a program could trip over, ends the build. A sentence that is missing or marked
 * fuzzy stays English.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import gettextParser from 'gettext-parser';

/* Messages that say how a language writes: what stands between the digits is taken from them. */
const SAMPLES = {
    '1,234.5': /^1(\D{1,3})234(\D)5$/u,
    '€1,234.50': /^\D*1(\D{1,3})234(\D)50\D*$/u,
    '20 %': /^\D*20\D*$/u,
};

/* As gettext writes <inttypes.h>'s macros in ids; the panel runs on 64 bits. */
const resolve = (text) => text.replace(/%<PRI([diux])64>/g, '%l$1');

const TAG = /<(\/?)(\d+)(\/?)>/g;
const NAME = /{{[^}]*}}/g;
const CONVERSION = /%(?:(\d+)\$)?([-+ 0#']*\d*(?:\.\d+)?(?:hh|h|ll|l|z|j)?[a-zA-Z%])/g;

const sorted = (text, pattern) => (text.match(pattern) ?? []).sort().join(' ');

function checkNesting(text)
{
    const open = [];
    for (const [tag, closes, number, empty] of text.matchAll(TAG)) {
        if (closes && open.pop() !== number)
            return `${tag} closes nothing`;
        if (!closes && !empty)
            open.push(number);
    }
    return open.length ? `<${open[0]}> is not closed` : '';
}

/* In their order, or all of them numbered. */
function conversions(text)
{
    const found = [];
    for (const [, position, spec] of text.matchAll(CONVERSION))
        if (spec !== '%')
            found[position ? Number(position) - 1 : found.length] = spec;
    return Array.from(found, (spec) => spec ?? '?').join(' ');
}

/* What is wrong with a translation; '' when it is good. */
export function wrongWith(id, words)
{
    if (sorted(id, NAME) !== sorted(words, NAME))
        return `it needs ${sorted(id, NAME) || 'no {{name}}'}, each once, and no other`;
    if (sorted(id, TAG) !== sorted(words, TAG))
        return `it needs ${sorted(id, TAG) || 'no tag'}, each once, and no other`;
    if (/[<>]/.test(words.replace(TAG, '')) && !/[<>]/.test(id.replace(TAG, '')))
        return 'it holds markup';
    if (/[{}]/.test(words.replace(NAME, '')) && !/[{}]/.test(id.replace(NAME, '')))
        return 'it holds a brace';
    // eslint-disable-next-line no-control-regex
    if (/[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/u.test(words))
        return 'it holds a control character';
    if (conversions(resolve(id)) !== conversions(resolve(words)))
        return `it needs the conversions ${conversions(id) || '(none)'}, in this order or numbered`;
    if (id in SAMPLES && !SAMPLES[id].test(words))
        return 'it writes the same figure as its language does';
    return checkNesting(words);
}

/* Its rule becomes C, so it may be nothing but arithmetic. */
function pluralOf(headers, file)
{
    const found = /^\s*nplurals\s*=\s*([1-6])\s*;\s*plural\s*=\s*([n0-9 ()?:%&|=!<>]+?)\s*;?\s*$/
        .exec(headers['plural-forms'] ?? headers['Plural-Forms'] ?? '');
    if (!found)
        throw new Error(`${file}: its Plural-Forms cannot be read`);
    return { count: Number(found[1]), rule: found[2] };
}

/* { code, plural, sentences: Map(id → { words: [], files: [] }) } */
export function readCatalogue(file, code)
{
    const po = gettextParser.po.parse(readFileSync(file));
    const plural = pluralOf(po.headers, file);
    const sentences = new Map();
    const wrong = [];
    if (Object.keys(po.translations).some((context) => context !== ''))
        wrong.push('a context: two meanings are two sentences in English');
    for (const [id, entry] of Object.entries(po.translations[''] ?? {})) {
        const words = entry.msgstr;
        const fuzzy = (entry.comments?.flag ?? '').split(/[,\s]+/).includes('fuzzy');
        if (id === '' || fuzzy || words.some((one) => one === ''))
            continue;
        if (words.length !== (entry.msgid_plural ? plural.count : 1))
            wrong.push(`"${id}": it has not ${plural.count} plurals`);
        words.forEach((one, at) => {
            const like = entry.msgid_plural && at > 0 ? entry.msgid_plural : id;
            const why = wrongWith(like, one);
            if (why)
                wrong.push(`"${id}": "${one}": ${why}`);
        });
        const files = (entry.comments?.reference ?? '').split(/\s+/).filter(Boolean)
            .map((one) => one.replace(/:\d+$/, ''));
        sentences.set(resolve(id), { words: words.map(resolve), files });
    }
    if (wrong.length)
        throw new Error(wrong.map((one) => `${file}: ${one}`).join('\n'));
    return { code, plural, sentences };
}

export function readCatalogues(dir = 'po')
{
    const languages = readdirSync(dir).filter((name) => name.endsWith('.po')).sort();
    return languages.map((name) => {
        const code = name.slice(0, -3);
        if (!/^[a-z]{2,3}(-[A-Z]{2})?$/.test(code))
            throw new Error(`${dir}/${name}: a file is named as its language, such as de or pt-BR`);
        return readCatalogue(join(dir, name), code);
    });
}
