/* SPDX-License-Identifier: Apache-2.0 */
/* Each route with each shipped role, asked for things that are not there: 403 where the matrix has
 * no such permission, anything else where it has. What needs no role is known to
 * tests/unit/test_pages.c. */
import { Client, Person, each, filled, finish, hatchery, ok, routesOf, sql, value }
    from './client.mjs';

const NOWHERE = '999999999';
const PASSWORD = value('customer.txt', 'password');
const customer = value('customer.txt', 'account');
const [[provider]] = sql('SELECT id FROM account WHERE level = 0');
sql(`INSERT INTO account (id, reseller_id, level, name) VALUES (800001, 800001, 1, 'zq8 reseller')`);
const accountOf = [provider, '800001', customer];
const roles = sql(`SELECT role.id, level, name, GROUP_CONCAT(permission) FROM role
    JOIN role_permission ON role_id = role.id WHERE shipped GROUP BY role.id`)
    .map(([id, level, name, may]) => ({ id, level: Number(level), name, may: may.split(',') }));

/* Somebody with that role, signed in. */
async function somebody(role, name = `role-${role.id}`)
{
    const account = accountOf[role.level];
    const email = `${name}@role.example`;
    sql(`INSERT INTO user (reseller_id, email, name, password_hash)
        SELECT account.reseller_id, '${email}', '${name}', password_hash FROM account
        JOIN user ON user.email = '${value('customer.txt', 'email')}' WHERE account.id = ${account};
        INSERT INTO member (user_id, account_id, role_id)
        SELECT id, ${account}, ${role.id} FROM user WHERE email = '${email}'`);
    const person = new Person(role.level ? '' : '/admin');
    await person.signIn(email, PASSWORD);
    return person;
}

const routes = routesOf().filter((r) => !['anyone', 'signed_in'].includes(r.permission));
const faceOf = { my: [1, 2], admin: [0], api: [2] };

async function walk(role)
{
    const person = await somebody(role);
    const id = role.level === 2 && hatchery('token', 'add', '--account', customer, '--name',
        `role-${role.id}`);
    if (id)
        sql(`UPDATE token SET role_id = ${role.id} WHERE name = 'role-${role.id}'`);
    const client = id && new Client(id);
    const mine = routes.filter((r) => faceOf[r.face].includes(role.level));
    const wrong = await each(mine, async (r) => {
        const path = filled(r.path, NOWHERE);
        const answer = r.face === 'api' ? await client.ask(r.method, path,
            r.method === 'GET' ? {} : { json: {} })
            : r.method === 'GET' ? await person.ask('GET', path) : await person.send(path, []);
        const may = role.may.includes(r.permission);
        return (answer.status === 403) === may || answer.status === 401
            ? `${r.method} ${path} (${r.permission}): ${answer.status}` : null;
    });
    ok(`${mine.length} routes as ${['provider', 'reseller', 'customer'][role.level]}'s ${role.name}`,
        wrong);
    return person;
}

const people = {};
for (const role of roles)
    people[role.id] = await walk(role);
ok('nine roles are shipped', roles.length === 9 ? null : `${roles.length}`);

/* --- roles of one's own --- */

const admin = people[1];
const make = (person, fields) => person.send('/admin/role', fields);
const made = (name) => sql(`SELECT id FROM role WHERE name = '${name}'`)[0]?.[0];
let answer = await make(admin, [['name', 'watcher'], ['level', 'customer'], ['vm_read', '1'],
    ['task_read', '1']]);
ok('an administrator makes a role', answer.status === 303 && made('watcher') ? null : answer.body);
ok('it is in the matrix', (await admin.ask('GET', '/admin/role')).body.includes('watcher') ? null
    : 'it is not');
ok('the audit says what it holds', sql(`SELECT 1 FROM audit WHERE what = 'role_create' AND object
    = 'watcher: +vm_read +task_read'`).length ? null : sql('SELECT object FROM audit'));
answer = await make(admin, [['name', 'watcher'], ['level', 'customer']]);
ok('a name that is there is refused at its field', answer.status === 409
    && answer.body.includes('href="#name"') ? null : `${answer.status}`);
answer = await make(admin, [['name', 'odd'], ['level', 'customer'], ['node_write', '1'],
    ['vm_read', '1']]);
ok('what is not for such accounts is not held', sql(`SELECT permission FROM role_permission
    WHERE role_id = ${made('odd') ?? 0}`).join() === 'vm_read' ? null : `${answer.status}`);

answer = await make(admin, [['name', 'helper'], ['level', 'provider'], ['role_read', '1'],
    ['role_write', '1'], ['vm_read', '1']]);
const helper = await somebody({ id: made('helper'), level: 0 }, 'helper');
answer = await make(helper, [['name', 'lesser'], ['level', 'customer'], ['vm_read', '1']]);
ok('who makes roles gives what he has', answer.status === 303 ? null : answer.body);
answer = await make(helper, [['name', 'greater'], ['level', 'customer'], ['vm_read', '1'],
    ['vm_delete', '1']]);
ok('API-01: and never more', answer.status === 403 && !made('greater') ? null : answer.status);
answer = await helper.send(`/admin/role/${made('helper')}`, [['name', 'helper'], ['role_read', '1'],
    ['role_write', '1'], ['vm_read', '1'], ['setting_write', '1']]);
ok('nor to himself', answer.status === 403 ? null : answer.status);
answer = await helper.send(`/admin/role/${made('watcher')}`, [['name', 'watcher']]);
ok('nor takes from a role that may more', answer.status === 403 ? null : answer.status);
answer = await admin.send('/admin/role/3', [['name', 'reader'], ['vm_delete', '1']]);
ok('a shipped role stays as it is', sql(`SELECT 1 FROM role_permission WHERE role_id = 3 AND
    permission = 'vm_delete'`).length ? 'it changed' : null);

const watcher = await somebody({ id: made('watcher'), level: 2 }, 'watcher');
ok('whoever has it, may', (await watcher.ask('GET', '/vm')).status === 200 ? null : 'not');
answer = await admin.send(`/admin/role/${made('watcher')}/delete`, []);
ok('a role in use is not deleted', answer.status === 409
    && answer.body.includes('members who have it: 1') ? null : answer.body);
answer = await admin.send(`/admin/role/${made('watcher')}`, [['name', 'watcher'],
    ['task_read', '1']]);
await new Promise((soon) => setTimeout(soon, 1100));
ok('TEN-05: a role that was cut is felt within a second', answer.status === 303
    && (await watcher.ask('GET', '/vm')).status === 403
    && (await watcher.ask('GET', '/task')).status === 200 ? null : `${answer.status}`);
sql(`UPDATE member SET role_id = 3 WHERE role_id = ${made('watcher')}`);
const id = made('watcher');
answer = await admin.send(`/admin/role/${id}/delete`, []);
ok('one that is not is', answer.status === 303 && !made('watcher') ? null : answer.body);
finish();
