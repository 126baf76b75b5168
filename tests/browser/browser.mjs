/* SPDX-License-Identifier: Apache-2.0 */
/* What the stories share: the browser, steps with a name, pictures in four looks, axe-core, and a
 * failure told so that it can be understood: picture, address, and the page's words. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { chromium } from 'playwright-core';

export const { URL: PANEL, STATE, KEY } = process.env;
const BOOT = Number(process.env.BOOT ?? 150);
const SCREENS = fileURLToPath(new URL('../../build/stories/', import.meta.url));
const ARGS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
    '--disable-quic'];
export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };
const LOOKS = [
    { name: 'desktop', size: DESKTOP, colorScheme: 'light', scale: 'css', axe: true },
    { name: 'desktop-dark', size: DESKTOP, colorScheme: 'dark', scale: 'css' },
    { name: 'phone', size: PHONE, colorScheme: 'light', scale: 'device' },
    { name: 'phone-dark', size: PHONE, colorScheme: 'dark', scale: 'device', axe: true },
];
export const LIKE_MAIN = { baseURL: PANEL, viewport: DESKTOP, deviceScaleFactor: 2,
    reducedMotion: 'reduce' };
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/* value('customer.txt', 'email') */
export function value(file, key)
{
    const line = readFileSync(`${STATE}/${file}`, 'utf8').split('\n')
        .find((one) => one.startsWith(`${key}=`));
    return line.slice(key.length + 1);
}

export function check(holds, words)
{
    if (!holds)
        throw new Error(words);
}

export const launch = () =>
    chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGS });

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/* Asks until what comes back is true, and returns that. */
export async function until(seconds, words, ask)
{
    const end = Date.now() + seconds * 1000;
    for (;;) {
        const answer = await ask();
        if (answer)
            return answer;
        check(Date.now() < end, `${words}: not within ${seconds} s`);
        await sleep(300);
    }
}

/* ---- pictures and what axe finds ---- */

export async function findings(page)
{
    await page.evaluate(AXE);
    const { violations } = await page.evaluate((tags) =>
        globalThis.axe.run({ runOnly: { type: 'tag', values: tags } }), RULES);
    return violations;
}

/* Timers do not run where scripts are off, and axe-core waits for one: the same markup, under the
 * same address, in a page that has them. */
async function twinOf(page)
{
    const context = await page.context().browser().newContext(LIKE_MAIN);
    const twin = await context.newPage();
    const body = await page.content();
    await twin.route(page.url(), (route) =>
        route.fulfill({ contentType: 'text/html; charset=utf-8', body }));
    await twin.goto(page.url());
    return twin;
}

export async function lookAtTwin(page, name)
{
    const twin = await twinOf(page);
    await look(twin, name);
    await twin.context().close();
}

/* The live page as it is, in each look; a page wider than its window is a finding too. */
export async function look(page, name)
{
    const said = [];
    mkdirSync(SCREENS, { recursive: true });
    for (const { name: at, size, colorScheme, scale, axe } of LOOKS) {
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: `${SCREENS}${name}-${at}.png`, fullPage: true, scale });
        const wider = await page.evaluate(() => document.documentElement.scrollWidth
            - document.documentElement.clientWidth);
        if (wider > 0)
            said.push(`${at}: wider than the window by ${wider} px`);
        for (const { id, impact, nodes } of axe ? await findings(page) : []) {
            const words = `${at}: ${impact} ${id}: ${nodes[0].html.slice(0, 140)}`;
            if (impact === 'serious' || impact === 'critical')
                said.push(words);
            else
                console.log(`# ${name} ${words}`);
        }
    }
    await page.setViewportSize(DESKTOP);
    await page.emulateMedia({ colorScheme: 'light' });
    check(said.length === 0, `${name}: ${said.join('; ')}`);
}

/* ---- a story ---- */

class Ended extends Error {}

async function explain(page, name, error)
{
    console.log(`not ok ${name}`);
    stripVTControlCharacters(String(error.message)).split('\n').slice(0, 12)
        .forEach((line) => console.log(`#   ${line}`));
    if (!page || page.isClosed())
        return;
    const path = `${SCREENS}failed-${name.replace(/\W+/g, '-')}.png`;
    await page.screenshot({ path, fullPage: true }).catch(() => {});
    const words = await page.innerText('body').catch(() => '');
    console.log(`#   ${page.url()}, picture ${path}`);
    words.split('\n').filter((line) => line.trim()).slice(0, 40)
        .forEach((line) => console.log(`#   | ${line}`));
}

/* tell(NAME, CONTEXT'S OPTIONS, async ({ step, page, context, browser }) => ...): a step that
 * fails ends the story, since what follows builds on it. */
export async function tell(name, options, story)
{
    const browser = await launch();
    const context = await browser.newContext({ ...LIKE_MAIN, ...options });
    const page = await context.newPage();
    const said = [];
    page.setDefaultTimeout(45000);
    page.on('pageerror', (error) => said.push(`script: ${error.message}`));
    page.on('console', (message) => {
        if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
            said.push(`console: ${message.text()}`);
    });
    const step = async (words, act) => {
        try {
            await act();
            console.log(`ok ${words}`);
        } catch (error) {
            await explain(page, words, error);
            throw new Ended();
        }
    };
    try {
        await story({ step, page, context });
        await step(`${name}: no script failed and nothing was refused by CSP`,
            () => check(said.length === 0, said.join('\n')));
        console.log(`# told ${name}`);
    } catch (error) {
        if (!(error instanceof Ended))
            console.log(`not ok ${name}: ${error.stack}`);
        process.exitCode = 1;
    }
    await browser.close();
}

/* ---- pages ---- */

export async function signIn(page, root, file)
{
    await page.goto(`${root}/signin`);
    await page.getByLabel('E-mail').fill(value(file, 'email'));
    await page.getByLabel('Password').fill(value(file, 'password'));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL((url) => !url.pathname.endsWith('/signin'));
}

export const stateOf = (page) => page.locator('main h1 .state').innerText();

/* By the live part alone: nobody reloads. */
export async function becomes(page, words, seconds = 150)
{
    await page.evaluate(() => { globalThis.stays = true; });
    await until(seconds, `${page.url()} says ${words}`, async () =>
        (await stateOf(page)).trim() === words);
    check(await page.evaluate(() => globalThis.stays === true), 'the page was loaded anew');
}

/* Without a script whoever reads has to reload. */
export async function becomesByReloading(page, words, seconds = 150)
{
    await until(seconds, `${page.url()} says ${words}`, async () => {
        await page.reload();
        return (await stateOf(page)).trim() === words;
    });
}

/* ---- the machine itself, from outside ---- */

function run(program, args, env = {})
{
    return new Promise((resolve) => {
        const child = execFile(program, args, { timeout: 90000, env: { ...process.env, ...env } },
            (error, out, err) => resolve({ well: !error, out, err }));
        child.stdin.end();
    });
}

const bracketed = (address) => address.includes(':') ? `[${address}]` : address;

export function showsName(address, name)
{
    return until(BOOT, `${address} shows ${name}`, async () =>
        (await run('curl', ['-s', '-m', '5', '--noproxy', '*', `http://${bracketed(address)}/`]))
            .out.includes(`<h1>${name}</h1>`));
}

const SSH = ['-F', 'none', '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null',
    '-o', 'LogLevel=ERROR', '-o', 'ConnectTimeout=20', '-o', 'ServerAliveInterval=10'];

export async function ssh(address, command, env)
{
    const how = env ? ['-o', 'PubkeyAuthentication=no', '-o', 'NumberOfPasswordPrompts=1']
        : ['-o', 'BatchMode=yes', '-i', KEY];
    const { well, out, err } = await run('ssh', [...SSH, ...how, `root@${address}`, command], env);
    check(well, `ssh root@${address} ${command}: ${err}`);
    return out.trim();
}

/* The first sign-in's question; dropbear may listen a moment later than the page. */
export function hostKey(address)
{
    return until(200, `${address} has a host key`, async () =>
        (await run('ssh-keyscan', ['-T', '30', '-t', 'ed25519', address])).out
            .replace(/^\S+ /gm, '').trim());
}
