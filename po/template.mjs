/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sentences of a template. Templates carry no marks: all text between tags and in the attributes
 * that people read is prose. What is one sentence:
 *
 *   - Block elements and sections end one: each side of {{#x}} must stand by itself.
 *   - {{name}} stays in it as it is.
 *   - An inline element inside one is a numbered tag, <1>…</1>, or <1/> where it holds no words;
 *     without words beside it, it is a sentence of its own (two links in a row).
 *   - Runs of blanks are one blank; icons before and behind are not part of it.
 *
 * In a .txt, such as a mail's, a line is a paragraph; one that begins with two blanks is code.
 *
 * rewrite() gives each sentence to a function and writes what comes back in its place.
 */
import { readdirSync } from 'node:fs';

const INLINE = new Set(['a', 'abbr', 'b', 'bdi', 'br', 'cite', 'code', 'dfn', 'em', 'i', 'kbd',
    'mark', 'q', 's', 'samp', 'small', 'span', 'strong', 'sub', 'sup', 'time', 'u', 'var', 'wbr']);
const EMPTY = new Set(['br', 'wbr']);
/* Alone, what they hold is not prose. */
const CODE = new Set(['code', 'kbd', 'samp', 'var', 'pre', 'script', 'style']);

export const PROSE_ATTRIBUTES = new Set(['alt', 'aria-description', 'aria-label',
    'aria-roledescription', 'aria-valuetext', 'data-label', 'data-say', 'data-small', 'data-words',
    'label', 'placeholder', 'title']);

const MARKER = '{{[^}]*}}';
const TOKEN = new RegExp(
    `(?<svg><svg(?:${MARKER}|[^>])*>.*?</svg>)|(?<comment><!--.*?-->|<![^>]*>|{{![^}]*}})`
    + `|(?<tag></?[a-zA-Z][\\w-]*(?:${MARKER}|"(?:${MARKER}|[^"])*"|[^>"])*>)`
    + `|(?<control>{{[#/>%][^}]*}})|(?<name>{{[^}]*}})|(?<text>[^<{]+|[<{])`, 'gs');
const ATTRIBUTE = new RegExp(`(\\s)([a-zA-Z-]+)="((?:${MARKER}|[^"])*)"`, 'gs');

const ENTITIES = { amp: '&', quot: '"', nbsp: '\u00a0', '#39': "'" };

function plain(text)
{
    return text.replace(/[ \t\r\n]+/g, ' ').replace(/&([#\w]+);/g, (whole, name) => {
        if (!(name in ENTITIES))
            throw new Error(`${whole} in a sentence: write the character itself`);
        return ENTITIES[name];
    });
}

export function escapeText(text)
{
    return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
        .replace(/"/g, '&quot;');
}

function tagName(source)
{
    return /^<\/?([\w-]+)/.exec(source)[1].toLowerCase();
}

function tokens(source)
{
    return [...source.matchAll(TOKEN)].map(({ groups, 0: whole }) => {
        const kind = Object.keys(groups).find((name) => groups[name] !== undefined);
        if (kind !== 'tag')
            return { kind, source: whole };
        const name = tagName(whole);
        if (!INLINE.has(name))
            return { kind: 'block', name, source: whole };
        if (EMPTY.has(name))
            return { kind: 'empty', source: whole };
        return { kind: whole.startsWith('</') ? 'close' : 'open', name, source: whole };
    });
}

const isBreak = (token) => ['block', 'control', 'comment'].includes(token.kind);

/* An inline element that a break cuts is a break itself. */
function cutInlines(list)
{
    const open = [];
    for (const token of list) {
        if (isBreak(token)) {
            for (const one of open)
                one.kind = 'block';
        } else if (token.kind === 'open') {
            open.push(token);
        } else if (token.kind === 'close') {
            const mine = open.at(-1);
            if (mine && mine.name === token.name && mine.kind === 'open')
                open.pop();
            else if (mine && mine.name === token.name) {
                open.pop();
                token.kind = 'block';
                for (const one of open)
                    one.kind = 'block';
            } else {
                throw new Error(`${token.source} closes nothing`);
            }
        }
    }
    return list;
}

/* A run without breaks as a tree of inline elements. */
function tree(run)
{
    const top = { children: [] };
    const open = [top];
    for (const token of run) {
        if (token.kind === 'close') {
            open.pop().close = token.source;
        } else {
            open.at(-1).children.push(token);
            if (token.kind === 'open') {
                token.children = [];
                open.push(token);
            }
        }
    }
    return top.children;
}

const hasLetters = (text) => /\p{L}/u.test(plain(text));
const isBlank = (node) => node.kind === 'text' && !node.source.trim();
const isBare = (node) => isBlank(node) || node.kind === 'svg' || node.kind === 'empty';

/* A sentence's id; each of its elements is given its number. */
function idOf(nodes, parts)
{
    return nodes.map((node) => {
        if (node.kind === 'text' && /[<{]/.test(node.source))
            throw new Error(`a sentence cannot hold ${node.source}`);
        if (node.kind === 'text')
            return plain(node.source);
        if (node.kind === 'name')
            return node.source;
        parts.push(node);
        const number = parts.length;
        if (node.kind !== 'open')
            return `<${number}/>`;
        return `<${number}>${idOf(node.children, parts)}</${number}>`;
    }).join('');
}

class Rewriter
{
    constructor(say, where)
    {
        this.say = say;
        this.where = where;
    }

    /* An attribute's value: sections in it end a sentence, too. */
    value(source)
    {
        return source.split(/({{[#/][^}]*}})/).map((piece) => {
            if (piece.startsWith('{{#') || piece.startsWith('{{/') || !prose(piece))
                return piece;
            const [, before, text, behind] = /^(\s*)(.*?)(\s*)$/s.exec(piece);
            return before + this.fill(this.say(plain(text), this.where), []) + behind;
        }).join('');
    }

    tag(source)
    {
        const isButton = /^<input\b/i.test(source) && /\stype="(submit|button|reset)"/.test(source);
        return source.replace(ATTRIBUTE, (whole, blank, name, value) =>
            PROSE_ATTRIBUTES.has(name) || (isButton && name === 'value')
                ? `${blank}${name}="${this.value(value)}"` : whole);
    }

    /* The sentence as the template has it: escaped, its numbered tags the elements again. */
    fill(words, parts)
    {
        return words.split(/(<\/?\d+\/?>|{{[^}]*}})/).map((piece) => {
            const found = /^<(\/?)(\d+)\/?>$/.exec(piece);
            if (!found)
                return piece.startsWith('{{') ? piece : escapeText(piece);
            const part = parts[Number(found[2]) - 1];
            return found[1] ? part.close : this.one(part);
        }).join('');
    }

    /* A node's own source, without its children. */
    one(node)
    {
        if (node.kind === 'svg') {
            const [, open, inner] = /^(<svg(?:{{[^}]*}}|[^>])*>)(.*)<\/svg>$/s.exec(node.source);
            return `${this.tag(open)}${this.all(inner)}</svg>`;
        }
        return ['open', 'close', 'block', 'empty'].includes(node.kind) ? this.tag(node.source)
            : node.source;
    }

    whole(node)
    {
        if (node.kind !== 'open')
            return this.one(node);
        const inner = CODE.has(node.name) ? node.children.map((child) => this.whole(child)).join('')
            : this.run(node.children);
        return `${this.one(node)}${inner}${node.close}`;
    }

    run(nodes)
    {
        let from = 0;
        let to = nodes.length;
        while (from < to && isBare(nodes[from]))
            from++;
        while (from < to && isBare(nodes[to - 1]))
            to--;
        const outside = (part) => part.map((node) => this.whole(node)).join('');
        const inside = nodes.slice(from, to);
        if (!inside.some((node) => node.kind === 'text' && hasLetters(node.source)))
            return outside(nodes);
        const parts = [];
        const [, before, id, behind] = /^(\s*)(.*?)(\s*)$/s.exec(idOf(inside, parts));
        return outside(nodes.slice(0, from)) + before
            + this.fill(this.say(id, this.where), parts) + behind + outside(nodes.slice(to));
    }

    all(source)
    {
        const out = [];
        let run = [];
        let code = null;    /* the name of the open element whose text is none of ours */
        const flush = () => {
            out.push(code ? run.map((one) => one.source).join('') : this.run(tree(run)));
            run = [];
        };
        for (const token of cutInlines(tokens(source))) {
            if (!isBreak(token)) {
                run.push(token);
                continue;
            }
            flush();
            out.push(this.one(token));
            if (token.kind === 'block' && CODE.has(token.name))
                code = token.source.startsWith('</') ? null : token.name;
        }
        flush();
        return out.join('');
    }
}

/* Does it hold words beside names? */
function prose(text)
{
    return hasLetters(text.replace(/{{[^}]*}}/g, ''));
}

/* A text: nothing is escaped, and blanks stay. */
function rewriteText(source, file, say)
{
    return source.split(/(\n|{{[#/>!%][^}]*}})/).map((piece) => {
        if (piece.startsWith('  ') || /^{{[#/>!%]/.test(piece) || !prose(piece))
            return piece;
        const [, before, id, behind] = /^(\s*)(.*?)(\s*)$/s.exec(piece);
        return before + say(id, file) + behind;
    }).join('');
}

/* say(id, file) → the sentence to write; a sentence it knows none for it returns as it came. */
export function rewrite(source, file, say)
{
    try {
        return file.endsWith('.txt') ? rewriteText(source, file, say)
            : new Rewriter(say, file).all(source);
    } catch (error) {
        throw new Error(`${file}: ${error.message}`);
    }
}

/* Words between tags that no sentence took: looked for otherwise than they are gathered. */
export function leftovers(source, file)
{
    const bare = rewrite(source, file, (id) => (id.match(/<\/?\d+\/?>/g) ?? []).join(''));
    return bare.replace(/<(code|kbd|samp|var|pre|script|style)\b[^>]*>.*?<\/\1>/gs, '')
        .replace(/{{.*?}}|<!.*?>/gs, '').split(/<[^>]*>/).map((text) => text.trim())
        .filter((text) => /\p{L}/u.test(text.replace(/&\w+;/g, '')));
}

/* Attributes with words that nobody has named as prose or as code. */
const CODE_ATTRIBUTES = new Set(['accept', 'action', 'aria-controls', 'aria-describedby',
    'aria-labelledby', 'autocomplete', 'class', 'content', 'd', 'data-live', 'formaction', 'for',
    'form', 'headers', 'href', 'id', 'list', 'media', 'name', 'pattern', 'points',
    'preserveAspectRatio', 'rel', 'sizes', 'src', 'srcset', 'stroke-dasharray', 'transform', 'type',
    'value', 'viewBox']);

export function strayAttributes(source)
{
    const found = [];
    for (const [, , name, value] of source.matchAll(ATTRIBUTE))
        if (!PROSE_ATTRIBUTES.has(name) && !CODE_ATTRIBUTES.has(name)
            && /\p{L} +\p{L}/u.test(value.replace(/{{[^}]*}}/g, '')))
            found.push(`${name}="${value}"`);
    return found;
}

export function templateFiles(dir = 'templates')
{
    return readdirSync(dir, { recursive: true }).map(String)
        .filter((name) => /\.(html|txt)$/.test(name)).sort();
}
