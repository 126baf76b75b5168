/* SPDX-License-Identifier: Apache-2.0 */
/* Each change that can be made, from the tables: of the customers' and resellers' pages, the
 * administrator's, the JSON interface and the command line. Made, it leaves a line with what was
 * before and after; refused, one that says why. A new one fails here until its line is right. */
import { writeFileSync } from 'node:fs';
import { Client, Person, STATE, filled, finish, hatchery, hidden, ok, routesOf, seed,
    sql, value }
    from './client.mjs';
import { VERBS, newKeyText, recipes } from './audit_how.mjs';

/* What has neither before nor after, and why. */
const NONE = {
    compare: 'it asks for a task, which says what it found',
    act_as: 'who as whom is who the line is by',
    signin_link: 'the link is shown once and lies nowhere',
    user_link: 'a link is a mail, and the outbox has it',
};
/* What changes nothing that lasts. */
const NOTHING = {
    'POST /signout': 'a session ends by itself',
    'POST /admin/signout': 'a session ends by itself',
    'POST /profile/totp/begin': 'a secret is shown, which is not set yet',
    'POST /admin/profile/totp/begin': 'a secret is shown, which is not set yet',
    'POST /profile/passkey/begin': 'a challenge is shown, which nothing follows from',
    'POST /admin/profile/passkey/begin': 'a challenge is shown, which nothing follows from',
    'POST /again': 'the session has its password typed once more',
    'POST /admin/again': 'the session has its password typed once more',
    'POST /again/passkey': 'a challenge is shown, which nothing follows from',
    'POST /admin/again/passkey': 'a challenge is shown, which nothing follows from',
    'POST /again/passkey/use': 'the session has its passkey shown once more',
    'POST /admin/again/passkey/use': 'the session has its passkey shown once more',
};

seed();
const PASSWORD = value('customer.txt', 'password');
const [[provider]] = sql('SELECT id FROM account WHERE level = 0');
const one = (text) => sql(text)[0]?.[0];
sql(`INSERT IGNORE INTO hook (id, kind, moment, argv, seconds, run_as, added_by)
    VALUES (700001, 'vm_start', 0, '["/bin/true"]', 10, '', 'zq7');
    INSERT IGNORE INTO difference (id, node_id, kind, uuid, name, task_id, seen_first, seen_last)
    SELECT 700001, MIN(id), 0, '', 'zq7', 0, NOW(6), NOW(6) FROM node;
    INSERT IGNORE INTO role (id, name, level) VALUES (700001, 'zq7', 2);
    INSERT IGNORE INTO account (id, reseller_id, level, name) VALUES (700050, ${provider}, 2, 'zq7-empty')`);

/* As it is before each: the machine can be switched, and what may be there once is not. */
const RESET = `UPDATE vm SET task_id = 0, busy = 0, wished = 1, seen = 1, suspended = 0
        WHERE id = 700001;
    DELETE FROM task_lock WHERE resource LIKE 'vm:7000%' OR resource LIKE 'account:7000%';
    UPDATE account SET suspended = FALSE, vm_limit = 50, vm_count = 1 WHERE id > 700000;
    UPDATE task SET state = 4, cancel = 0, ended_at = NOW(6) WHERE id = 700001;
    UPDATE user SET disabled = FALSE WHERE id BETWEEN 700001 AND 700009;
    UPDATE token SET revoked_at = NULL WHERE id = 700001;
    UPDATE image SET retired_at = NULL;
    DELETE FROM image_withheld;
    UPDATE brand SET host = NULL WHERE reseller_id = 700007;
    DELETE FROM script WHERE id > 700009 OR name LIKE 'zq7new%';
    DELETE FROM ssh_key WHERE id > 700009 OR name LIKE 'zq7new%';
    DELETE FROM request`;
const restored = {};
/* Rows that a change may have taken away come back. */
function keep(table, where)
{
    sql(`CREATE TABLE IF NOT EXISTS zq7_${table} AS SELECT * FROM \`${table}\` WHERE ${where}`);
    const columns = sql(`SELECT column_name FROM information_schema.columns WHERE table_schema =
        'hatchery' AND table_name = '${table}' AND generation_expression IS NULL`)
        .map(([name]) => `\`${name}\``).join(', ');
    restored[table] = `INSERT IGNORE INTO \`${table}\` (${columns}) SELECT ${columns}
        FROM zq7_${table}`;
}
for (const table of ['vm', 'script', 'ssh_key', 'schedule', 'token', 'session', 'invitation',
    'outbox', 'difference', 'hook', 'member', 'task', 'passkey'])
    keep(table, table === 'member' ? 'user_id BETWEEN 700001 AND 700009'
        : 'id BETWEEN 700001 AND 700009');

let no = 0;
const KNOWN = () => ({ public_key: newKeyText(), email: `zq7new${no}@nowhere.example`,
    name: `zq7new${no}`, host: '', moment: '0 4 * * *', zone: 'UTC', time_zone: 'UTC',
    language: 'en', kind: 'vm_start', act: 'hide', role: 'owner', confirm: '1', at: '2027-01-01T10:00',
    argv: '/bin/true', networks: '', accent: '', accent_dark: '', sender: '', user_name: 'Zq',
    vm_id: '700001', plan_id: one('SELECT MIN(id) FROM plan'), account: '700001',
    image_id: one('SELECT MIN(id) FROM image'), base_id: one('SELECT MIN(id) FROM plan'),
    why: 'zq7', first: `198.18.${no % 250}.1`, last: `198.18.${no % 250}.2`,
    password: PASSWORD, current: PASSWORD, note: 'zq7', price_month: '5', price_hour: '1',
    vm_limit: String(20 + no), currency: 'EUR' });

function typedIn(field)
{
    const known = KNOWN()[field.name];
    if (known !== undefined)
        return known;
    switch (field.type) {
        case 'number': return String(Math.max(1, field.min));
        case 'ids': return '700001';
        case 'bool': return '1';
        case 'size': return '1 GB';
        case 'money': return '1';
        case 'state': return field.words[0];
        default: return 'zq7'.padEnd(Math.max(field.min, 3), 'x').slice(0, field.max || 255);
    }
}

/* --- who --- */

const people = { admin: new Person('/admin'), customer: new Person(''), reseller: new Person('') };
await people.admin.signIn(value('admin.txt', 'email'), value('admin.txt', 'password'));
await people.customer.signIn('zq7-t1@tenant.example', PASSWORD);
await people.reseller.signIn('zq7-t7@tenant.example', PASSWORD);
const clients = Object.fromEntries([['customer', '700001'], ['reseller', '700007']].map(([who, id]) =>
    [who, new Client(hatchery('token', 'add', '--account', id, '--name', `walk-${who}`))]));
const whoOf = (route) => (route.face === 'admin' ? 'admin'
    : route.path.includes('/reseller') ? 'reseller' : 'customer');

/* --- how each is made: what the fields' types do not say --- */

const RECIPES = {};
const routes = routesOf().filter((r) => r.method !== 'GET' && r.permission !== 'anyone');
const nameOf = (r) => `${r.method} ${r.path}`;
const newest = () => Number(one('SELECT MAX(id) FROM audit'));
const linesAfter = (id) => sql(`SELECT what, refused, changes, why, object FROM audit WHERE id > ${id}
    AND what <> 'signin' ORDER BY id`);

async function send(route, path, fields, recipe = {})
{
    const who = recipe.who ?? whoOf(route);
    if (route.face === 'api')
        return clients[who].ask(route.method, path, { json: recipe.json
            ?? (route.method === 'DELETE' ? undefined : {}) });
    return people[who].send(path, fields, undefined, recipe.file);
}

async function made(route)
{
    no++;
    sql(RESET);
    for (const text of Object.values(restored))
        sql(text);
    const recipe = await RECIPES[nameOf(route)]?.() ?? {};
    if (recipe.sql)
        sql(recipe.sql);
    const before = newest();
    const path = recipe.path ?? filled(route.path);
    const fields = recipe.fields ?? route.fields.filter((f) => f.required || recipe.all)
        .map((f) => [f.name, recipe.with?.[f.name] ?? typedIn(f)]);
    const answer = await send(route, path, fields, recipe);
    const to = answer.headers.location ?? '';
    if (answer.status >= 400 || (/\/(again|signin)\b/.test(to) && !NOTHING[nameOf(route)]))
        return `${path} ${JSON.stringify(fields)}: ${answer.status} ${to} `
            + answer.body.replace(/<[^>]*>|\s+/g, ' ').replace(/ +/g, ' ').slice(0, 700);
    if (NOTHING[nameOf(route)]) {
        const person = people[whoOf(route)];
        person.seal = hidden((await person.ask('GET', `${person.root}/profile`)).body, 'csrf');
        return null;
    }
    const lines = linesAfter(before).filter(([, refused]) => refused === '0');
    if (!lines.length)
        return `${path}: ${answer.status}, and no line`;
    const bare = lines.find(([what, , changes]) => !changes && !NONE[what]);
    return bare ? `${path}: ${bare[0]} has neither before nor after` : null;
}

Object.assign(RECIPES, recipes({ one, key: newKeyText, count: () => no, people, PASSWORD }));
for (const route of routes)
    ok(`${nameOf(route)}: a line, with what was before and after`, await made(route));

sql(RESET); /* customers of a reseller that has a host are let in there alone */
await people.admin.signIn(value('admin.txt', 'email'), people.words.admin);
await people.customer.signIn('zq7-t1@tenant.example', people.words.customer);

/* --- refused --- */

/* What is wrong with it: nothing of the kind, and a field that it has not. */
async function refused(route)
{
    const before = newest();
    const answer = await send(route, filled(route.path, '999999999'), [['zq7unknown', '1']],
        { json: { zq7unknown: 1 } });
    if (answer.status < 400)
        return `${answer.status} to what is wrong`;
    const found = () => linesAfter(before).filter(([, is, , why]) => is === '1' && why);
    for (let i = 0; i < 50 && !found().length; i++) /* it is written when the answer is out */
        await new Promise((soon) => setTimeout(soon, 100));
    const lines = found();
    return lines.length === 1 ? null : `${answer.status} leaves ${lines.length} lines`;
}
for (const route of routes)
    ok(`${nameOf(route)}: a refused try is a line`, await refused(route));

/* --- the command line --- */

writeFileSync(`${STATE}/zq7.img`, Buffer.alloc(1 << 20, 7));
writeFileSync(`${STATE}/zq7.sh`, '#!/bin/sh\n');
const READS = /(^doctor|^setup|^migrate| (list|show|log|verify))$/;
const verbs = hatchery('--help').split('\n').map((line) => line.match(/^ {2}([a-z]+( [a-z-]+)?) {2,}/)?.[1])
    .filter((name) => name && !READS.test(name));

function run(words)
{
    try {
        hatchery(...words.split(' ').map((w) => w.replaceAll('~', ' ')));
        return 0;
    } catch (why) {
        return `${why.status} ${why.stderr ?? why}`;
    }
}
for (const verb of verbs) {
    no++;
    sql(RESET);
    for (const text of Object.values(restored))
        sql(text);
    const its = VERBS[verb]?.(one, no);
    if (its?.sql)
        sql(its.sql);
    const before = newest();
    const status = its ? run(`${verb} ${its.args}`) : 'no recipe';
    const lines = linesAfter(before).filter(([, is]) => is === '0');
    const bare = lines.find(([what, , changes]) => !changes && !NONE[what]);
    ok(`hatchery ${verb}: a line, with what was before and after`, status !== 0 ? `it ends with ${status}`
        : !lines.length ? 'no line' : bare ? `${bare[0]} has neither before nor after` : null);
}
for (const [words, why] of [['account limit 999999999 --machines 5', 'not_found'],
    ['account limit 700001 --machines -5', 'invalid_input'],
    ['user disable nobody@nowhere.example', 'not_found']]) {
    const before = newest();
    run(words);
    const lines = linesAfter(before);
    ok(`hatchery ${words}: a refused try is a line`, lines.length === 1 && lines[0][1] === '1'
        && lines[0][3] === why ? null : JSON.stringify(lines));
}
const codes = sql('SELECT DISTINCT what FROM audit WHERE refused = 0').map(([what]) => what);
const unsaid = [];
for (const what of codes)
    if ((await people.admin.ask('GET', `/admin/audit?filter=what:${what}`)).body.includes(`>${what}<`))
        unsaid.push(what);
ok('what was done is told in words', unsaid.length ? unsaid.join(' ') : null);
ok('there was much to try', routes.length > 80 && verbs.length > 25 ? null
    : `${routes.length} routes, ${verbs.length} verbs`);
finish();
