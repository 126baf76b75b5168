/* SPDX-License-Identifier: Apache-2.0 */
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { fileURLToPath } from 'node:url';

/* What is shown of the routes that `build/tests/routes` says: each as it is, with a full and an
 * empty panel, and what else is worth a look. A new route needs a line here only when its address
 * has an <id> of a noun that has none yet, when it is a POST, or has more than one look. */

/* What stands for <id> in an address, by its beginning; fill.sql makes them. */
const IDS = [
    ['/vm/', 9001], ['/task/', 9001], ['/ssh-key/', 9001], ['/script/', 9001],
    ['/admin/script/', 9003],
    ['/admin/vm/', 9001], ['/admin/task/', 9001], ['/admin/node/', 9001],
    ['/admin/account/', 9001], ['/admin/account/<id>/resume', 9002], ['/admin/user/', 9001],
    ['/admin/group/', 9001],
    ['/admin/plan/', 9001], ['/admin/image/', 9001], ['/admin/ip/', 19001],
    ['/admin/ip_pool/', 9001], ['/admin/difference/', 9001],
    ['/admin/outbox/', 9001], ['/schedule/', 9001], ['/admin/schedule/', 9001],
    ['/admin/hook/', 9001], ['/admin/role/', 5], ['/account/user/', 9001],
    ['/task/<id>/again', 9010], ['/admin/task/<id>/again', 9010],
    ['/token/', 9001], ['/admin/token/', 9001], ['/audit/', 9001], ['/admin/audit/', 9001],
    ['/reseller/customer/', 9006], ['/reseller/customer/<id>/resume', 9007],
    ['/reseller/plan/', 9004], ['/profile/passkey/', 9001], ['/admin/profile/passkey/', 9002],
    ['/reseller/image/', 9004], ['/reseller/image/<id>/withhold', 9001],
];

/* Who looks: the file that names them, or fill.sql's address. */
export const PEOPLE = {
    nobody: null,
    customer: { file: 'customer.txt', root: '' },
    suspended: { email: 'rui@tavira.example', root: '' },
    administrator: { file: 'admin.txt', root: '/admin' },
    reseller: { email: 'sofie@kattegat.example', root: '' },
};

const press = (name) => async (page) => {
    await page.getByRole('main').getByRole('button', { name }).click();
    await page.waitForLoadState();
};

async function createMachine(page)
{
    await page.getByLabel('Name', { exact: true }).fill(`pictured-${page.viewportSize().width}`);
    await page.getByRole('radio', { name: /Hatchery small/ }).check();
    for (const box of await page.getByRole('checkbox', { name: /make a password/i }).all())
        await box.check();
    await press('Create machine')(page);
    await page.locator('.secret').waitFor();
}

/* The code of this half minute (RFC 6238). */
function codeOf(seed)
{
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
    const bits = [...seed].map((one) => letters.indexOf(one).toString(2).padStart(5, '0')).join('');
    const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
    const step = Buffer.alloc(8);
    step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)));
    const hash = createHmac('sha1', key).update(step).digest();
    const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
    return String(number % 1000000).padStart(6, '0');
}

/* Several looks change the same person's second step: one after the other. */
let before = Promise.resolve();
const oneByOne = (act) => (page) => {
    before = before.catch(() => {}).then(() => act(page));
    return before;
};

async function beginStep(page)
{
    await page.reload();
    const off = page.getByRole('link', { name: 'Switch it off' });
    if (await off.count()) {
        await off.click();
        await press('Switch off')(page);
    }
    await press('Set it up')(page);
}

async function setStep(page)
{
    await beginStep(page);
    const seed = await page.locator('.secret code').innerText();
    await page.getByLabel('Code', { exact: true }).fill(codeOf(seed.replaceAll(' ', '')));
    await press('Switch on')(page);
    await page.locator('.codes').waitFor();
}

async function renewCodes(page)
{
    await setStep(page);
    await page.getByRole('link', { name: 'I have kept them' }).click();
    await press('Make new recovery codes')(page);
    await page.locator('.codes').waitFor();
}

/* At an address none is offered, but asked for all the same. */
const askPasskey = (action, fields) => (page) => Promise.all([page.waitForURL(`**${action}`),
    page.evaluate(([to, values]) => {
        const form = document.querySelector('form[method="post"]').cloneNode();
        const seals = document.querySelectorAll('[name="csrf"], [name="request_key"]');
        form.append(...[...seals].slice(0, 2).map((one) => one.cloneNode()));
        for (const [name, value] of values)
            form.append(Object.assign(document.createElement('input'), { name, value }));
        form.action = to;
        document.body.append(form);
        form.submit();
    }, [action, fields])]);

/* route, content, what is special, address, and who looks or what is done first; `status` where
 * the answer is no 200. */
const MORE = [
    ['POST /vm', 'full', 'password', '/vm/create', { act: createMachine }],
    ['POST /admin/account/<id>/vm', 'full', 'password', '/admin/account/9001/vm/create',
        { act: createMachine }],
    ['POST /reseller/customer/<id>/vm', 'full', 'password', '/reseller/customer/9006/vm/create',
        { act: createMachine }],
    ['POST /reseller/customer/<id>/user/<id>/link', 'full', 'shown', '/reseller/customer/9006',
        { act: async (page) => {
            await page.getByRole('main').getByRole('button', { name: /^Sign-in link/ }).first().click();
            await page.locator('.secret').waitFor();
        } }],
    ['POST /token', 'full', 'made', '/token/create', { act: async (page) => {
        await page.getByLabel('Name', { exact: true }).fill(`pictured-${page.viewportSize().width}`);
        await press('Create token')(page);
        await page.locator('.secret').waitFor();
    } }],
    ['/token/create', 'failing', 'refused', '/token/create', { act: press('Create token') }],
    ['/search', 'full', 'several', '/search?q=web'],
    ['POST /admin/user/<id>/act', 'full', 'way', '/admin/user/9001/act',
        { act: press('Act as this user') }],
    ['/admin/search', 'full', 'several', '/admin/search?q=web'],
    ['/admin/search', 'empty', 'nothing', '/admin/search?q=203.0.113.77'],
    ['/admin/search', 'full', 'held', '/admin/search?q=203.0.113.1'],
    ['POST /admin/hook', 'failing', 'refused', '/admin/hook/create', { act: press('Add hook') }],
    ['POST /admin/plan', 'failing', 'refused', '/admin/plan/create', { act: press('Create plan') }],
    ['POST /admin/ip_pool/<id>', 'failing', 'refused', '/admin/ip_pool/9001',
        { act: press('Add range') }],
    ['/admin/ip_hold/at', 'failing', 'refused', '/admin/ip_hold/at?address=web&at=noon'],
    ['/vm', 'full', 'filtered', '/vm?filter=state:running'],
    ['/vm', 'full', 'none-fits', '/vm?filter=name:nothing-is-named-so'],
    ['/vm', 'failing', 'filter', '/vm?filter=colour:red', { status: 422 }],
    ['/vm', 'failing', 'suspended', '/vm', { who: 'suspended' }],
    ['/vm/create', 'failing', 'refused', '/vm/create', { act: press('Create machine') }],
    ['/vm/create', 'failing', 'suspended', '/vm/create', { who: 'suspended' }],
    ['/vm/<id>', 'full', 'stopped', '/vm/9004'],
    ['/vm/<id>/plan', 'full', 'busy', '/vm/9006/plan'],
    ['/vm/<id>', 'full', 'creating', '/vm/9005'],
    ['/vm/<id>', 'full', 'restarting', '/vm/9006'],
    ['/vm/<id>', 'full', 'long-name', '/vm/9009'],
    ['/vm/<id>', 'failing', 'failed', '/vm/9007'],
    ['/vm/<id>', 'failing', 'unknown', '/vm/9008'],
    ['/vm/<id>', 'failing', 'suspended', '/vm/9101', { who: 'suspended' }],
    ['/vm/<id>', 'failing', 'not-here', '/vm/7', { status: 404 }],
    ['/vm/<id>/delete', 'failing', 'refused', '/vm/9004/delete', { act: press('Delete machine') }],
    ['/vm/bulk', 'full', 'ticked', '/vm/bulk?act=shutdown&id=9001&id=9004&filter='],
    ['/vm/bulk/delete', 'full', 'ticked', '/vm/bulk/delete?id=9001&id=9004'],
    ['POST /vm/bulk/delete', 'failing', 'refused', '/vm/bulk/delete?id=9001&id=9004',
        { act: press('Delete') }],
    ['/vm', 'full', 'ticked', '/vm', { act: async (page) => {
        await page.getByRole('checkbox').first().check();
    } }],
    ['/task/<id>', 'full', 'running', '/task/9003'],
    ['/task/<id>', 'failing', 'many', '/task/9010'],
    ['/task/<id>', 'full', 'waiting', '/task/9005'],
    ['/task/<id>', 'failing', 'failed', '/task/9002'],
    ['/task/<id>', 'failing', 'cancelled', '/task/9008'],
    ['/schedule/<id>', 'failing', 'skipped', '/schedule/9002'],
    ['/admin/schedule/create', 'full', 'machine', '/admin/schedule/create?vm=9001'],
    ['/schedule/create', 'failing', 'refused', '/schedule/create',
        { act: press('Add schedule') }],
    ['/ssh-key', 'failing', 'refused', '/ssh-key', { act: press('Add key') }],
    ['/signin', 'failing', 'refused', '/signin', { act: press('Sign in') }],
    ['/account', 'failing', 'suspended', '/account', { who: 'suspended' }],
    ['/profile', 'failing', 'refused', '/profile', { act: async (page) => {
        await page.getByLabel('Name', { exact: true }).fill('');
        await press('Save')(page);
    } }],
    ['/profile/password', 'failing', 'refused', '/profile/password',
        { act: press('Change password') }],
    ['/admin/account/create', 'failing', 'refused', '/admin/account/create',
        { act: press('Create account') }],
    ['/admin/account/<id>', 'failing', 'refused', '/admin/account/9001', { act: press('Invite') }],
    ['/admin/audit', 'full', 'refused', '/admin/audit?filter=result:refused'],
    ['/admin/account/<id>', 'failing', 'suspended', '/admin/account/9002'],
    ['/admin/account/<id>', 'full', 'long-name', '/admin/account/9004'],
    ['/admin/ip_hold', 'full', 'of-one', '/admin/ip_hold?filter=ip:203.0.113.1'],
    ['/admin/ip_hold/at', 'full', 'asked',
        '/admin/ip_hold/at?address=203.0.113.1&at=2026-08-01T10:00'],
    ['/admin/difference/<id>', 'full', 'unknown', '/admin/difference/9002'],
    ['/admin/plan/create', 'failing', 'refused', '/admin/plan/create',
        { act: press('Create plan') }],
    ['/admin/plan/<id>', 'full', 'retired', '/admin/plan/9003'],
    ['/admin/node/<id>', 'failing', 'silent', '/admin/node/9002'],
    ['/admin/node/<id>', 'full', 'new', '/admin/node/9003'],
    ['/vm/<id>', 'full', 'week', '/vm/9001?span=week'],
    ['/vm/<id>', 'full', 'year', '/vm/9001?span=year'],
    ['/reset', 'full', 'link', `/reset?link=${'r'.repeat(43)}`],
    ['/invite', 'full', 'link', `/invite?link=${'i'.repeat(43)}`],
    ['/invite', 'failing', 'refused', `/invite?link=${'i'.repeat(43)}`,
        { act: press('Accept and sign in') }],
    ['/address', 'full', 'link', `/address?link=${'a'.repeat(43)}`],
    ['/welcome', 'full', 'link', `/welcome?link=${'w'.repeat(43)}`],
    ['/welcome', 'failing', 'refused', `/welcome?link=${'w'.repeat(43)}`,
        { act: press('Make the account') }],
    ...['', '/admin'].flatMap((root) => [
        [`POST ${root}/profile/totp/begin`, 'full', 'seed', `${root}/profile/totp`,
            { act: oneByOne(beginStep) }],
        [`POST ${root}/profile/totp`, 'full', 'codes', `${root}/profile/totp`, { act: oneByOne(setStep) }],
        [`POST ${root}/profile/totp/codes`, 'full', 'new-codes', `${root}/profile/totp`,
            { act: oneByOne(renewCodes) }],
        [`POST ${root}/profile/passkey/begin`, 'full', 'asked', `${root}/profile`,
            { act: askPasskey(`${root}/profile/passkey/begin`, [['name', 'Phone']]) }],
        [`POST ${root}/signin/passkey`, 'full', 'asked', `${root}/signin`,
            { act: askPasskey(`${root}/signin/passkey`, [['next', '']]) }],
        [`POST ${root}/again/passkey`, 'full', 'asked', `${root}/again`,
            { act: askPasskey(`${root}/again/passkey`, [['next', '']]) }],
    ]),
    ['/profile/network', 'failing', 'refused', '/profile/network', { act: async (page) => {
        await page.getByLabel('Networks').fill('192.0.2.1/24');
        await press('Save')(page);
    } }],
    ['/forgot', 'failing', 'refused', '/forgot', { act: press('Send the link') }],
    ['/admin/outbox/<id>', 'failing', 'given-up', '/admin/outbox/9003'],
    ['/admin/signin', 'failing', 'refused', '/admin/signin', { act: press('Sign in') }],
    ['/admin/vm', 'full', 'none-fits', '/admin/vm?filter=name:nothing-is-named-so'],
    ['/admin/vm', 'full', 'filtered', '/admin/vm?filter=state:running+node:fra-n02&sort=-created'],
    ['/admin/vm', 'failing', 'filter', '/admin/vm?filter=colour:red', { status: 422 }],
    ['/admin/task', 'full', 'failed', '/admin/task?filter=state:failed'],
    ['/admin/vm/<id>', 'full', 'creating', '/admin/vm/9005'],
    ['/admin/vm/<id>', 'failing', 'failed', '/admin/vm/9007'],
    ['/admin/vm/<id>', 'failing', 'not-here', '/admin/vm/7', { status: 404 }],
    ['/admin/vm/bulk', 'full', 'ticked', '/admin/vm/bulk?act=stop&id=9001&id=9004'],
    ['/admin/task/<id>', 'full', 'running', '/admin/task/9003'],
    ['/admin/task/<id>', 'full', 'slow', '/admin/task/9301'],
    ['/admin/task/kind/<name>', 'full', 'year', '/admin/task/kind/vm_create?span=year'],
    ['/admin/task/kind/<name>', 'full', 'held', '/admin/task/kind/vm_delete'],
    ['/admin/task/kind/<name>', 'failing', 'not-here', '/admin/task/kind/vm_paint',
        { status: 404 }],
    ['/admin/task/kind/<name>/change', 'failing', 'refused', '/admin/task/kind/vm_create/change',
        { act: async (page) => {
            await page.getByLabel('Time limit of one try').fill('1');
            await press('Save')(page);
        } }],
    ['/admin/task/<id>', 'full', 'waiting', '/admin/task/9005'],
    ['/admin/task/<id>', 'failing', 'failed', '/admin/task/9002'],
    ['/admin/task/<id>', 'failing', 'errors', '/admin/task/9002?level=error'],
];

/* What a mail leads to: nothing without the mail's secret. */
const LINKS = /\/(reset|invite|join|address|welcome|signin\/link)$/;

/* What stands for <name>: there are names of task kinds alone. */
const NAME = 'vm_create';

function addressOf(path)
{
    const known = IDS.findLast(([begin]) => path.startsWith(begin));
    return path.includes('<id>') && !known ? null
        : path.replaceAll('<id>', known?.[1]).replaceAll('<name>', NAME);
}

function whoLooks(path)
{
    if (/\/(signin|signin\/code|signin\/link|forgot|reset|invite|join|address|register|welcome|act)(\?|$)/.test(path)
        && !/\/user\//.test(path))
        return 'nobody';
    return path.startsWith('/admin/') ? 'administrator'
        : path.startsWith('/reseller/') ? 'reseller' : 'customer';
}

/* [{ method, path }], as the faces' tables have them. */
export function routesOf()
{
    const program = fileURLToPath(new URL('../../build/tests/routes', import.meta.url));
    return execFileSync(program, { encoding: 'utf8' }).trim().split('\n')
        .map((line) => line.split(' ')).map(([method, path]) => ({ method, path }));
}

/* [{ route, content, special, address, who, act, status }] of all contents. */
export function shotsOf(routes)
{
    const shots = MORE.map(([route, content, special, address, more]) =>
        ({ route, content, special, address, who: whoLooks(address), status: 200, ...more }));
    for (const { method, path } of routes) {
        const address = addressOf(path);
        const as = { route: path, special: '', address, who: whoLooks(path), status: 200 };
        if (method === 'GET' && LINKS.test(path))
            shots.push({ ...as, content: 'failing', special: 'no-link', status: 404 });
        else if (method === 'GET' && address)
            shots.push({ ...as, content: 'full' });
        if (method === 'GET' && address === path && ['customer', 'administrator'].includes(as.who))
            shots.push({ ...as, content: 'empty' });
    }
    return shots;
}

export function forgottenOf(routes)
{
    const shown = new Set(shotsOf(routes).map(({ route }) => route));
    return routes.map(({ method, path }) => method === 'GET' ? path : `${method} ${path}`)
        .filter((route) => !shown.has(route));
}
