/* SPDX-License-Identifier: Apache-2.0 */
/* Passkeys: an authenticator in software that says what is right, and all that is not; then a
 * browser with the one that it brings for tests, at a brand's host name. */
import { DESKTOP, launch } from '../browser/browser.mjs';
import { Authenticator, askedBy } from './authenticator.mjs';
import { PANEL, Person, finish, ok, seed, sql, value } from './client.mjs';

const SHOP = `shop.localhost:${new URL(PANEL).port}`;
const AT_SHOP = { Host: SHOP, Origin: `http://${SHOP}` };
const EMAIL = 'zq7-t1@tenant.example';
const PASSWORD = value('customer.txt', 'password');
const USER = 700001;
const one = (text) => sql(text)[0]?.[0];
const is = (got, wanted) => (String(got) === String(wanted) ? '' : `${got}, not ${wanted}`);

seed();
sql('DELETE FROM passkey');

async function entered(email = EMAIL, root = '', password = PASSWORD)
{
    const person = new Person(root);
    sql('DELETE FROM throttle');
    await person.signIn(email, password);
    return person;
}

/* Begins to add one; `said`, what the authenticator says otherwise. */
async function adds(person, device, said = {}, flags = undefined)
{
    const page = await person.send(`${person.root}/profile/passkey/begin`, [['name', 'Phone']]);
    const asked = { ...askedBy(page.body), origin: PANEL, ...said };
    return person.send(`${person.root}/profile/passkey`,
        [['name', 'Phone'], ...device.make(asked, flags)]);
}

/* A new browser that signs in with it; keeps what it sent. */
async function uses(device, said = {}, { flags, more, root = '', headers = {}, forged } = {})
{
    const person = new Person(root);
    sql('DELETE FROM throttle');
    const page = await person.ask('POST', `${root}/signin/passkey`, { fields: [['next', '']],
        headers });
    const asked = { ...askedBy(page.body), origin: PANEL, ...said };
    person.step = { ...person.cookies };
    person.sent = [...device.use(asked, flags, more), ['next', '']];
    if (forged)
        forged(person.sent);
    person.answer = await person.ask('POST', `${root}/signin/passkey/use`, { fields: person.sent,
        headers });
    return person;
}

const inside = async (person) => (await person.ask('GET', `${person.root}/profile`)).status;
const refused = async (person) => [is(person.answer.status, 422), is(await inside(person), 303)];

/* --- adding one --- */

const phone = new Authenticator();
const owner = await entered();
for (const [what, said, flags] of [
    ['made for another host', { host: 'evil.example' }],
    ['made on a page of another origin', { origin: 'http://evil.example' }],
    ['which answers another challenge', { challenge: 'AAAA' }],
    ['which was asked to sign in', { type: 'webauthn.get' }],
    ['made inside of a page of another', { more: { crossOrigin: true } }],
    ['that asked nobody who he is', {}, 0]])
    ok(`SES-04: a passkey ${what} is not added`,
        is((await adds(owner, new Authenticator(), said, flags)).status, 422));
const swollen = Object.assign(new Authenticator(), /* arrays of 16 million, 400 deep */
    { cose: () => Buffer.from('9a01000000'.repeat(400), 'hex') });
ok('WEB-14: one whose key would take all memory is refused unread',
    is((await adds(owner, swollen)).status, 422));
ok('none is there then', is(one('SELECT COUNT(*) FROM passkey'), 0));
const added = await adds(owner, phone);
ok('a right one is', [is(added.status, 303), is(one('SELECT COUNT(*) FROM passkey'), 1)]);
ok('once', is((await adds(owner, phone)).status, 409));
const page = await owner.ask('GET', '/profile/passkey');
ok('its page has it by name', page.body.includes('<p>Phone<br>') ? [] : page.body.slice(-1500));
const guarded = new Authenticator(); /* as browsers ask security keys to be, of themselves */
const plain = guarded.cose.bind(guarded);
guarded.cose = () => Buffer.concat([plain(), Buffer.from([0xa1, 0x6b]), Buffer.from('credProtect'),
    Buffer.from([2])]);
ok('one with an extension is added, too', is((await adds(owner, guarded, {}, 128 | 4)).status, 303));
sql("DELETE FROM passkey WHERE id > (SELECT MIN(id) FROM (SELECT id FROM passkey) AS p)");
ok('it is in the audit', is(one(`SELECT COUNT(*) FROM audit WHERE what = 'passkey_add'
    AND object = '${EMAIL}' AND changes LIKE '%Phone%' AND NOT refused`), 2));
ok('a mail tells of each', is(one(`SELECT COUNT(*) FROM outbox WHERE kind = 6 AND user_id = ${USER}`),
    2));
const other = await entered('zq7-t2@tenant.example');
const begun = await owner.send('/profile/passkey/begin', [['name', 'Laid']]);
other.cookies = { ...owner.cookies, ...other.cookies };
ok("SES-04: what another's session was asked is no answer", is((await other.send('/profile/passkey',
    [['name', 'Laid'], ...new Authenticator().make({ ...askedBy(begun.body), origin: PANEL })]))
    .status, 422));
ok('one without a name is refused at its field', is((await owner.send('/profile/passkey/begin',
    [['name', '']])).status, 422));

/* --- signing in --- */

sql(`INSERT IGNORE INTO totp (user_id, seed, step) VALUES (${USER}, 'x', 1)`);
phone.count = 5;
const first = await uses(phone);
ok('it signs in, past the second step', [is(first.answer.status, 303), is(await inside(first), 200)]);
ok('and what asks for the password once more is open then',
    is((await first.ask('GET', '/profile/passkey')).status, 200));
ok('the audit says by which', is(one(`SELECT COUNT(*) FROM audit WHERE what = 'signin' AND who =
    '${EMAIL}' AND object = 'passkey Phone' AND NOT refused`), 1));
ok('its page says when', is(one('SELECT used_at IS NOT NULL FROM passkey'), 1));
const again = new Person('');
again.cookies = first.step;
again.answer = await again.ask('POST', '/signin/passkey/use', { fields: first.sent });
ok('SES-04: the same answer does not sign in twice', await refused(again));
phone.count = 6;
again.answer = await again.ask('POST', '/signin/passkey/use', { fields: [...phone.use({
    ...askedBy(''), challenge: JSON.parse(Buffer.from(first.sent[2][1], 'base64url')).challenge,
    host: '127.0.0.1', origin: PANEL }), ['next', '']] });
ok('SES-04: nor another to the same challenge', await refused(again));
phone.count = 5;
ok('SES-04: one whose count did not go on is refused', await refused(await uses(phone)));
phone.count = 3;
ok('SES-04: so is one whose count went back', await refused(await uses(phone)));
ok('its user sees that it was tried', is(one(`SELECT COUNT(*) > 0 FROM audit WHERE
    what = 'signin' AND object = 'passkey Phone' AND refused`), 1));
phone.count = 100;
const flip = (sent) => {
    const signature = Buffer.from(sent[3][1], 'base64url');
    signature[signature.length - 1] ^= 1;
    sent[3][1] = signature.toString('base64url');
};
for (const [what, said, how] of [
    ['for another host', { host: 'evil.example' }],
    ['on a page of another origin', { origin: 'http://evil.example' }],
    ['to another challenge', { challenge: 'A'.repeat(43) }],
    ['when it was asked to be made', { type: 'webauthn.create' }],
    ['inside of a page of another', { more: { crossOrigin: true } }],
    ['without asking who it is', {}, { flags: 0 }],
    ['with a key in its answer', {}, { flags: 64 | 4 }],
    ['with an extension that is cut off', {}, { flags: 128 | 4, more: 'a16b' }],
    ['with a bit of its signature turned', {}, { forged: flip }]])
    ok(`SES-04: it does not sign in ${what}`, await refused(await uses(phone, said, how)));
ok("SES-04: nor at the administrator's panel",
    await refused(await uses(phone, {}, { root: '/admin' })));
ok('SES-04: nor does one that nobody has', await refused(await uses(new Authenticator())));
ok('SES-04: nor one with the name of another', await refused(await uses(Object.assign(
    new Authenticator(), { id: phone.id, count: 200 }))));
const stranger = new Person('');
stranger.answer = await stranger.ask('POST', '/signin/passkey/use', { fields: [...phone.use({
    challenge: 'A'.repeat(43), host: '127.0.0.1', origin: PANEL }), ['next', '']] });
ok('SES-04: nor without having been asked', await refused(stranger));
sql(`UPDATE user SET networks = '192.0.2.0/24' WHERE id = ${USER}`);
ok('nor from outside of the networks that its user is bound to', await refused(await uses(phone)));
sql(`UPDATE user SET networks = '', disabled = TRUE WHERE id = ${USER}`);
ok('nor for whoever is disabled', await refused(await uses(phone)));
sql(`UPDATE user SET disabled = FALSE WHERE id = ${USER}`);
const last = await uses(phone);
ok('and it still signs in', is(await inside(last), 200));
ok("SES-09: whoever found a session open is asked for the password", (sql(`UPDATE session SET
    proved_at = NULL`), is((await last.ask('GET', '/profile/passkey')).headers.location,
    '/again?next=/profile/passkey')));
sql('UPDATE session SET proved_at = NOW(6)');
last.seal = owner.seal; /* a form of another session: */
ok('WEB-05: a form that is not its own removes none', is((await last.send(
    `/profile/passkey/${one('SELECT MIN(id) FROM passkey')}/remove`, [])).status, 403));
ok("TEN-01: nobody removes another's", is((await (await entered('zq7-t2@tenant.example')).send(
    `/profile/passkey/${one('SELECT MIN(id) FROM passkey')}/remove`, [])).status, 404));
sql('DELETE FROM totp');

/* --- a browser, at a brand's host name --- */

sql(`INSERT INTO brand (reseller_id, host, name) VALUES (700007, 'shop.localhost', 'Shop')
    ON DUPLICATE KEY UPDATE host = 'shop.localhost', name = 'Shop'`);
ok("SES-04: one of the panel's own host name does not sign in at a brand's", await refused(
    await uses(phone, { host: 'shop.localhost', origin: `http://${SHOP}` }, { headers: AT_SHOP })));

const SHOWN = process.env.SHOWN; /* a folder for pictures; none: none are made */
const browser = await launch();
const context = await browser.newContext({ baseURL: `http://${SHOP}`, viewport: DESKTOP });
const tab = await context.newPage();
const cdp = await context.newCDPSession(tab);
await cdp.send('WebAuthn.enable');
const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: {
    protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
    isUserVerified: true, automaticPresenceSimulation: true } });
async function picture(name)
{
    if (SHOWN)
        await tab.screenshot({ path: `${SHOWN}/${name}.png`, fullPage: true });
}
try {
    sql('DELETE FROM throttle');
    await tab.goto('/signin');
    await picture('signin');
    await tab.getByLabel('E-mail').fill(EMAIL);
    await tab.getByLabel('Password').fill(PASSWORD);
    await tab.getByRole('button', { name: 'Sign in', exact: true }).click();
    await tab.waitForURL('/');
    await tab.goto('/profile/passkey');
    await tab.getByLabel('Name').fill('Browser');
    await tab.getByRole('button', { name: 'Add a passkey' }).click();
    await tab.waitForURL('**/profile/passkey');
    ok('a browser makes one', await tab.getByText('for shop.localhost').count() === 1 ? []
        : await tab.innerText('main'));
    await picture('passkeys');
    await context.clearCookies();
    await tab.goto('/signin?next=/session');
    await tab.getByRole('button', { name: 'Use a passkey' }).click();
    await tab.waitForURL('**/session');
    ok('and signs in with it, to where it was going', await tab.getByRole('heading',
        { name: 'Open sessions' }).count() === 1 ? [] : await tab.innerText('main'));
    await context.clearCookies();
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await tab.goto('/signin');
    await tab.getByRole('button', { name: 'Use a passkey' }).click();
    await tab.getByText('The browser brought none').waitFor();
    await picture('none');
    ok('a browser that brings none says so', []);
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
    await tab.getByRole('button', { name: 'Ask again' }).click();
    await tab.waitForURL('/');
    ok('and asks again', []);
    await tab.goto('/profile/passkey');
    await tab.getByRole('button', { name: 'Remove Browser' }).click();
    await tab.getByText('The passkey is removed').waitFor();
    ok('it is removed', is(one(`SELECT COUNT(*) FROM passkey WHERE host = 'shop.localhost'`), 0));
    const plain = await (await browser.newContext({ javaScriptEnabled: false,
        baseURL: `http://${SHOP}` })).newPage();
    await plain.goto('/signin');
    ok('without a script nothing is offered that needs one',
        is(await plain.getByText('Use a passkey').isVisible(), false));
} catch (error) {
    ok('a browser has passkeys', [error.message, tab.url(), await tab.innerText('body')]);
}
await browser.close();

sql(`INSERT INTO totp (user_id, seed, step) VALUES (${USER}, 'x', 1)`);
const boss = await entered(value('admin.txt', 'email'), '/admin', value('admin.txt', 'password'));
await boss.send(`/admin/user/${USER}/totp`, []);
ok("an administrator takes a user's away with the second step",
    is(one(`SELECT COUNT(*) FROM passkey WHERE user_id = ${USER}`), 0));
finish();
