/* SPDX-License-Identifier: Apache-2.0 */
/* Renders templates over plain JSON, for looking at pages without the panel. It knows what the
 * templates use of ctemplate: variables, sections, includes, comments, each value escaped.
 * A time is { "at", "iso" }, an enumeration { "word", "words" }. A name that the view does not
 * hold is an error, as it is in the panel; a row does not see its page. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const MARKER = /{{([#/>!%]?)([^}]*)}}/g;

function escape(value)
{
    return String(value).replace(/[&<>"']/g, (sign) => ESCAPES[sign]);
}

function isEmpty(value)
{
    return value === '' || value === false || value === null
        || (Array.isArray(value) && value.length === 0);
}

/* [value, what was asked of it]: `state_words` is the words of `state` if the view has no such
 * member of its own. */
function find(name, view, globals)
{
    for (const scope of [view, globals])
        if (Object.hasOwn(scope, name))
            return [scope[name], 'itself'];
    const at = name.lastIndexOf('_');
    const stem = name.slice(0, at);
    const ask = name.slice(at + 1);
    if (at > 0 && Object.hasOwn(view, stem) && ['some', 'none', 'iso', 'words'].includes(ask))
        return [view[stem], ask];
    throw new Error(`no member ${name} among ${Object.keys(view).join(' ')}`);
}

function text(name, view, globals)
{
    const [value, ask] = find(name.split(':')[0], view, globals);
    if (value === null || typeof value !== 'object')
        return escape(value ?? '');
    return escape(ask === 'itself' ? value.at ?? value.word : value[ask]);
}

/* The views that a section is shown over: none, the same one, or one a row. */
function scopes(name, view, globals)
{
    const [value, ask] = find(name, view, globals);
    if (ask === 'some' || ask === 'none')
        return isEmpty(value) === (ask === 'none') ? [view] : [];
    if (Array.isArray(value))
        return value;
    if (value !== null && typeof value === 'object')
        return [value];
    return value ? [view] : [];
}

function parse(source, file)
{
    const top = { children: [] };
    const open = [top];
    let from = 0;
    for (const { 0: whole, 1: kind, 2: name, index } of source.matchAll(MARKER)) {
        open.at(-1).children.push(source.slice(from, index));
        from = index + whole.length;
        if (kind === '/') {
            if (open.pop().name !== name)
                throw new Error(`${file}: {{/${name}}} closes another section`);
        } else if (kind !== '!' && kind !== '%') {
            const node = { kind, name, children: [] };
            open.at(-1).children.push(node);
            if (kind === '#')
                open.push(node);
        }
    }
    if (open.length !== 1)
        throw new Error(`${file}: {{#${open.at(-1).name}}} is not closed`);
    top.children.push(source.slice(from));
    return top.children;
}

export class Renderer {
    constructor(folder, globals)
    {
        this.folder = folder;
        this.globals = globals;
        this.parsed = new Map();
    }

    nodes(file)
    {
        if (!this.parsed.has(file))
            this.parsed.set(file, parse(readFileSync(join(this.folder, file), 'utf8'), file));
        return this.parsed.get(file);
    }

    include(name, view, frame)
    {
        const framed = name === 'HEAD' || name === 'FOOT';
        const file = `${framed ? frame.face : 'part'}/${name}`;
        return this.page(`${file.toLowerCase()}.html`, framed ? frame : view, frame);
    }

    show(nodes, view, frame)
    {
        return nodes.map((node) => {
            if (typeof node === 'string')
                return node;
            if (node.kind === '>')
                return this.include(node.name, view, frame);
            if (node.kind === '#')
                return scopes(node.name, view, this.globals)
                    .map((scope) => this.show(node.children, scope, frame)).join('');
            return text(node.name, view, this.globals);
        }).join('');
    }

    page(file, view, frame)
    {
        try {
            return this.show(this.nodes(file), view, frame);
        } catch (error) {
            throw new Error(`${file}: ${error.message}`);
        }
    }
}
