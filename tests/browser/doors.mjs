/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong passwords: a message ten times, then a page that says to wait, for everybody from there.
 * The last story, since the door stays shut for ten minutes. */
import { check, look, tell, value } from './browser.mjs';

async function tryOnce(page, password, root = '', file = 'customer.txt')
{
    await page.goto(`${root}/signin`);
    await page.getByLabel('E-mail').fill(value(file, 'email'));
    await page.getByLabel('Password').fill(password);
    const [answer] = await Promise.all([
        page.waitForResponse((one) => one.request().method() === 'POST'),
        page.getByRole('button', { name: 'Sign in' }).click()]);
    await page.waitForLoadState();
    return answer;
}

await tell('doors', {}, async ({ step, page }) => {
    await step('ten wrong passwords are answered alike', async () => {
        for (let tries = 1; tries <= 10; tries++) {
            const answer = await tryOnce(page, `wrong ${tries}`);
            check(answer.status() === 401, `try ${tries}: ${answer.status()}`);
        }
        check(await page.getByRole('alert').innerText() ===
            'E-mail and password do not match. Try again.', 'no message');
        await look(page, 'signin-wrong');
    });
    await step('the eleventh gets 429 and a page that says when', async () => {
        const answer = await tryOnce(page, 'wrong 11');
        check(answer.status() === 429, String(answer.status()));
        check(Number(answer.headers()['retry-after']) > 0, 'no Retry-After');
        check(/Try again in \d+ (seconds|minutes)/.test(await page.innerText('main')), 'no words');
        await look(page, 'too-many-tries');
    });
    await step('so does the right password', async () => {
        const answer = await tryOnce(page, value('customer.txt', 'password'));
        check(answer.status() === 429, String(answer.status()));
    });
    await step('and the administrator, from the same address', async () => {
        const answer = await tryOnce(page, value('admin.txt', 'password'), '/admin', 'admin.txt');
        check(answer.status() === 429, String(answer.status()));
    });
});
