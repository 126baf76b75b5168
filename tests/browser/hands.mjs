/* SPDX-License-Identifier: Apache-2.0 */
/* Two ways to use a page, with the same verbs: a pointer, and the keyboard alone, which reaches
 * everything with Tab and says when the focus cannot be seen. */
import { check } from './browser.mjs';

const button = (page, name) => page.getByRole('button', { name }).first();
const link = (page, name) => page.getByRole('link', { name }).first();
/* By its label, or a locator where a label stands twice. */
const field = (page, label) =>
    typeof label === 'string' || label instanceof RegExp ? page.getByLabel(label).first() : label;

/* Every link and button of a story leads to another page. */
async function leads(page, act)
{
    await Promise.all([page.waitForEvent('framenavigated'), act()]);
    await page.waitForLoadState();
}

export const pointer = {
    press: (page, name) => leads(page, () => button(page, name).click()),
    follow: (page, name) => leads(page, () => link(page, name).click()),
    fill: (page, label, text) => field(page, label).fill(text),
    tick: (page, label) => page.getByRole('checkbox', { name: label }).check(),
    choose: (page, label) => page.getByRole('radio', { name: label }).check(),
    async search(page, text) {
        const box = page.getByRole('searchbox').first();
        await box.fill(text);
        await leads(page, () => box.press('Enter'));
    },
};

const TABS = 150;

/* In the page: is this what Tab reached, and can a reader tell? */
function reached(wanted)
{
    const at = document.activeElement;
    if (at !== wanted)
        return null;
    const box = at.getBoundingClientRect();
    const shows = [at, at.closest('label'), at.parentElement].some((one) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(one ?? at);
        return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
    });
    return { shows, inside: box.bottom > 0 && box.top < innerHeight };
}

async function reach(page, locator)
{
    await locator.waitFor();
    const wanted = await locator.elementHandle();
    for (let tabs = 0; tabs <= TABS; tabs++) {
        const found = await page.evaluate(reached, wanted);
        if (found) {
            check(found.shows, `the focus does not show on ${locator}`);
            check(found.inside, `the focus is outside of the window on ${locator}`);
            return;
        }
        await page.keyboard.press('Tab');
    }
    check(false, `Tab does not reach ${locator}`);
}

async function enter(page, locator)
{
    await reach(page, locator);
    await leads(page, () => page.keyboard.press('Enter'));
}

export const keyboard = {
    press: (page, name) => enter(page, button(page, name)),
    follow: (page, name) => enter(page, link(page, name)),
    async fill(page, label, text) {
        await reach(page, field(page, label));
        await page.keyboard.press('ControlOrMeta+a');
        await page.keyboard.type(text);
    },
    async tick(page, label) {
        const box = page.getByRole('checkbox', { name: label });
        await reach(page, box);
        if (!await box.isChecked())
            await page.keyboard.press('Space');
    },
    /* Tab leads to the group's chosen one, the arrows from there to the others. */
    async choose(page, label) {
        const wanted = page.getByRole('radio', { name: label });
        const name = await wanted.getAttribute('name');
        const group = page.locator(`input[type=radio][name="${name}"]`);
        const chosen = group.and(page.locator(':checked'));
        await reach(page, await chosen.count() ? chosen : group.first());
        for (let turns = await group.count(); turns > 0 && !await wanted.isChecked(); turns--)
            await page.keyboard.press('ArrowDown');
        check(await wanted.isChecked(), `the arrows do not reach ${wanted}`);
    },
    async search(page, text) {
        await reach(page, page.getByRole('searchbox').first());
        await page.keyboard.type(text);
        await leads(page, () => page.keyboard.press('Enter'));
    },
};
