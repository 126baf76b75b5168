/* SPDX-License-Identifier: Apache-2.0 */
/* From nothing to a customer with a machine and back: a plan, an invitation, the first password, a
 * machine that is watched coming up, its mail, its chart, who holds its address and who held it.
 * Told twice at once: with the keyboard alone, and with a pointer and no JavaScript, where whoever
 * waits has to reload. */
import { becomes, becomesByReloading, check, tell, until, value } from './browser.mjs';
import { keyboard, pointer } from './hands.mjs';
import { mailTo } from './mail.mjs';

const PASSWORD = 'a goose lays four eggs';

/* One telling: whose hands, how one waits, and the names it gives. */
function telling(name, hands, scripts)
{
    return { name, hands, scripts, plan: `Hatch ${name}`, customer: `Studio ${name}`,
        email: `${name}@studio.example`, machine: `story-${name}`,
        becomes: scripts ? becomes : becomesByReloading };
}

/* A chart's page has nothing to draw in before the first minute is over. */
function chartHasPoints(page)
{
    return until(120, 'the chart has points', async () => {
        await page.reload();
        return await page.locator('.charts tbody tr').count() > 0;
    });
}

async function signIn(it, page, root, email, password)
{
    if (!page.url().includes('/signin'))
        await page.goto(`${root}/signin`);
    await it.hands.fill(page, 'E-mail', email);
    await it.hands.fill(page, 'Password', password);
    await it.hands.press(page, 'Sign in');
    await page.waitForURL((url) => !url.pathname.endsWith('/signin'));
}

async function makePlan(it, page)
{
    await it.hands.follow(page, 'Plans');
    await it.hands.follow(page, 'Create plan');
    await it.hands.fill(page, 'Name', it.plan);
    await it.hands.fill(page, 'vCPU', '1');
    await it.hands.fill(page, 'Memory', '256 MB');
    await it.hands.fill(page, 'Disk', '2 GB');
    await it.hands.fill(page, 'Traffic a month', '1 TB');
    await it.hands.fill(page, 'Price a month', '3.50');
    await it.hands.press(page, 'Create plan');
    await page.getByRole('main').getByText(it.plan).first().waitFor();
}

async function invite(it, page)
{
    await it.hands.follow(page, 'Accounts');
    await it.hands.follow(page, 'Create account');
    await it.hands.fill(page, page.locator('#name'), it.customer);
    await it.hands.fill(page, page.locator('#user_name'), 'Ada Gans');
    await it.hands.fill(page, 'E-mail', it.email);
    await it.hands.press(page, 'Create account');
    await page.getByRole('main').getByText(it.customer).first().waitFor();
}

async function accept(it, page)
{
    const mail = await mailTo(it.email, /You are invited/);
    const [link] = mail.match(/http:\S+\/invite\S+/);
    await page.goto(link);
    await it.hands.fill(page, 'New password', PASSWORD);
    await it.hands.press(page, 'Accept and sign in');
    check((await page.goto(link)).status() !== 200, 'the link works twice');
    await page.goto('/');
    await page.getByRole('main').getByText('No machines yet').waitFor();
}

async function createMachine(it, page)
{
    await it.hands.follow(page, 'Create machine');
    await it.hands.fill(page, 'Name', it.machine);
    await it.hands.choose(page, new RegExp(it.plan));
    await it.hands.press(page, 'Create machine');
    const go = page.getByRole('link', { name: `Go to ${it.machine}` });
    await go.waitFor();
    await it.hands.follow(page, `Go to ${it.machine}`);
    it.path = new URL(page.url()).pathname;
    await it.becomes(page, 'Running');
    it.address = await page.locator('[aria-labelledby=h-addresses] code').first().innerText();
}

async function tellAll(it, { step, page, context })
{
    const say = (words, act) => step(`${it.name}: ${words}`, act);
    const admin = page;
    const mine = await context.newPage();
    await say('the administrator signs in', () =>
        signIn(it, admin, '/admin', value('admin.txt', 'email'), value('admin.txt', 'password')));
    await say('a plan is made', () => makePlan(it, admin));
    await say('a customer is invited', () => invite(it, admin));
    await say('the mailed link leads to a first password', () => accept(it, mine));
    await say('a machine is created and comes up', () => createMachine(it, mine));
    await say('the mail says that it is ready, and where', async () => {
        const mail = await mailTo(it.email, /is ready/);
        check(mail.includes(it.address), 'the address is not in it');
    });
    await say('its chart has points within two minutes', () => chartHasPoints(mine));
    await say('the administrator finds it by its address, and who holds that', async () => {
        await it.hands.search(admin, it.address);
        check((await admin.innerText('main h1')).includes(it.machine), admin.url());
        check((await admin.innerText('main')).includes(it.customer), 'not whose it is');
    });
    await say('the administrator deletes it', async () => {
        await it.hands.follow(admin, 'Delete');
        await it.hands.fill(admin, /to confirm/, it.machine);
        await it.hands.press(admin, 'Delete machine');
        await it.becomes(admin, 'Done');
    });
    await say('who held the address is still known', async () => {
        await it.hands.search(admin, it.address);
        const words = await admin.innerText('main');
        check(words.includes(it.machine) && words.includes(it.customer), 'not whose it was');
    });
}

/* Both end with a line of their own; this one says that the whole was told. */
await Promise.all([telling('keys', keyboard, true), telling('plain', pointer, false)].map((it) =>
    tell(`story-${it.name}`, { javaScriptEnabled: it.scripts }, (all) => tellAll(it, all))));
if (!process.exitCode)
    console.log('# told story');
