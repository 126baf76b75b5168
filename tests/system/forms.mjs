/* SPDX-License-Identifier: Apache-2.0 */
/* Every form of both faces, as the programs have them, is sent with one field wrong at a time: too
 * long, empty, of another type, beyond its bounds. The answer is 422 and says so at that field,
 * keeps what was typed in the others but passwords, and no row of the database is another. */
import { execFileSync } from 'node:child_process';
import { Person, STATE, each, finish, ok, ownPath, routesOf, seed, sql, value }
    from './client.mjs';

seed();
sql(`INSERT IGNORE INTO hook (id, kind, moment, argv, seconds, run_as, added_by)
    VALUES (700001, 'vm_start', 0, '["/bin/true"]', 10, '', 'zq7');
    INSERT IGNORE INTO role (id, name, level) VALUES (700001, 'zq7', 2);
    INSERT IGNORE INTO difference (id, node_id, kind, uuid, name, task_id, seen_first, seen_last)
    SELECT 700001, MIN(id), 0, '', 'zq7', 0, NOW(6), NOW(6) FROM node`);
const customer = new Person('');
const reseller = new Person('');
const admin = new Person('/admin');
await customer.signIn('zq7-t1@tenant.example', value('customer.txt', 'password'));
await reseller.signIn('zq7-t7@tenant.example', value('customer.txt', 'password'));
await admin.signIn(value('admin.txt', 'email'), value('admin.txt', 'password'));
const personOf = (route) => (route.face === 'admin' ? admin
    : route.path.startsWith('/reseller') ? reseller : customer);

/* What a field that is not meant this time holds: recognised where it comes back. */
const KNOWN = { vm_id: '700001', email: 'zq7kept@nowhere.example', language: 'en', time_zone: 'UTC', zone: 'UTC' };

function typedIn(field)
{
    switch (field.type) {
        case 'number': return KNOWN[field.name] ?? String(Math.max(field.min, 1));
        case 'ids': return '1';
        case 'bool': return '1';
        case 'size': return '1 GB';
        case 'money': return '1';
        case 'state': return field.words[0];
        default: return KNOWN[field.name]
            ?? 'zq7kept'.padEnd(field.min, 'x').slice(0, field.max || 255);
    }
}

const BODY_MOST = 500000;

/* What it must not hold. */
function wrongOnes(field)
{
    const max = field.max || 255;
    const most = 9007199254740991; // what JSON carries whole
    const of = {
        text: ['zq7\u0000', ...(field.min > 1 ? ['x'] : []),
            ...(max < BODY_MOST ? ['x'.repeat(max + 1)] : [])],
        number: ['many', '1.5', '0x10', '1e3', '9223372036854775808', '99999999999999999999', ' ',
            ...(field.min > 0 ? ['0'] : []), ...(field.min >= 0 ? ['-1'] : []),
            ...(max < most ? [String(max + 1)] : [])],
        size: ['lots', '-1 GB', '1 XB', '99999999999 TB', ...(field.min > 0 ? ['0'] : [])],
        money: ['free', '-1', '1.0000001', '99999999999999999999'],
        state: ['zq7none', '0', '-1'],
        bool: ['maybe', '2'],
        ids: ['x', '-1', '0', '9223372036854775808'],
    }[field.type] ?? [];
    return field.required && field.type !== 'bool' ? ['', ...of] : of;
}

/* Their input in a page: { type, text }, or null. */
function inputIn(body, name)
{
    const area = body.match(new RegExp(`<textarea[^>]*name="${name}"[^>]*>([^<]*)<`));
    if (area)
        return { type: 'area', text: area[1].replace(/^\n/, '') };
    const tag = body.match(new RegExp(`<input[^>]*name="${name}"[^>]*>`))?.[0];
    return tag ? { type: tag.match(/type="([a-z]*)"/)?.[1] ?? 'text',
        text: tag.match(/ value="([^"]*)"/)?.[1] ?? '' } : null;
}

/* Is the field's message a link to its input? */
function saidAt(body, name)
{
    return [...body.matchAll(/href="#([\w-]*)"/g)].some(([, id]) =>
        (id === name || id.endsWith(`_${name}`) || id.endsWith(`-${name}`))
        && body.includes(`id="${id}"`));
}

async function tryField(route, field, wrong)
{
    const fields = route.fields.map((one) => [one.name, one === field ? wrong : typedIn(one)]);
    const { status, body } = await personOf(route).send(ownPath(route.path), fields);
    const what = `${route.path} ${field.name}=${JSON.stringify(wrong.slice(0, 40))}`;
    if (status === 404 && field.name === 'vm_id') /* which nobody types */
        return null;
    if (status !== 422)
        return `${what} is ${status}: ${body.replace(/\s+/g, ' ').slice(0, 200)}`;
    const its = inputIn(body, field.name);
    if (!route.again || !its || its.type === 'hidden')
        return null;
    if (['checkbox', 'radio'].includes(its.type)) /* nobody types it */
        return body.includes('role="alert"') ? null : `${what}: nothing is said`;
    const lost = route.fields.find((one) => {
        const other = one === field ? null : inputIn(body, one.name);
        return other && ['text', 'email', 'number', 'area'].includes(other.type)
            && other.text !== typedIn(one);
    });
    const shown = route.fields.find((one) => inputIn(body, one.name)?.type === 'password'
        && inputIn(body, one.name).text);
    return !saidAt(body, field.name) ? `${what}: nothing is said at the field`
        : lost ? `${what}: ${lost.name} was lost: ${inputIn(body, lost.name).text}`
            : shown && `${what}: the page has the password back`;
}

/* All rows as they would be restored, but what looking and signing in leave behind. */
const VOLATILE = ['heartbeat', 'throttle', 'session', 'signin', 'audit', 'schedule', 'vm_top',
    'vm_load', 'node_load', 'storage_load', 'vm_sample', 'node_sample'];
const rows = () => execFileSync('mariadb-dump', ['--no-defaults', '-S',
    `${STATE}/run/mariadb.sock`, '-u', 'root', '--skip-comments', '--skip-extended-insert',
    '--no-create-info', ...VOLATILE.map((name) => `--ignore-table=hatchery.${name}`), 'hatchery'],
{ encoding: 'utf8', maxBuffer: 1 << 28 }).split('\n').filter((line) => line.startsWith('INSERT'));

/* Signing in and links have doors of their own (test_people, test_mail). */
const forms = routesOf().filter((one) => one.method === 'POST' && one.face !== 'api'
    && one.permission !== 'anyone' && one.fields.length);
const before = rows();
let tries = 0;
for (const route of forms) {
    const all = route.fields.flatMap((field) => wrongOnes(field).map((wrong) => [field, wrong]));
    tries += all.length;
    ok(`TEN-08: ${route.path}: what is wrong is said at its field, and changes nothing`,
        await each(all, ([field, wrong]) => tryField(route, field, wrong)));
    ok(`WEB-12: ${route.path}: a field twice, and one that it has not`, await each([
        [...route.fields, route.fields[0]].map((one) => [one.name, typedIn(one)]),
        [...route.fields.map((one) => [one.name, typedIn(one)]), ['zq7unknown', '1']],
    ].slice(route.fields[0].type === 'ids' ? 1 : 0), async (fields) => {
        const { status } = await personOf(route).send(ownPath(route.path), fields);
        return status === 422 ? null : `${status} to ${JSON.stringify(fields).slice(0, 200)}`;
    }));
}
const after = rows();
const were = new Set(before);
const are = new Set(after);
ok(`after ${tries} wrong forms each row is as it was`, [...before.filter((row) => !are.has(row)),
    ...after.filter((row) => !were.has(row))]);
ok('there were forms to try', forms.length > 20 ? null : `${forms.length} alone`);
finish();
