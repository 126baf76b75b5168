/* SPDX-License-Identifier: Apache-2.0 */
/* A customer's first machine: key, creation watched without reloading, the machine's own page and
 * SSH over IPv4 and IPv6, power, deletion; and what the administrator sees of it meanwhile. */
import { readFileSync } from 'node:fs';
import { KEY, becomes, check, hostKey, look, showsName, signIn, ssh, stateOf, tell }
    from './browser.mjs';

const NAME = 'first-01';
const TWICE = 'twice-01';
const machine = {};

async function addKey(page)
{
    await page.goto('/ssh-key');
    await look(page, 'ssh-key-none');
    await page.getByLabel('Name').fill('marta@laptop');
    await page.getByLabel('Public key').fill('no key at all');
    await page.getByRole('button', { name: 'Add key' }).click();
    check(await page.locator('#public_key_error').count(), 'no message at the field');
    check(await page.getByLabel('Name').inputValue() === 'marta@laptop', 'what was typed is gone');
    await look(page, 'ssh-key-refused');
    await page.getByLabel('Public key').fill(readFileSync(`${KEY}.pub`, 'utf8'));
    await page.getByRole('button', { name: 'Add key' }).click();
    await page.getByRole('rowheader', { name: 'marta@laptop' }).waitFor();
    check(await page.locator('.flash').innerText() === 'The key was added.', 'it does not say so');
    await look(page, 'ssh-key');
}

/* The answer to the second press would hold no password. */
async function pressTwice(page)
{
    await page.goto('/vm/create');
    await page.getByLabel('Name', { exact: true }).fill(TWICE);
    await page.getByRole('button', { name: 'Create machine' }).dblclick();
    await page.locator('.secret code').waitFor();
    await look(page, 'vm-created');
    await page.getByRole('link', { name: `Go to ${TWICE}` }).click();
    await becomes(page, 'Running');
    await deleteMachine(page, TWICE);
}

async function createMachine(page)
{
    await page.goto('/');
    await page.getByRole('link', { name: 'Create machine' }).first().click();
    await page.getByLabel('Name', { exact: true }).fill(NAME);
    check(await page.getByRole('checkbox', { name: /marta@laptop/ }).isChecked(),
        'the only key is not chosen');
    check(await page.locator('[data-sum=name]').innerText() === NAME, 'no sum beside the form');
    await look(page, 'vm-create');
    await page.getByRole('button', { name: 'Create machine' }).click();
    await page.waitForURL(/\/vm\/\d+$/);
    machine.path = new URL(page.url()).pathname;
    check(await page.locator('#a-reboot').isDisabled(), 'Restart does not wait for the creation');
    await becomes(page, 'Running');
    check(await page.locator('#a-reboot').isEnabled(), 'Restart still waits');
    const codes = await page.locator('[aria-labelledby=h-addresses] code').allInnerTexts();
    [machine.v4, machine.v6] = codes;
    check(/^[\d.]+$/.test(machine.v4) && /^[\da-f:]+$/.test(machine.v6), `${codes}`);
    await look(page, 'vm');
}

async function press(page, button, words)
{
    await page.goto(machine.path);
    await page.getByRole('button', { name: button, exact: true }).click();
    await page.waitForURL(`**${machine.path}`);
    await becomes(page, words);
}

/* In another tab: here, no button may become another, which would be pressed unseen. */
async function pressElsewhere(page, button, words)
{
    const buttons = page.locator('.acts .btn');
    const other = await page.context().newPage();
    await page.goto(machine.path);
    await buttons.evaluateAll((all) => all.forEach((one) => { one.was = one.id; }));
    await press(other, button, words);
    await other.close();
    await becomes(page, words);
    const now = await buttons.evaluateAll((all) => all.map(({ id, was }) => ({ id, was })));
    check(now.every(({ id, was }) => !was || was === id), JSON.stringify(now));
    check(now.some(({ was }) => was === 'a-delete'), 'Delete is another node');
}

/* SSH may answer a moment after the page. */
async function answersAs(name)
{
    await showsName(machine.v4, name);
    await showsName(machine.v6, name);
    await hostKey(machine.v4);
}

async function sameAsBefore()
{
    await answersAs(NAME);
    check(await hostKey(machine.v4) === machine.key, 'another SSH host key');
    check(await ssh(machine.v6, 'cat /root/kept') === 'kept', 'the file is gone');
}

async function watchTask(page)
{
    await page.goto('/task');
    await look(page, 'task-list');
    await page.getByRole('link', { name: /Create machine/ }).first().click();
    await page.waitForURL(/\/task\/\d+$/);
    machine.task = new URL(page.url()).pathname;
    check(await stateOf(page) === 'Done', `the task is ${await stateOf(page)}`);
    const text = await page.innerText('main');
    for (const words of ['Make the disk', 'First start', 'disk of 2048 MiB', 'started'])
        check(text.includes(words), `the task does not say: ${words}`);
    await look(page, 'task');
}

async function administratorLooks(context)
{
    const page = await context.newPage();
    await page.goto('/admin/');
    check(page.url().includes('/admin/signin'), 'a customer is let in');
    await look(page, 'admin-signin');
    await signIn(page, '/admin', 'admin.txt');
    await look(page, 'admin-start');
    for (const [path, words] of [['vm', NAME], ['node', 'node1'], ['task', 'Create machine'],
        [machine.path.slice(1), machine.v4], [machine.task.slice(1), 'First start']]) {
        await page.goto(`/admin/${path}`);
        check((await page.innerText('main')).includes(words), `/admin/${path} lacks ${words}`);
        await look(page, `admin-${path.replace(/\W+/g, '-')}`);
    }
    await page.close();
}

async function deleteMachine(page, name)
{
    await page.getByRole('link', { name: 'Delete', exact: true }).click();
    await page.getByLabel(/to confirm/).fill('another');
    await page.getByRole('button', { name: 'Delete machine' }).click();
    check(await page.locator('#confirm_error').count(), 'a wrong name was taken');
    await look(page, 'vm-delete');
    await page.getByLabel(/to confirm/).fill(name);
    await page.getByRole('button', { name: 'Delete machine' }).click();
    await page.waitForURL(/\/task\/\d+$/);
    await becomes(page, 'Done');
    await look(page, 'task-delete');
}

async function isGone(page)
{
    await page.goto('/vm');
    check((await page.innerText('main')).includes('No machines yet'), 'it is still in the list');
    check((await page.goto(machine.path)).status() === 404, 'its page is still there');
    await look(page, 'not-found');
}

await tell('customer', {}, async ({ step, page, context }) => {
    await step('the first page leads to the door', async () => {
        await page.goto('/');
        check(new URL(page.url()).pathname === '/signin', page.url());
        await look(page, 'signin');
    });
    await step('the customer signs in', () => signIn(page, '', 'customer.txt'));
    await step('there are no machines yet', async () => {
        check((await page.innerText('main')).includes('No machines yet'), 'it does not say so');
        await look(page, 'vm-list-none');
    });
    await step('a double click shows the password of one machine', () => pressTwice(page));
    await step('a key is added on its page, a bad one refused', () => addKey(page));
    await step('a machine is created and comes up without reloading', () => createMachine(page));
    await step('the machine shows its name over IPv4 and IPv6', () => answersAs(NAME));
    await step('SSH with the key, over IPv4 and IPv6', async () => {
        machine.key = await hostKey(machine.v4);
        check(await ssh(machine.v4, 'hostname') === NAME, 'another host name');
        await ssh(machine.v6, 'echo kept > /root/kept && sync');
    });
    await step('it is in the list', async () => {
        await page.goto('/');
        check((await page.innerText('main')).includes(machine.v4), 'its address is not there');
        await look(page, 'vm-list');
    });
    await step('its task says what was done', () => watchTask(page));
    await step('the administrator sees machine, node and task', () =>
        administratorLooks(context));
    await step('power off', () => pressElsewhere(page, 'Power off', 'Stopped'));
    await step('a machine that is off', () => look(page, 'vm-off'));
    await step('power on', () => pressElsewhere(page, 'Start', 'Running'));
    await step('the file and the host key are the same', sameAsBefore);
    await step('shut down', () => press(page, 'Shut down', 'Stopped'));
    await step('power on again', () => press(page, 'Start', 'Running'));
    await step('it is up', () => answersAs(NAME));
    await step('restart', async () => {
        const booted = await ssh(machine.v4, 'cat /proc/sys/kernel/random/boot_id');
        await press(page, 'Restart', 'Running');
        await sameAsBefore();
        check(await ssh(machine.v4, 'cat /proc/sys/kernel/random/boot_id') !== booted,
            'it was not started anew');
    });
    await step('it is deleted by its typed name', async () => {
        await page.goto(machine.path);
        await deleteMachine(page, NAME);
        await isGone(page);
    });
});
