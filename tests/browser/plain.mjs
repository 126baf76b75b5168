/* SPDX-License-Identifier: Apache-2.0 */
/* Without JavaScript: sign in, a machine with a password shown once, deletion, sign out. */
import { chmodSync, writeFileSync } from 'node:fs';
import { PANEL, STATE, becomesByReloading, check, lookAtTwin, showsName, signIn, ssh, tell, until }
    from './browser.mjs';

const NAME = 'plain-01';
const machine = {};

async function createMachine(page)
{
    await page.goto('/');
    await page.getByRole('link', { name: 'Create machine' }).first().click();
    await page.getByRole('button', { name: 'Create machine' }).click();
    check(await page.locator('#name_error').count(), 'a machine without a name was taken');
    await lookAtTwin(page, 'plain-vm-create-refused');
    await page.getByLabel('Name', { exact: true }).fill(NAME);
    for (const key of await page.locator('[name=ssh_key_id]').all())
        await key.uncheck();
    const sent = await page.locator('form.create').evaluate((form) =>
        new URLSearchParams(new FormData(form)).toString());
    await page.getByRole('button', { name: 'Create machine' }).click();
    machine.password = await page.locator('.secret code').innerText();
    machine.v4 = await page.locator('dl code').nth(1).innerText();
    await lookAtTwin(page, 'plain-vm-created');
    await page.getByRole('link', { name: `Go to ${NAME}` }).click();
    machine.path = new URL(page.url()).pathname;
    await becomesByReloading(page, 'Running');
    check(!(await page.content()).includes(machine.password), 'the password is shown again');
    await sendAgain(page, sent);
}

/* As a double click does, whose second answer is the one that is shown. */
async function sendAgain(page, body)
{
    const answer = await page.request.post('/vm', { data: body, maxRedirects: 0,
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: PANEL } });
    check(answer.status() === 303, `the same form again: ${answer.status()}`);
    await page.goto(answer.headers().location);
    check(new URL(page.url()).pathname === machine.path, page.url());
    check((await page.locator('.flash.bad').innerText()).includes('was shown once'),
        'it does not say that there was a password');
}

/* ssh asks a program, so that the password stands in no command line. */
async function signsInByPassword()
{
    const asks = `${STATE}.askpass`;
    writeFileSync(`${STATE}.password`, `${machine.password}\n`, { mode: 0o600 });
    writeFileSync(asks, `#!/bin/sh\ncat ${STATE}.password\n`);
    chmodSync(asks, 0o700);
    const env = { SSH_ASKPASS: asks, SSH_ASKPASS_REQUIRE: 'force' };
    await showsName(machine.v4, NAME);
    const name = await until(90, 'SSH listens', () =>
        ssh(machine.v4, 'hostname', env).catch((error) =>
            /refused|timed out/.test(error.message) ? '' : Promise.reject(error)));
    check(name === NAME, `the host's name is ${name}`);
}

async function deleteMachine(page)
{
    await page.goto(machine.path);
    await page.getByRole('link', { name: 'Delete', exact: true }).click();
    await page.getByLabel(/to confirm/).fill(NAME);
    await page.getByRole('button', { name: 'Delete machine' }).click();
    await page.waitForURL(/\/task\/\d+$/);
    await becomesByReloading(page, 'Done');
}

await tell('plain', { javaScriptEnabled: false }, async ({ step, page }) => {
    await step('without a script: sign in', async () => {
        await signIn(page, '', 'customer.txt');
        await lookAtTwin(page, 'plain-vm-list');
    });
    await step('without a script: a machine and its password', () => createMachine(page));
    await step('without a script: SSH with that password', signsInByPassword);
    await step('without a script: delete', () => deleteMachine(page));
    await step('without a script: sign out', async () => {
        await page.locator('details.who summary').click();
        await page.getByRole('button', { name: 'Sign out' }).click();
        await page.waitForURL('**/signin');
        await page.goto('/vm');
        check(page.url().includes('/signin?next='), 'still signed in');
    });
});
