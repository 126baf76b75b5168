/* SPDX-License-Identifier: Apache-2.0 */
/* Builds the one sprite of all pages: `node static/sprite.mjs build/static/icons.svg`.
 * Lines come from lucide-static, systems' marks from simple-icons, shapes of a state from here.
 * Only what a template or a view names is put in; a name that its package lacks ends the build. */
import { readFileSync, writeFileSync } from 'node:fs';

/* The name that templates, views and the menu say: Lucide's own. */
const LINES = {
    boxes: 'boxes',
    braces: 'braces',
    'building-2': 'building-2',
    'calendar-clock': 'calendar-clock',
    check: 'check',
    'circle-alert': 'circle-alert',
    'circle-x': 'circle-x',
    clock: 'clock',
    copy: 'copy',
    database: 'database',
    download: 'download',
    gauge: 'gauge',
    globe: 'globe',
    'hard-drive': 'hard-drive',
    history: 'history',
    image: 'disc-3',
    'key-round': 'key-round',
    layers: 'layers',
    'list-checks': 'list-checks',
    'log-out': 'log-out',
    mail: 'mail',
    menu: 'menu',
    play: 'play',
    plus: 'plus',
    power: 'power',
    'power-off': 'power-off',
    'rotate-cw': 'rotate-cw',
    'scroll-text': 'scroll-text',
    search: 'search', tag: 'tag',
    server: 'server',
    settings: 'settings',
    'trash-2': 'trash-2',
    'triangle-alert': 'triangle-alert',
    user: 'user',
    users: 'users',
    webhook: 'webhook',
    x: 'x',
};

const MARKS = ['almalinux', 'alpinelinux', 'archlinux', 'debian', 'fedora', 'freebsd', 'opensuse',
    'rockylinux', 'ubuntu'];

const EGG = 'M24.66 9.9C22.7 5.45 19.47 2 16 2C10.4 2 5.4 11 5.4 18.7C5.4 25.4 10 30 16 30'
    + 'S26.6 25.4 26.6 18.7C26.6 16.96 26.34 15.15 25.88 13.4L21.4 17.6L19.3 14.9L14.9 20.1'
    + 'L13.1 17.5L8.4 20.6L13.3 14.7L15 16.9L19.5 11.5L21.6 14.1Z';

const STROKE = 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"';
const DISC = '<circle cx="6" cy="6" r="4.75" fill="currentColor"/>';
const SQUARE = `<rect x="2" y="2" width="8" height="8" rx="1.5" ${STROKE} stroke-width="1.5"/>`;
const RING = `<g ${STROKE} stroke-width="2"><circle cx="6" cy="6" r="4.5" opacity=".3"/>`
    + '<path d="M6 1.5A4.5 4.5 0 0 1 10.5 6"/></g>';
const PEAK = '<path fill="currentColor" stroke="currentColor" stroke-linejoin="round" '
    + 'd="M6 1.7L11 10.5H1Z"/>';
const DIAMOND = '<path fill="currentColor" stroke="currentColor" stroke-linejoin="round" '
    + 'd="M6 1.2L10.8 6L6 10.8L1.2 6Z"/>';
const BARRED = `<g ${STROKE} stroke-width="1.6"><circle cx="6" cy="6" r="4.5"/>`
    + '<path d="M2.9 9.1L9.1 2.9"/></g>';
const DASHES = `<circle cx="6" cy="6" r="4.5" ${STROKE} stroke-width="1.5" `
    + 'stroke-dasharray="1.4 2.13"/>';
const BARS = `<path ${STROKE} stroke-width="2" d="M4 2.5V9.5M8 2.5V9.5"/>`;
const HANDS = `<g ${STROKE} stroke-width="1.5"><circle cx="6" cy="6" r="4.75"/>`
    + '<path d="M6 3.5V6L7.8 7"/></g>';
const TICK = `<path ${STROKE} stroke-width="1.9" d="M1.5 6.5L4.5 9.5L10.5 2.8"/>`;

/* 12-unit shapes, one for each word of an enumeration: the page says SET-WORD. */
const SHAPES = {
    vm: { running: DISC, off: SQUARE, starting: RING, stopping: RING, restarting: RING,
        deleting: RING, failed: PEAK, suspended: BARRED, unknown: DASHES, paused: BARS },
    task: { queued: HANDS, parked: HANDS, running: RING, done: TICK, failed: PEAK,
        cancelled: BARRED, slow: DIAMOND, held: BARS },
    plan: { sold: DISC, retired: BARRED },
    image: { offered: DISC, retired: BARRED },
    ip: { free: DASHES, held: DISC, reserved: BARRED },
    node: { new: DASHES, ready: DISC, unreachable: PEAK },
    hook: { enabled: DISC, disabled: BARRED },
    schedule: { active: HANDS, paused: BARS, over: TICK },
    difference: { unknown: DASHES, missing: PEAK, changed: DIAMOND },
};

const DOT = `<circle cx="9" cy="9" r="3.5" ${STROKE} stroke-width="1.6"/>`;

/* 18-unit shapes of the steps' line. */
const STEPS = {
    waiting: DOT, unreached: DOT,
    running: `<g ${STROKE} stroke-width="2.2"><circle cx="9" cy="9" r="7" opacity=".3"/>`
        + '<path d="M9 2A7 7 0 0 1 16 9"/></g>',
    done: '<path fill="currentColor" fill-rule="evenodd" d="M9 0A9 9 0 1 0 9 18A9 9 0 1 0 9 0Z'
        + 'M4.6 9.5L6 8.1L8.1 10.2L12.1 5.9L13.5 7.2L8.15 13Z"/>',
    failed: '<path fill="currentColor" fill-rule="evenodd" d="M7.7 1.8Q9 0 10.3 1.8L17.4 14.6'
        + 'Q18 16.8 15.9 17H2.1Q0 16.8 .6 14.6ZM8.1 6.2V11.2H9.9V6.2ZM8.1 12.8V14.6H9.9V12.8Z"/>',
    cancelled: `<g ${STROKE} stroke-width="1.6"><circle cx="9" cy="9" r="7"/>`
        + '<path d="M4.2 13.8L13.8 4.2"/></g>',
    undone: `<g ${STROKE} stroke-width="1.4"><circle cx="9" cy="9" r="8"/>`
        + '<path d="M7.2 6L5 8.2L7.2 10.4M5 8.2H10.2A2.2 2.2 0 0 1 10.2 12.6H8.5"/></g>',
};

function symbol(id, box, body, attributes = '')
{
    return `<symbol id="${id}" viewBox="0 0 ${box} ${box}"${attributes}>${body}</symbol>`;
}

/* The drawing inside an icon's file, without its frame and its blanks. */
function drawing(file)
{
    const text = readFileSync(file, 'utf8');
    const body = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(text);
    if (!body)
        throw new Error(`${file} is no SVG`);
    return body[1].replace(/<title>.*?<\/title>/s, '').replace(/\s*\n\s*/g, '').trim();
}

function icon(from, name)
{
    return new URL(`../node_modules/${from}/icons/${name}.svg`, import.meta.url);
}

function sprite()
{
    const lines = Object.entries(LINES).map(([id, file]) =>
        symbol(id, 24, drawing(icon('lucide-static', file)),
            ` ${STROKE} stroke-width="1.7"`));
    const marks = MARKS.map((id) =>
        symbol(id, 24, drawing(icon('simple-icons', id)), ' fill="currentColor"'));
    const shapes = Object.entries(SHAPES).flatMap(([set, words]) =>
        Object.entries(words).map(([word, body]) => symbol(`${set}-${word}`, 12, body)));
    const steps = Object.entries(STEPS).map(([word, body]) => symbol(`step-${word}`, 18, body));
    const eggs = [
        symbol('mark', 32, `<path fill="#1d8c99" d="${EGG}"/>`),
        symbol('vm-creating', 32, `<path fill="currentColor" d="${EGG}"/>`),
    ];
    return `<svg xmlns="http://www.w3.org/2000/svg">\n${
        [...eggs, ...shapes, ...steps, ...lines, ...marks].join('\n')}\n</svg>\n`;
}

if (process.argv.length !== 3) {
    console.error('usage: node static/sprite.mjs FILE');
    process.exit(2);
}
writeFileSync(process.argv[2], sprite());
