/* SPDX-License-Identifier: Apache-2.0 */
/* Each route of the customers' face and of the JSON interface, as the programs have them, tried by
 * each tenant with every other tenant's ids: the answer to what is another's and to what is not
 * there is one, to the last byte but for seals and dates. All objects of tenant N have the id
 * 700000 + N and zq7-tN in their names (tenancy.sql); tenant 0 is nobody. The administrator's
 * face, which sees everything, is left out. */
import { Client, Person, asked, each, finish, hatchery, ok, routesOf, seed, sql, value }
    from './client.mjs';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8kL0Hn4QbS6mWGq1qvYx1b2m0k3H8S3v1l1zq7zq7z';
const idOf = (no) => String(700000 + no);
const tenants = Array.from({ length: 9 }, (_, i) => {
    const no = i + 1;
    return { no, id: idOf(no), reseller: no > 6 ? no : 7 + Math.floor((no - 1) / 2) };
});
/* Whose things a tenant may see: its own, and a reseller its customers'. */
const sees = (viewer, one) => one.no === viewer.no || one.reseller === viewer.no;
const some = [tenants[0], tenants[7]];
const othersOf = (viewer) => tenants.filter((one) => !sees(viewer, one));

/* ---- the two answers ---- */

/* Tenant `no` as nobody; what differs in each answer goes, such as how much one may still ask. */
const asNobody = (text, no) => text.replaceAll(idOf(no), idOf(0)).replaceAll(`zq7-t${no}`, 'zq7-t0')
    .replaceAll(`zq7-plan-${no}`, 'zq7-plan-0').replaceAll(`zq7-image-${no}`, 'zq7-image-0')
    .replaceAll(`198.51.100.${no}`, '198.51.100.0').replaceAll(`2001:db8:7::${no}`, '2001:db8:7::0')
    .replace(/value="[A-Za-z0-9_-]{20,}"/g, 'value=""').replace(/\/task\/\d+/g, '/task/N');

function told(answer, no)
{
    const headers = Object.entries(answer.headers).sort()
        .filter(([name]) => !/^(date|connection|set-cookie|x-request-id|ratelimit-.*)$/.test(name));
    return asNobody(JSON.stringify([answer.status, headers]) + answer.body, no);
}

/* Where they part. */
function parted(what, one, nobody)
{
    if (one === nobody)
        return null;
    const at = [...one].findIndex((c, i) => c !== nobody[i]);
    return `${what}\n#     ${JSON.stringify(one.slice(Math.max(0, at - 60), at + 120))}`
        + `\n#     ${JSON.stringify(nobody.slice(Math.max(0, at - 60), at + 120))}`;
}

/* Names of others in an answer. */
function leaksOf(viewer, what, answer)
{
    const text = JSON.stringify(answer.headers) + answer.body;
    const seen = [...text.matchAll(/zq7-t([1-9])|198\.51\.100\.(?:10)?([1-9])\b/g)]
        .map((found) => tenants[Number(found[1] ?? found[2]) - 1])
        .filter((one) => one && !sees(viewer, one));
    return seen.length ? `${what} tells tenant ${viewer.no} of tenant ${seen[0].no}` : null;
}

/* ---- what is sent ---- */

const KNOWN = { public_key: KEY, email: 'zq7@nowhere.example', moment: '0 4 * * *', zone: 'UTC',
    time_zone: 'UTC', language: 'en', kind: 'vm_start', act: 'start', role: 'reader',
    confirm: 'zq7-confirm', at: '2026-11-01T10:00' };

function valueOf(field)
{
    if (KNOWN[field.name] !== undefined)
        return KNOWN[field.name];
    switch (field.type) {
        case 'number': return String(Math.max(1, field.min));
        case 'ids': return '1';
        case 'bool': return '1';
        case 'size': return '1 GB';
        case 'money': return '1';
        case 'state': return field.words[0];
        default: return 'zq7'.padEnd(Math.max(field.min, 3), 'x').slice(0, field.max || 255);
    }
}

const namesOne = (field) => ['number', 'ids', 'text'].includes(field.type)
    && /(^|_)id$|^(vm|account|user|image|plan|key|to)$/.test(field.name);
const sentWith = (route) =>
    route.fields.filter((one) => one.required || one.name === 'confirm')
        .map((one) => [one.name, valueOf(one)]);

/* Sends what the route takes, with `path` for its own and fields put in the place of its own. */
function send(viewer, route, path, instead = {})
{
    if (route.face === 'api') {
        const json = route.method === 'GET' || route.method === 'DELETE' ? undefined
            : { ...(route.method === 'PUT' && { name: 'zq7-changed' }),
                ...(path.endsWith('/suspend') && { why: 'zq7' }), ...instead };
        return viewer.client.ask(route.method, path, { json });
    }
    const own = sentWith(route).filter(([name]) => instead[name] === undefined);
    const fields = [...own, ...Object.entries(instead)];
    if (route.method !== 'GET')
        return viewer.person.send(path, fields);
    const query = fields.length ? `?${new URLSearchParams(fields)}` : '';
    return viewer.person.ask('GET', path + query);
}

const filled = (path, ids) => {
    let next = 0;
    return path.replaceAll('<id>', () => ids[next++]).replaceAll('<name>', 'vm_start');
};
const countIds = (path) => path.split('<id>').length - 1;

/* Which places of a path another's id is tried in: [[true], …] true: another's. */
function places(count)
{
    const all = Array.from({ length: 2 ** count - 1 }, (_, bits) =>
        Array.from({ length: count }, (_, i) => Boolean((bits + 1) >> i & 1)));
    return all;
}

/* A reseller's own customer, where it is asked for one. */
const ownOf = (viewer, path) => (viewer.no > 6 && path.includes('/customer')
    ? idOf((viewer.no - 7) * 2 + 1) : viewer.id);

/* ---- the tries ---- */

const routes = routesOf().filter((one) => one.face !== 'admin');
/* What has ended is ended: whose it was, or whether it was, the way leads back to the list. */
const ENDING = '/session/<id>/end';
/* Of the provider, and everybody's to choose from. */
const PROVIDERS_PATHS = /\/(images|server_types|locations|datacenters)\//;

/* A reseller's plans and images are its customers' to choose from, and its scripts, seen as far. */
const offered = (route) => /plan|server_types|image/.test(route.path)
    || (route.method === 'GET' && route.path === '/api/v1/scripts/<id>');

/* Another's ids in the path: what is wrong, a line each. */
async function tryPath(route)
{
    const wrong = [];
    for (const viewer of tenants) {
        for (const where of places(countIds(route.path))) {
            const pathFor = (id) => filled(route.path,
                where.map((its) => (its ? id : ownOf(viewer, route.path))));
            const nobody = await send(viewer, route, pathFor(idOf(0)));
            const reference = told(nobody, 0);
            if (![404, 403, route.path === ENDING ? 303 : 404].includes(nobody.status))
                wrong.push(`${route.method} ${pathFor(idOf(0))} is ${nobody.status}, not 404, to `
                    + `tenant ${viewer.no}: ${nobody.body.slice(0, 200)}`);
            for (const one of othersOf(viewer).filter((its) => its.no !== viewer.reseller
                || !offered(route))) {
                const what = `${route.method} ${pathFor(one.id)} by tenant ${viewer.no}`;
                const answer = await send(viewer, route, pathFor(one.id));
                wrong.push(parted(what, told(answer, one.no), reference));
                wrong.push(leaksOf(viewer, what, answer));
            }
        }
        if (route.method === 'GET') {
            const own = await send(viewer, route, filled(route.path,
                Array(9).fill(ownOf(viewer, route.path))));
            route.found ||= own.status === 200;
            route.said = `${own.status} ${own.body.slice(0, 200)}`;
            wrong.push(leaksOf(viewer, `GET ${route.path}, one's own,`, own));
        }
    }
    if (route.method === 'GET' && !route.found && !PROVIDERS_PATHS.test(route.path))
        wrong.push(`GET ${route.path} finds nobody's own: ${route.said}`);
    return wrong;
}

/* Another's id in a field. */
async function tryField(route, name, valueFor)
{
    const wrong = [];
    for (const viewer of some) {
        const path = filled(route.path, Array(9).fill(viewer.id));
        const nobody = told(await send(viewer, route, path, { [name]: valueFor(0) }), 0);
        for (const one of othersOf(viewer).filter((its) => its.no !== viewer.reseller)) {
            const what = `${route.method} ${path} ${name}=${valueFor(one.no)} by ${viewer.no}`;
            const answer = await send(viewer, route, path, { [name]: valueFor(one.no) });
            wrong.push(parted(what, told(answer, one.no), nobody));
        }
    }
    return wrong;
}

/* What names something of tenant `no`, by any of its columns. */
const namings = (no) => [idOf(no), `zq7-t${no}`, `zq7-t${no}*`, `zq7-t${no}@tenant.example`,
    `"zq7-image-${no} 7"`, `zq7-image-${no}`, `zq7-plan-${no}`, `198.51.100.${no}`, `zq7=zq7-t${no}`];

/* The columns that a list says it has, when it is asked for one that it has not. */
async function columnsOf(viewer, path)
{
    const page = await viewer.person.ask('GET', `${path}?filter=zq7column:1`);
    const offers = [...page.body.matchAll(/<option value="([a-z_]+)[:><]/g)].map(([, one]) => one);
    const named = ['id', 'name', 'vm', 'by', 'account', 'image', 'plan', 'ip', 'label', 'node',
        'email', 'object', 'what', 'who'];
    return [...new Set([...offers, ...named])];
}

/* Another's in a list's filter, cursor and file: nothing, and no count. */
async function tryList(route)
{
    const wrong = [];
    for (const viewer of some) {
        const get = (query) =>
            viewer.person.ask('GET', `${route.path}?${new URLSearchParams(query)}`);
        for (const query of [{}, { as: 'csv' }, { as: 'json' }, { sort: '-id' }, { sort: 'name' }])
            wrong.push(leaksOf(viewer, `${route.path} ${JSON.stringify(query)}`, await get(query)));
        const live = /(\/live|\/)$/.test(route.path);
        for (const column of live ? [] : await columnsOf(viewer, route.path))
            for (const i of namings(0).keys()) {
                const query = (no) => ({ filter: `${column}:${namings(no)[i]}` });
                const nobody = told(await get(query(0)), 0);
                for (const one of othersOf(viewer).slice(0, 2))
                    wrong.push(parted(`${route.path} ${query(one.no).filter}`,
                        told(await get(query(one.no)), one.no), nobody));
            }
    }
    return wrong;
}

/* By what programs may ask a list for. */
async function tryQuery(route, query)
{
    const wrong = [];
    for (const viewer of some) {
        const get = (no) => viewer.client.ask('GET', `${route.path}?${query(no)}`);
        const nobody = told(await get(0), 0);
        for (const one of othersOf(viewer).slice(0, 3)) {
            const answer = await get(one.no);
            wrong.push(parted(`${route.path}?${query(one.no)} by ${viewer.no}`,
                told(answer, one.no), nobody));
        }
    }
    return wrong;
}

/* ---- rows ---- */

const TABLES = sql(`SELECT c.table_name, MAX(c.column_name IN ('account_id', 'user_id', 'vm_id'))
    FROM information_schema.columns AS c JOIN information_schema.tables AS t
    USING (table_schema, table_name)
    WHERE table_schema = 'hatchery' AND table_type = 'BASE TABLE' AND c.table_name IN
        (SELECT table_name FROM information_schema.columns WHERE table_schema = 'hatchery'
         AND column_name = 'id' AND data_type = 'bigint') GROUP BY c.table_name`);
/* Of the provider alone. */
const PROVIDERS = ['difference', 'image', 'plan'];
/* What looking leaves behind. */
const LAST_USE = ['used_at'];

function rowsOf(table)
{
    const columns = sql(`SELECT column_name FROM information_schema.columns WHERE
        table_schema = 'hatchery' AND table_name = '${table}'`).map(([name]) => name)
        .filter((name) => !LAST_USE.includes(name));
    return sql(`SELECT ${columns.map((one) => `\`${one}\``).join(', ')} FROM \`${table}\`
        WHERE id BETWEEN ${idOf(1)} AND ${idOf(9)} ORDER BY id`).map((row) => row.join('\t'));
}

/* ---- all of it ---- */

seed();
ok('every kind of object that is somebody\'s has one of each tenant', TABLES
    .filter(([name, owned]) => owned === '1' && !PROVIDERS.includes(name)
        && rowsOf(name).length < 9)
    .map(([name]) => `no rows of ${name} in tenancy.sql`));
const began = Date.now();
const before = new Map(TABLES.map(([name]) => [name, rowsOf(name)]));

for (const tenant of tenants) {
    tenant.person = new Person('');
    await tenant.person.signIn(`zq7-t${tenant.no}@tenant.example`,
        value('customer.txt', 'password'));
    tenant.client = new Client(hatchery('token', 'add', '--account', tenant.id, '--name', 'try'));
}

const withIds = routes.filter((one) => countIds(one.path) && one.permission !== 'anyone');
const said = await each(withIds, tryPath);
withIds.forEach((route, i) => {
    const name = `${route.method} ${route.path}: another's is what is not there`;
    ok(countIds(route.path) > 1 ? `TEN-01, TEN-03: ${name}` : `TEN-01: ${name}`, said[i]);
});

for (const route of routes.filter((one) => one.face === 'my' && one.permission !== 'anyone'))
    for (const field of route.fields.filter(namesOne))
        ok(`TEN-01: ${route.method} ${route.path} ${field.name}: neither in a field`,
            await tryField(route, field.name, idOf));
const create = routes.find((one) => one.face === 'api' && one.method === 'POST'
    && one.path.endsWith('/servers'));
for (const [name, valueFor] of [['ssh_keys', (no) => [Number(idOf(no))]],
    ['ssh_keys', (no) => [`zq7-t${no} key`]], ['image', (no) => `zq7-image-${no}-7`],
    ['image', (no) => Number(idOf(no))], ['server_type', (no) => `zq7-plan-${no}`],
    ['script_id', (no) => Number(idOf(no))]])
    ok(`TEN-01: a new server's ${name}: ${JSON.stringify(valueFor(1))}`,
        await tryField(create, name, valueFor));

for (const route of routes.filter((one) => one.list))
    ok(`TEN-02: ${route.path}: no filter, order or file tells of others`, await tryList(route));
for (const viewer of some)
    ok(`TEN-02: tenant ${viewer.no} finds none of them by searching`, (await each(othersOf(viewer)
        .flatMap((one) => namings(one.no).map((q, i) => [one, q, namings(0)[i]])),
    async ([one, q, none]) => {
        const get = (text) =>
            viewer.person.ask('GET', `/search?${new URLSearchParams({ q: text })}`);
        return parted(`/search?q=${q}`, told(await get(q), one.no), told(await get(none), 0));
    })));
for (const route of routes.filter((one) => one.face === 'api' && one.method === 'GET'
    && !countIds(one.path))) {
    const wrong = [];
    for (const query of [(no) => `name=zq7-t${no}`, (no) => `id=${idOf(no)}`,
        (no) => `label_selector=zq7%3Dzq7-t${no}`, (no) => `fingerprint=zq7-t${no}`])
        wrong.push(...await tryQuery(route, query));
    for (const viewer of tenants)
        wrong.push(leaksOf(viewer, route.path, await viewer.client.ask('GET', route.path)));
    ok(`TEN-02: ${route.path} tells programs of no other's`, wrong);
}

const plain = routes.filter((one) => one.face === 'my' && one.method === 'GET'
    && !countIds(one.path));
for (const viewer of tenants)
    ok(`TEN-04: no page names another to tenant ${viewer.no}`, await each(plain, async (route) =>
        leaksOf(viewer, route.path, await send(viewer, route, filled(route.path, [])))));
const marked = (await tenants[0].person.ask('GET', '/vm')).body.includes('zq7-t1');
ok('the mark would have been seen', marked ? [] : 'tenant 1 does not see its own');
ok('TEN-01: whose things they are finds them as they were', TABLES.flatMap(([name]) =>
    rowsOf(name).flatMap((row, i) => (row === before.get(name)[i] ? []
        : `${name}: ${before.get(name)[i]}\n#     ${row}`))));
console.log(`# ${asked()} requests in ${((Date.now() - began) / 1000).toFixed(0)} s`);
finish();
