/* SPDX-License-Identifier: Apache-2.0 */
/* Passkeys: an authenticator in software that says what is right, and all that is not; then a
 * browser with the one that it brings for tests, at a brand's host name. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { DESKTOP, launch } from '../browser/browser.mjs';
import { Authenticator, askedBy } from './authenticator.mjs';
import { PANEL, Person, STATE, finish, ok, seed, sql, value } from './client.mjs';

const HOST = new URL(PANEL).hostname;
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
    host: HOST, origin: PANEL }), ['next', '']] });
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
    challenge: 'A'.repeat(43), host: HOST, origin: PANEL }), ['next', '']] });
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

/* --- what takes too long --- */

/* What the panel sealed, as if it had been `seconds` ago: only who has the key file can. */
const OLDER = `import base64, ctypes, sys
sodium = ctypes.CDLL('libsodium.so.23')
key, place, sealed, seconds = sys.argv[1:]
key, place, box = bytes.fromhex(key), place.encode(), base64.b64decode(sealed)
size = ctypes.c_ulonglong
plain = ctypes.create_string_buffer(len(box))
length = size()
assert sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(plain, ctypes.byref(length), None, box[24:],
    size(len(box) - 24), place, size(len(place)), box[:24], key) == 0
until, challenge = plain.raw[:length.value].split(b' ')
plain = str(int(until) - int(seconds)).encode() + b' ' + challenge
out = ctypes.create_string_buffer(len(plain) + 16)
sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(out, None, plain, size(len(plain)), place,
    size(len(place)), None, box[:24], key)
print(base64.b64encode(box[:24] + out.raw).decode(), end='')`;
const older = (place, sealed, seconds) => execFileSync('/usr/bin/python3', ['-c', OLDER,
    readFileSync(`${STATE}/secret/key`, 'utf8').trim(), place, decodeURIComponent(sealed), seconds],
{ encoding: 'utf8' });

async function answersLate(seconds)
{
    const late = new Person('');
    sql('DELETE FROM throttle');
    const begun_ = await late.ask('POST', '/signin/passkey', { fields: [['next', '']] });
    late.cookies.hatchery_my_step = older('passkey.my.signin.0', late.cookies.hatchery_my_step,
        seconds);
    late.answer = await late.ask('POST', '/signin/passkey/use', { fields: [...phone.use({
        ...askedBy(begun_.body), origin: PANEL }), ['next', '']] });
    return late;
}
phone.count += 1;
ok('SES-04: an answer after five minutes is refused', await refused(await answersLate(301)));
ok('and one after four is not', is(await inside(await answersLate(240)), 200));

/* --- the other kinds of key --- */

for (const [name, algorithm] of [['EdDSA', -8], ['RS256', -257]]) {
    const device = new Authenticator(algorithm);
    const its = await entered();
    ok(`a key of ${name} is added`, is((await adds(its, device)).status, 303));
    device.count = 1;
    const came = await uses(device);
    ok(`and signs in by ${name}`, [is(came.answer.status, 303), is(await inside(came), 200)]);
    device.count = 2;
    ok(`SES-04: with a bit of its ${name} signature turned it does not`,
        await refused(await uses(device, {}, { forged: flip })));
    device.kind = new Authenticator().kind;
    device.key = new Authenticator().key;
    ok(`SES-04: nor by a key of another kind in the place of ${name}`,
        await refused(await uses(device)));
}

/* --- another name --- */

const mine = await entered();
const named = one(`SELECT id FROM passkey WHERE user_id = ${USER} AND algorithm = -8`);
ok('it has another name', is((await mine.send(`/profile/passkey/${named}`, [['name', 'Key ring']]))
    .headers.location, '/profile/passkey?did=passkey-renamed'));
ok('by which it is listed', (await mine.ask('GET', '/profile/passkey')).body
    .includes('<p>Key ring<br>') ? [] : 'no Key ring');
ok('its page has that name in the form', (await mine.ask('GET', `/profile/passkey/${named}`)).body
    .includes('value="Key ring"') ? [] : 'no Key ring');
ok('none is no name', is((await mine.send(`/profile/passkey/${named}`, [['name', '']])).status, 422));
ok('it is in the audit', is(one(`SELECT COUNT(*) FROM audit WHERE what = 'passkey_rename'
    AND object = '${EMAIL}' AND changes LIKE '%Key ring%' AND NOT refused`), 1));
const neighbour = await entered('zq7-t2@tenant.example');
for (const method of ['GET', 'POST'])
    ok(`TEN-01: ${method} of another's is what is not there`, is((method === 'GET'
        ? await neighbour.ask('GET', `/profile/passkey/${named}`)
        : await neighbour.send(`/profile/passkey/${named}`, [['name', 'Mine']])).status, 404));

/* --- once more, before what matters --- */

/* Somebody whose password was typed too long ago. */
async function stale(email = EMAIL)
{
    const person = await entered(email);
    sql(`UPDATE session SET proved_at = NULL WHERE user_id = (SELECT id FROM user
        WHERE email = '${email}')`);
    return person;
}
const isProven = async (person) => (await person.ask('GET', '/profile/passkey')).status === 200;
const unproven = async (person, answer) => [is(answer.status, 422),
    await isProven(person) ? 'it is proven' : ''];

/* Asks for the passkey and answers; keeps what was sent. */
async function proves(person, device, said = {}, { flags, forged } = {})
{
    sql('DELETE FROM throttle');
    const page_ = await person.send('/again/passkey', [['next', '/profile/passkey']]);
    person.step = person.cookies.hatchery_my_step;
    person.sent = [...device.use({ ...askedBy(page_.body), origin: PANEL, ...said }, flags),
        ['next', '/profile/passkey']];
    if (forged)
        forged(person.sent);
    return person.send('/again/passkey/use', person.sent);
}

const doer = await stale();
ok('the page that asks for the password offers a passkey', (await doer.ask('GET',
    '/again?next=/profile/passkey')).body.includes('action="/again/passkey"') ? [] : 'none');
phone.count += 1;
for (const [what, said, how] of [
    ['for another host', { host: 'evil.example' }],
    ['on a page of another origin', { origin: 'http://evil.example' }],
    ['to another challenge', { challenge: 'A'.repeat(43) }],
    ['when it was asked to be made', { type: 'webauthn.create' }],
    ['without asking who it is', {}, { flags: 0 }],
    ['with a bit of its signature turned', {}, { forged: flip }]])
    ok(`SES-09: it proves nothing ${what}`, await unproven(doer, await proves(doer, phone, said,
        how)));
ok('a refused one is in the audit', is(one(`SELECT COUNT(*) > 0 FROM audit WHERE refused
    AND who = '${EMAIL}' AND object = '/again/passkey/use'`), 1));
ok("SES-09: nor does another user's passkey", await unproven(neighbour, (sql(`UPDATE session SET
    proved_at = NULL`), await proves(neighbour, phone))));
/* Right answers, sent to where they were not asked for. */
async function astray(asker, path, to, toPath)
{
    const page_ = await asker.send(path, [['next', '']]);
    const sent = [...phone.use({ ...askedBy(page_.body), origin: PANEL }), ['next', '']];
    to.cookies.hatchery_my_step = asker.cookies.hatchery_my_step;
    sql('DELETE FROM throttle');
    return toPath === '/signin/passkey/use' ? to.ask('POST', toPath, { fields: sent })
        : to.send(toPath, sent);
}
const visitor = new Person('');
visitor.send = (path, fields) => visitor.ask('POST', path, { fields });
ok('SES-09: nor what was asked for at sign-in', await unproven(doer, await astray(visitor,
    '/signin/passkey', doer, '/again/passkey/use')));
const second = await stale();
ok("SES-09: nor what another session of one's own was asked", await unproven(doer, await astray(
    second, '/again/passkey', doer, '/again/passkey/use')));
visitor.answer = await astray(doer, '/again/passkey', visitor, '/signin/passkey/use');
ok('SES-04: nor does it sign in', await refused(visitor));
const before = doer.cookies.hatchery_my;
const shown = await proves(doer, phone);
ok('a right one leads to where it was asked for', is(shown.headers.location, '/profile/passkey'));
ok('which is open then', is(await isProven(doer), true));
ok('SES-05: the session goes on under another cookie', is(before === doer.cookies.hatchery_my,
    false));
sql('UPDATE session SET proved_at = NULL');
doer.seal = (await doer.ask('GET', '/profile')).body.match(/name="csrf" value="([^"]*)"/)[1];
doer.cookies.hatchery_my_step = doer.step;
ok('SES-09: the same answer counts once', await unproven(doer, await doer.send('/again/passkey/use',
    doer.sent)));
ok('SES-09: one whose count did not go on is refused', await unproven(doer, await proves(doer,
    phone)));
sql(`DELETE FROM throttle; DELETE FROM passkey WHERE id = ${named} OR algorithm <> -7`);

/* --- a browser, at a brand's host name --- */

sql(`INSERT INTO brand (reseller_id, host, name) VALUES (700007, 'shop.localhost', 'Shop')
    ON DUPLICATE KEY UPDATE host = 'shop.localhost', name = 'Shop'`);
ok("SES-04: one of the panel's own host name does not sign in at a brand's", await refused(
    await uses(phone, { host: 'shop.localhost', origin: `http://${SHOP}` }, { headers: AT_SHOP })));

const SHOWN = process.env.SHOWN; /* a folder for pictures; none: none are made */
const browser = await launch();

async function picture(tab, name)
{
    if (SHOWN)
        await tab.screenshot({ path: `${SHOWN}/${name}.png`, fullPage: true });
}

/* Somebody's own browser, with the authenticator that it brings for tests. */
async function opened(base)
{
    const context = await browser.newContext({ baseURL: base, viewport: DESKTOP });
    const tab = await context.newPage();
    const cdp = await context.newCDPSession(tab);
    await cdp.send('WebAuthn.enable');
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: {
        protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
        isUserVerified: true, automaticPresenceSimulation: true } });
    return { context, tab, verified: (is_) => cdp.send('WebAuthn.setUserVerified',
        { authenticatorId, isUserVerified: is_ }) };
}

/* Makes one, signs in with it, and shows it once more before what asks for the password. */
async function livesBy({ context, tab }, { root, email, password, host })
{
    const use = () => tab.getByRole('button', { name: 'Use a passkey' }).click();
    sql('DELETE FROM throttle');
    await tab.goto(`${root}/signin`);
    await picture(tab, `signin${root.slice(1)}`);
    await tab.getByLabel('E-mail').fill(email);
    await tab.getByLabel('Password').fill(password);
    await tab.getByRole('button', { name: 'Sign in', exact: true }).click();
    await tab.waitForURL(`${root}/`);
    await tab.goto(`${root}/profile/passkey`);
    await tab.getByLabel('Name').fill('Browser');
    await tab.getByRole('button', { name: 'Add a passkey' }).click();
    await tab.waitForURL(`**${root}/profile/passkey`);
    ok(`${host}${root}: a browser makes one`, await tab.getByText(`for ${host}`).count() === 1 ? []
        : await tab.innerText('main'));
    await picture(tab, `passkeys${root.slice(1)}`);
    await context.clearCookies();
    await tab.goto(`${root}/signin?next=${root}/session`);
    await use();
    await tab.waitForURL(`**${root}/session`);
    ok(`${host}${root}: and signs in with it, to where it was going`, await tab.getByRole('heading',
        { name: 'Open sessions' }).count() === 1 ? [] : await tab.innerText('main'));
    sql('UPDATE session SET proved_at = NULL');
    await tab.goto(`${root}/profile/passkey`);
    await picture(tab, `again${root.slice(1)}`);
    ok(`${host}${root}: SES-09: what matters asks once more`,
        is(new URL(tab.url()).pathname, `${root}/again`));
    await use();
    await tab.waitForURL(`**${root}/profile/passkey`);
    ok(`${host}${root}: and opens by the passkey`, []);
}

const shop = await opened(`http://${SHOP}`);
const { context, tab } = shop;
try {
    await livesBy(shop, { root: '', email: EMAIL, password: PASSWORD, host: 'shop.localhost' });
    await tab.getByRole('link', { name: 'Rename Browser' }).click();
    await picture(tab, 'rename');
    await tab.getByLabel('Name').fill('Laptop');
    await tab.getByRole('button', { name: 'Rename' }).click();
    await tab.getByText('The passkey has its new name here').waitFor();
    ok('it is renamed', is(await tab.getByText('Laptop', { exact: false }).count() > 0, true));
    await context.clearCookies();
    await shop.verified(false);
    await tab.goto('/signin');
    await tab.getByRole('button', { name: 'Use a passkey' }).click();
    await tab.getByText('The browser brought none').waitFor();
    await picture(tab, 'none');
    ok('a browser that brings none says so', []);
    await shop.verified(true);
    await tab.getByRole('button', { name: 'Ask again' }).click();
    await tab.waitForURL('/');
    ok('and asks again', []);
    await tab.goto('/profile/passkey');
    await tab.getByRole('button', { name: 'Remove Laptop' }).click();
    await tab.getByText('The passkey is removed').waitFor();
    ok('it is removed', is(one(`SELECT COUNT(*) FROM passkey WHERE host = 'shop.localhost'`), 0));
    const plain_ = await (await browser.newContext({ javaScriptEnabled: false,
        baseURL: `http://${SHOP}` })).newPage();
    await plain_.goto('/signin');
    ok('without a script nothing is offered that needs one',
        is(await plain_.getByText('Use a passkey').isVisible(), false));
} catch (error) {
    ok('a browser has passkeys', [error.message, tab.url(), await tab.innerText('body')]);
}
const [BOSS, BOSS_WORD] = [value('admin.txt', 'email'), value('admin.txt', 'password')];
const desk = await opened(PANEL);
try {
    await livesBy(desk, { root: '/admin', email: BOSS, password: BOSS_WORD, host: HOST });
} catch (error) {
    ok("a browser has passkeys of the administrator's", [error.message, desk.tab.url(),
        await desk.tab.innerText('body')]);
}
await browser.close();

sql(`INSERT INTO totp (user_id, seed, step) VALUES (${USER}, 'x', 1)`);
const boss = await entered(BOSS, '/admin', BOSS_WORD);
await boss.send(`/admin/user/${USER}/totp`, []);
ok("an administrator takes a user's away with the second step",
    is(one(`SELECT COUNT(*) FROM passkey WHERE user_id = ${USER}`), 0));
sql("DELETE FROM passkey");
finish();
