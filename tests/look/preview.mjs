/* SPDX-License-Identifier: Apache-2.0 */
/* Shows every template over the data of mock.json: `node tests/look/preview.mjs [NAME...]`, a
 * NAME being a page of mock.json or one of the looks below. Writes build/look/NAME.html and
 * pictures of it, and tells what axe-core finds wrong (WCAG 2.2 AA). For designing pages; it
 * proves nothing about the panel. */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { Renderer } from './render.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const OUT = join(ROOT, 'build/look');
const CSP = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const TYPES = { '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' };
const GLOBALS = { css: '/static/hatchery.css', js: '/static/hatchery.js',
    icons: '/static/icons.svg', csrf: 'x', request_key: 'y', lang: 'en', root: '' };
const ARGS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const DESKTOP = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true };
const LOOKS = {
    desktop: { ...DESKTOP, colorScheme: 'light' },
    'desktop-dark': { ...DESKTOP, colorScheme: 'dark' },
    phone: { ...PHONE, colorScheme: 'light' },
    'phone-dark': { ...PHONE, colorScheme: 'dark' },
    tablet: { viewport: { width: 900, height: 1100 }, colorScheme: 'light' },
};
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

function renderAll(mock)
{
    const renderer = new Renderer(join(ROOT, 'templates'), GLOBALS);
    return new Map(Object.entries(mock.pages).map(([name, { template, frame, title, view }]) => {
        const face = name.startsWith('admin-') ? 'admin' : 'my';
        const html = renderer.page(template, view, { ...mock.frames[frame], title, face });
        writeFileSync(join(OUT, `${name}.html`), html);
        return [name, html];
    }));
}

/* The stylesheet is joined as node/run/static does it. */
function fileOf(path)
{
    if (path !== GLOBALS.css)
        return readFileSync(join(path === GLOBALS.icons ? OUT : ROOT, path));
    const style = join(ROOT, 'static/style');
    return Buffer.concat(readdirSync(style).sort().map((name) => readFileSync(join(style, name))));
}

function serve(pages)
{
    const server = createServer((request, response) => {
        const path = new URL(request.url, 'http://localhost').pathname;
        const html = pages.get(path.slice(1));
        const type = TYPES[extname(path)];
        response.setHeader('Content-Security-Policy', CSP);
        if (html) {
            response.setHeader('Content-Type', 'text/html; charset=utf-8');
            response.end(html);
        } else if (type && /^\/static\/[a-z.]+$/.test(path)) {
            response.setHeader('Content-Type', type);
            response.end(fileOf(path));
        } else {
            response.statusCode = 404;
            response.end();
        }
    });
    return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

async function axeFindings(page, source)
{
    await page.evaluate(source);
    const { violations } = await page.evaluate((tags) =>
        globalThis.axe.run({ runOnly: { type: 'tag', values: tags } }), RULES);
    return violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.html.slice(0, 140)} ${node.failureSummary ?? ''}`));
}

/* What the axe rules do not see: a page wider than its window, script errors, refusals by CSP. */
async function lookAt(context, url, file, source)
{
    const page = await context.newPage();
    const said = [];
    page.on('pageerror', (error) => said.push(`script: ${error.message}`));
    page.on('console', (message) => {
        if (message.type() === 'error' && !message.text().includes('404'))
            said.push(`console: ${message.text()}`);
    });
    await page.goto(url);
    await page.screenshot({ path: file, fullPage: true });
    const extra = await page.evaluate(() =>
        document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (extra > 0)
        said.push(`wider than the window by ${extra} px`);
    said.push(...await axeFindings(page, source));
    await page.close();
    return said;
}

async function main(wanted)
{
    mkdirSync(join(OUT, 'static'), { recursive: true });
    execFileSync(process.execPath,
        [join(ROOT, 'static/sprite.mjs'), join(OUT, 'static/icons.svg')]);
    const mock = JSON.parse(readFileSync(new URL('mock.json', import.meta.url), 'utf8'));
    const pages = renderAll(mock);
    const only = (all) => {
        const some = all.filter((name) => wanted.includes(name));
        return some.length ? some : all;
    };
    const names = only([...pages.keys()]);
    const looks = only(Object.keys(LOOKS));
    const server = await serve(pages);
    const require = createRequire(import.meta.url);
    const source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGS });
    let findings = 0;
    for (const look of looks) {
        const context = await browser.newContext({ ...LOOKS[look], reducedMotion: 'reduce' });
        for (const name of names) {
            const url = `http://127.0.0.1:${server.address().port}/${name}`;
            const said = await lookAt(context, url, join(OUT, `${name}-${look}.png`), source);
            said.forEach((line) => console.log(`${name} ${look}: ${line}`));
            findings += said.length;
        }
        await context.close();
    }
    await browser.close();
    server.close();
    console.log(`${names.length} pages in ${looks.length} looks, ${findings} findings`);
    process.exitCode = findings ? 1 : 0;
}

await main(process.argv.slice(2));
