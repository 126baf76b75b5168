/* SPDX-License-Identifier: Apache-2.0 */
/* Looks at every page: phone and desktop, light and dark, the panel full, empty and failing.
 * Pictures and index.html go to build/screens/. What axe-core finds serious, a page wider than its
 * window, a script's error, a refusal by CSP, a layout that jumps and a focus that does not show
 * are failures. `node screens.mjs [WORD]`: only addresses with WORD in them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DESKTOP, LIKE_MAIN, PANEL, PHONE, STATE, findings, launch, value }
    from '../browser/browser.mjs';
import { writeIndex } from './gallery.mjs';
import { PEOPLE, forgottenOf, routesOf, shotsOf } from './pages.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const OUT = `${ROOT}build/screens/`;
const WORKERS = 2;
const ELEMENTS = 900;
const SHIFT = 0.02;
const SIZES = {
    desktop: { viewport: DESKTOP, deviceScaleFactor: 1 },
    phone: { viewport: PHONE, deviceScaleFactor: 2, hasTouch: true },
};

/* ---- the panel's content ---- */

const SOCKET = ['--no-defaults', '--default-character-set=utf8mb4', '-S',
    `${STATE}/run/mariadb.sock`, '-u', 'root'];
const sql = (input) => execFileSync('mariadb', [...SOCKET, 'hatchery'],
    { input, stdio: ['pipe', 'ignore', 'inherit'] });
const ACCOUNT = `SET @account = ${value('customer.txt', 'account')};\n`;
/* What `make run` put there. */
const GIVEN = ['plan', 'image', 'image_copy', 'node', 'storage', 'network', 'ip_pool', 'ip'];

function empty()
{
    const tables = [...GIVEN, 'task', 'task_step', 'task_log', 'task_stat', 'kind_stat', 'audit'];
    const dump = execFileSync('mariadb-dump', [...SOCKET, '--no-create-info', '--replace',
        '--skip-add-locks', 'hatchery', ...GIVEN], { maxBuffer: 1 << 26 });
    sql(`SET foreign_key_checks = 0; ${tables.map((one) => `DELETE FROM ${one};`).join(' ')}`);
    return dump;
}

function fill(dump)
{
    sql(dump);
    sql(ACCOUNT + readFileSync(new URL('fill.sql', import.meta.url), 'utf8'));
}

/* ---- checks beside axe-core's ---- */

/* In the page: how much its layout jumped. */
function watchShifts()
{
    globalThis.shifted = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((one) => {
        globalThis.shifted += one.hadRecentInput ? 0 : one.value;
    })).observe({ type: 'layout-shift', buffered: true });
}

/* In the page: what has the focus and does not show it, by itself or by what is around it. */
function unseenFocus()
{
    const shows = (one) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(one);
        return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
    };
    const inTheWay = document.activeElement;
    const said = [];
    for (const one of document.querySelectorAll('a[href], button, input, select, textarea, '
        + 'summary, [tabindex="0"]')) {
        if (one.disabled || one.type === 'hidden' || !one.checkVisibility())
            continue;
        one.focus({ focusVisible: true, preventScroll: true });
        if (document.activeElement === one && ![one, one.closest('label'), one.parentElement]
            .some((around) => around && shows(around)))
            said.push(`the focus does not show on ${one.outerHTML.slice(0, 120)}`);
    }
    (inTheWay ?? document.body).focus({ preventScroll: true });
    document.activeElement.blur();
    return said;
}

async function judge(page, size)
{
    const said = [];
    const { wider, shifted, elements } = await page.evaluate(() => ({
        wider: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        shifted: globalThis.shifted, elements: document.querySelectorAll('*').length }));
    if (wider > 0)
        said.push(`wider than the window by ${wider} px`);
    if (shifted > SHIFT)
        said.push(`its layout jumped by ${shifted.toFixed(3)}`);
    if (size === 'desktop')
        said.push(...await page.evaluate(unseenFocus));
    return { said, elements };
}

/* What axe-core finds less than serious is for reading. */
async function judgeLook(page, name, said)
{
    for (const { id, impact, nodes } of await findings(page)) {
        const words = `${impact} ${id}: ${nodes[0].html.slice(0, 140)}`;
        if (impact === 'serious' || impact === 'critical')
            said.push(words);
        else
            console.log(`# ${name}: ${words}`);
    }
}

/* ---- pictures ---- */

const nameOf = ({ route, content, special }) =>
    [route.replace(/<(id|name)>/g, '$1').replace(/\W+/g, '-').replace(/^-|-$/g, '') || 'first', content,
        special].filter(Boolean).join('.');

async function lookAt(context, shot, size, said)
{
    const page = await context.newPage();
    const wrong = [];
    page.on('pageerror', (error) => wrong.push(`script: ${error.message}`));
    page.on('console', (message) => {
        if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
            wrong.push(`console: ${message.text()}`);
    });
    const answer = await page.goto(shot.address);
    if (answer.status() !== shot.status)
        wrong.push(`answered with ${answer.status()}`);
    if (shot.act)
        await shot.act(page).catch((error) => wrong.push(error.message.split('\n')[0]));
    await page.waitForLoadState('networkidle');
    const judged = await judge(page, size);
    for (const scheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.screenshot({ path: `${OUT}${nameOf(shot)}.${size}-${scheme}.png`,
            fullPage: true });
        await judgeLook(page, `${nameOf(shot)} ${size} ${scheme}`, wrong);
    }
    await page.close();
    said.push(...[...wrong, ...judged.said].map((words) => `${size}: ${words}`));
    return judged.elements;
}

async function takeAll(shots, contexts)
{
    const left = [...shots];
    const work = async () => {
        for (let shot = left.shift(); shot; shot = left.shift()) {
            shot.said = [];
            for (const size of Object.keys(SIZES))
                shot.elements = await lookAt(await contexts(shot.who, size), shot, size, shot.said)
                    .catch((error) => { shot.said.push(`${size}: ${error.message}`); });
            console.log(`${shot.said.length ? 'not ok' : 'ok'} ${nameOf(shot)}`);
            shot.said.forEach((words) => console.log(`#   ${words}`));
            if (shot.elements > ELEMENTS)
                console.log(`# ${nameOf(shot)}: ${shot.elements} elements`);
        }
    };
    await Promise.all(Array.from({ length: WORKERS }, work));
}

/* ---- who looks ---- */

async function signIn(browser, { file, email, root })
{
    const context = await browser.newContext({ baseURL: PANEL });
    const answer = await context.request.post(`${root}/signin`, { maxRedirects: 0,
        headers: { origin: PANEL }, form: {
            email: email ?? value(file, 'email'),
            password: value(file ?? 'customer.txt', 'password') } });
    if (answer.status() !== 303)
        throw new Error(`${email ?? file} cannot sign in: ${answer.status()}`);
    const state = await context.storageState();
    sql('UPDATE session SET proved_at = NOW(6) + INTERVAL 1 HOUR'); /* none is asked again */
    await context.close();
    return state;
}

/* A context a person and size, made when it is first wanted. */
function contextsOf(browser)
{
    const states = {};
    const made = {};
    const make = async (who, size) => {
        if (PEOPLE[who])
            states[who] ??= signIn(browser, PEOPLE[who]);
        const context = await browser.newContext({ ...LIKE_MAIN, ...SIZES[size],
            storageState: await states[who] });
        await context.addInitScript(watchShifts);
        context.setDefaultTimeout(90000);
        return context;
    };
    return (who, size) => {
        made[`${who} ${size}`] ??= make(who, size);
        return made[`${who} ${size}`];
    };
}

async function main(word)
{
    const routes = routesOf();
    const forgotten = forgottenOf(routes);
    const wanted = shotsOf(routes).filter(({ address }) => address.includes(word));
    rmSync(OUT, { recursive: true, force: true });
    mkdirSync(OUT, { recursive: true });
    const browser = await launch();
    const contexts = contextsOf(browser);
    const dump = empty();
    await takeAll(wanted.filter(({ content }) => content === 'empty'), contexts);
    fill(dump);
    const rest = wanted.filter(({ content }) => content !== 'empty');
    const changes = ({ route }) => route.startsWith('POST ');
    await takeAll(rest.filter((shot) => !changes(shot)), contexts);
    await takeAll(rest.filter(changes), contexts);
    await browser.close();
    forgotten.forEach((route) => console.log(`not ok ${route} has no picture`));
    writeIndex(OUT, wanted.map((shot) => ({ ...shot, name: nameOf(shot) })), SIZES);
    const failed = wanted.filter(({ said }) => said.length).length + forgotten.length;
    console.log(`${wanted.length + forgotten.length - failed} passed, ${failed} failed`);
    process.exitCode = failed ? 1 : 0;
}

await main(process.argv[2] ?? '');
