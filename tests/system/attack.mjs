/* SPDX-License-Identifier: Apache-2.0 */
/* Attacks over HTTP on a panel with tenancy.sql's tenants in it, by nobody, by tenant 1, and by
 * somebody who may write all texts that others read. */
import { readFileSync } from 'node:fs';
import { Client, PANEL, Person, STATE, ask, each, filled, finish, hatchery, ok, ownPath, routesOf,
    seed, sql, value } from './client.mjs';

seed();
const customer = new Person('');
const reseller = new Person('');
const admin = new Person('/admin');
await customer.signIn('zq7-t1@tenant.example', value('customer.txt', 'password'));
await reseller.signIn('zq7-t7@tenant.example', value('customer.txt', 'password'));
await admin.signIn(value('admin.txt', 'email'), value('admin.txt', 'password'));
const client = new Client(hatchery('token', 'add', '--account', '700001', '--name', 'attack'));
const routes = routesOf();
const personOf = (route) => (route.face === 'admin' ? admin
    : route.path.startsWith('/reseller') ? reseller : customer);

/* One try a row: what is asked, and the answers that are right. */
const tries = (rows, act) => each(rows, async (row) => {
    const answer = await act(row);
    return row.right.includes(answer.status) ? null
        : `${JSON.stringify(row).slice(0, 160)}: ${answer.status} ${answer.body.slice(0, 120)}`;
});
const raw = (right, list) => list.map((path) => ({ path, right }));

/* ---- addresses ---- */

const SPLIT = ['/vm%2f700001', '/vm%2F700001', '/%2fvm', '//vm', '/vm//700001', '/vm/700001%00',
    '/vm%00', '/vm/%0a', '/vm/700001%20', '/vm/700001%09', '/vm/./700001', '/vm/../vm/700001',
    '/vm/%2e%2e/vm', '/vm/%2e/700001', '/vm/%252e%252e/vm', '/vm\\700001', '/vm/%5c700001',
    '/static/../vm', '/static/%2e%2e/hatchery.conf', '/static/..%2f..%2fhatchery.conf',
    '/api/v1/../../admin/', '/api/v1/%2e%2e/%2e%2e/admin/', '/admin%2f', '/Admin/', '/vm/700001/',
    '/vm/+700001', '/vm/0700001', '/vm/-1', '/vm/9223372036854775808', '/vm/700001;x=1',
    '/vm/700001.php', '/vm/700001/x.css'];
ok('WEB-03: an address that two readers split differently is nobody\'s',
    await tries(raw([400, 404], SPLIT), ({ path }) => customer.ask('GET', path)));
ok('WEB-05: the way after signing in stays here', (await each(['//evil.example', '/\\evil.example',
    'https://evil.example/', '/%0d%0aSet-Cookie:x=1', 'javascript:alert(1)'], async (next) => {
    const person = new Person('');
    const answer = await person.ask('POST', '/signin', { fields: [
        ['email', 'zq7-t2@tenant.example'], ['password', value('customer.txt', 'password')],
        ['next', next]] });
    const { location = '/', 'set-cookie': cookies = [] } = answer.headers;
    return /^\/(?![/\\])/.test(location) && !cookies.some((one) => one.startsWith('x='))
        ? null : `${next} leads to ${location}`;
})));
ok('WEB-05: a header is not split by what an address holds', await tries(raw([400], [
    '/vm?filter=%0d%0aSet-Cookie:%20x=1', '/vm?as=csv%0d%0aX: 1', '/signin?next=/%0d%0aX:%201']
    .map((path) => path.replace(' ', '%20'))), ({ path }) => customer.ask('GET', path)));
ok('WEB-05: nor is a file of the server handed out by a header', (await each(
    ['X-Accel-Redirect', 'X-Sendfile', 'X-Original-URL', 'X-Rewrite-URL', 'X-HTTP-Method-Override'],
    async (name) => {
        const answer = await customer.ask('GET', '/vm', { headers: { [name]: '/admin/setting' } });
        return answer.status === 200 && answer.body.includes('zq7-t1') ? null : `${name} counts`;
    })));

/* ---- forms, by method, seal and origin ---- */

const changes = routes.filter((one) => one.method !== 'GET' && one.permission !== 'anyone');
ok('WEB-09: no change without its seal', await tries(changes.filter((one) => one.face !== 'api')
    .map((route) => ({ route, path: ownPath(route.path), right: [403] })),
({ route, path }) => personOf(route).ask(route.method, path, { fields: [] })));
ok('WEB-09: none from another site', await tries(changes.filter((one) => one.face !== 'api')
    .map((route) => ({ route, path: ownPath(route.path), right: [403] })),
({ route, path }) => personOf(route).ask(route.method, path, {
    headers: { Origin: 'https://evil.example' }, fields: [['csrf', personOf(route).seal]] })));
ok('WEB-09: none by GET', await tries(changes.filter((one) => !routes.some((other) =>
    other.method === 'GET' && other.face === one.face && other.path === one.path))
    .map((route) => ({ route, path: ownPath(route.path), right: [404, 405, 422] })),
({ route, path }) => (route.face === 'api' ? client.ask('GET', path)
    : personOf(route).ask('GET', path))));
ok('WEB-09: JSON as text is refused', await tries(changes.filter((one) => one.face === 'api'
    && one.method !== 'DELETE').map((route) => ({ route, path: filled(route.path), right: [415] })),
({ route, path }) => client.ask(route.method, path,
    { json: '{"name":"x"}', headers: { 'Content-Type': 'text/plain' } })));
ok('API-04: no body of any route has what is not its to say', await each(changes.filter((one) =>
    one.face === 'api' && one.method !== 'DELETE').flatMap((route) => ['account_id', 'reseller_id',
    'role_id', 'locked', 'price'].map((name) => [route, name])), async ([route, name]) => {
    const { status } = await client.ask(route.method, filled(route.path), { json: { [name]: 1 } });
    return [403, 404, 409, 422].includes(status) ? null
        : `${route.method} ${route.path} with ${name}: ${status}`;
}));
ok('WEB-12: a field twice, as a list, unknown', await tries([
    [['name', 'a'], ['name', 'b'], ['public_key', 'x']], [['name[]', 'a'], ['public_key', 'x']],
    [['name', 'a'], ['public_key', 'x'], ['account_id', '1']], [['name', 'a'], ['csrf', 'x'],
        ['public_key', 'x']],
].map((fields) => ({ fields, right: [400, 403, 422] })), ({ fields }) =>
    customer.send('/ssh-key', fields)));

/* ---- too much ---- */

ok('WEB-14: too much is refused', await tries([
    { what: '10,000 fields', right: [413], act: () => customer.send('/ssh-key',
        Array.from({ length: 10000 }, (_, i) => [`f${i}`, 'x'])) },
    { what: '2 MB', right: [413], act: () => customer.send('/ssh-key',
        [['name', 'x'.repeat(2 << 20)]]) },
    { what: '100 MB, before they are sent', right: [413], act: () => ask('POST', '/signin',
        { headers: { Origin: PANEL, 'Content-Length': String(100 << 20),
            'Content-Type': 'application/x-www-form-urlencoded' } }) },
    { what: 'endless pages', right: [400, 422],
        act: () => client.ask('GET', '/api/v1/servers?per_page=1000000000') },
    { what: 'pages beyond numbers', right: [400, 422],
        act: () => client.ask('GET', '/api/v1/servers?page=99999999999999999999') },
    { what: 'a long selector', right: [400, 414, 422],
        act: () => client.ask('GET', `/api/v1/servers?label_selector=${'a,'.repeat(50000)}`) },
    { what: 'a selector of many parts', right: [200, 400, 422],
        act: () => client.ask('GET', `/api/v1/servers?label_selector=${'!a,'.repeat(2000)}`) },
    { what: 'a long filter', right: [400, 414, 422],
        act: () => customer.ask('GET', `/vm?filter=${'name:a+'.repeat(1000)}`) },
    { what: 'a cursor of nobody', right: [200, 400, 422],
        act: () => customer.ask('GET', `/vm?after=${'A'.repeat(4000)}`) },
    { what: 'a long cookie', right: [303, 400, 401, 431],
        act: () => ask('GET', '/vm', { headers: { Cookie: `hatchery_my=${'x'.repeat(7000)}` } }) },
    { what: 'a password of 500 KB', right: [401, 422],
        act: () => new Person('').ask('POST', '/signin', { fields:
            [['email', 'zq7-t9@tenant.example'], ['password', 'x'.repeat(500000)]] }) },
], ({ act }) => act()));

const saver = new Person('');
await saver.signIn('zq7-t4@tenant.example', value('customer.txt', 'password'));
ok('WEB-14: an account has so much that is heavy within a minute, and its pages all the while',
    await (async () => {
        const asks = async (path, n) => (await each(Array(n).fill(path), (one) =>
            saver.ask('GET', one))).filter(({ status }) => status !== 200);
        const until = async (path, refused = []) => {
            for (let i = 0; i < 50 && !refused.length; i++)
                refused = await asks(path, 60);
            return refused;
        };
        const lists = await until('/vm?as=csv');
        const exports = await asks('/account/export', 5);
        const words = await until('/vm?filter=name:a+image:b');
        const { status } = await saver.ask('GET', '/vm');
        return [lists.length ? null : 'any number of lists', exports.length === 2 ? null
            : `${exports.length} exports are refused`, words.length ? null
            : 'any number of filters', status === 200 ? null : `pages: ${status}`,
        [...lists, ...words, ...exports].find((one) => one.status !== 429
            || !one.headers['retry-after']) && 'a refusal is no 429 with Retry-After'];
    })());

const nested = (n, open, close) => open.repeat(n) + close.repeat(n);
ok('WEB-15: JSON that two readers take differently, or nobody, is refused', await tries([
    nested(1000, '[', ']'), `{"a":${nested(1000, '[', ']')}}`, nested(100000, '{"a":', '}'),
    '{"name":"a","name":"b"}', '{"name":"a\\u0000"}', '{"name":"\\ud800"}',
    '{"name":"\\udc00\\ud800"}', '{"name":1e999}', '{"name":-1e999}',
    '{"name":9223372036854775808}', '{"name":NaN}',
    '{"name":"\x01"}', '{name:"a"}', "{'name':'a'}", '{"name":"a",}', '{"name":"a"}{"name":"b"}',
    '', 'null', '1', '"a"', '[]', '\ufeff{"name":"a"}', '{"name":"a"} //', '{"name":0x10}',
].map((json) => ({ json, right: [400] })).concat([
    { json: '{"\\u0000":1}', right: [400, 422] },
    { json: `{${Array.from({ length: 40000 }, (_, i) => `"k${i}":0`).join()}}`, right: [400, 422] },
]),
({ json }) => client.ask('POST', '/api/v1/servers', { json })));

/* ---- what answers say of us ---- */

const BETRAYS = new RegExp(`nginx/|mariadb|libvirt|SELECT |INSERT |FROM \`|cgi-bin|${STATE}|`
    + '\\.c:\\d|FastCGI|ctemplate|/tmp/|backtrace|errno', 'i');
const HEADERS_SAY = /nginx\/|php|mariadb|x-powered-by/i;
ok('WEB-16: lost files and states are not there', await tries(raw([400, 403, 404, 405], [
    '/.git/config', '/.env', '/metrics', '/server-status', '/nginx_status', '/status',
    '/.well-known/security.txt',
    '/static/manifest', '/static/', '/hatchery.conf', '/secret/key', '/admin.txt', '/cgi-bin/my',
    '/debug', '/phpinfo.php', '/api/v1/', '/api/', '/api/v2/servers']),
({ path }) => client.ask('GET', path)));
ok('WEB-16: no error says what we are made of', await each([
    () => ask('GET', '/nowhere'), () => customer.ask('GET', '/nowhere'), () => ask('GET', '//'),
    () => ask('GET', '/vm?x=%zz'), () => ask('TRACE', '/vm'), () => ask('PUT', '/vm'),
    () => customer.ask('POST', '/vm/700001/start'), () => customer.ask('GET', '/admin/setting'),
    () => ask('GET', '/vm', { headers: { Host: 'evil.example' } }),
    () => customer.ask('GET', '/vm?filter=colour:red'), () => customer.send('/ssh-key', []),
    () => customer.send('/ssh-key', [['name', 'x'.repeat(2 << 20)]]),
    () => ask('GET', '/api/v1/servers'), () => client.ask('GET', '/api/v1/servers/1'),
    () => client.ask('POST', '/api/v1/servers', { json: '{' }),
    () => client.ask('GET', '/api/v1/servers?sort=nothing'),
    () => ask('GET', '/static/../../etc/passwd'), () => ask('GET', `/${'a'.repeat(9000)}`),
], async (act) => {
    const answer = await act();
    const found = answer.body.match(BETRAYS) ?? JSON.stringify(answer.headers).match(HEADERS_SAY);
    return answer.status < 400 && answer.status !== 303 ? `no error: ${answer.status}`
        : found && `${answer.status} says ${found[0]}: ${answer.body.slice(0, 200)}`;
}));
ok('WEB-16: the server says its name without a version',
    (await ask('GET', '/signin')).headers.server === 'nginx' ? null : 'it does not');
const POLICY = /^(?!.*unsafe-)default-src 'none';.*frame-ancestors 'none'/;
ok('WEB-10: each answer has its policy, no page has a script or style in it', await each([
    ...routes.filter((one) => one.method === 'GET').map((route) => [route, ownPath(route.path)])],
async ([route, path]) => {
    const { headers, body } = route.face === 'api' ? await client.ask('GET', path)
        : await personOf(route).ask('GET', path);
    const inside = (headers['content-type'] ?? '').startsWith('text/html')
        && body.match(/<script[^>]*>[^<]|<style|[\s"'](?:style|on[a-z]+)=["'][^"']/);
    return inside ? `${path}: ${inside[0]}` : POLICY.test(headers['content-security-policy']
        ?? '') ? null : `${path}: ${headers['content-security-policy']}`;
}));
ok('API-07: no other site may read, whatever its Origin', await each([
    'https://evil.example', 'null', PANEL].flatMap((origin) => ['GET', 'OPTIONS', 'POST']
    .map((method) => [origin, method])), async ([Origin, method]) => {
    const answer = await client.ask(method, '/api/v1/servers', { headers: { Origin,
        'Access-Control-Request-Method': 'POST', Cookie: 'hatchery_my=x' } });
    return Object.keys(answer.headers).find((name) => name.startsWith('access-control-'));
}));
ok('API-07: a session opens no JSON', (await customer.ask('GET', '/api/v1/servers')).status === 401
    ? null : 'it does');

/* ---- without signing in ---- */

const rows = () => sql(`SELECT table_name FROM information_schema.tables WHERE
    table_schema = 'hatchery' AND table_type = 'BASE TABLE' AND table_name NOT IN
    ('heartbeat', 'throttle', 'schedule', 'task', 'task_step', 'task_log', 'resource', 'task_lock',
        'vm_load', 'node_load', 'storage_load', 'vm_top', 'vm_sample', 'node_sample', 'difference',
        'task_stat', 'kind_stat', 'session')`)
    .map(([name]) => `${name} ${sql(`SELECT COUNT(*) FROM \`${name}\``)[0][0]}`);
const earlier = rows();
const strangers = routes.filter((one) => one.method === 'GET').flatMap((one) =>
    [filled(one.path), filled(one.path)]);
await each(strangers, (path) => ask('GET', path, { headers: {
    Cookie: `hatchery_my=${'y'.repeat(43)}`, Authorization: `Bearer ${'z'.repeat(64)}` } }));
/* Forms of strangers, empty and filled in wrongly: what they ask for by mail is bounded (SES-01). */
const doors = routes.filter((one) => one.method === 'POST' && one.permission === 'anyone');
await each(doors.flatMap((one) => [one, one, one]), async (one, i) => {
    const fields = one.fields.map(({ name }) => [name, i % 3 ? 'x'.repeat(43) : '']);
    await ask('POST', filled(one.path), { body: fields.map((f) => f.join('=')).join('&'), headers: {
        Origin: PANEL, 'Content-Type': 'application/x-www-form-urlencoded' } });
});
ok('there are forms for strangers', doors.length > 8 ? null : `${doors.length} alone`);
const after = rows();
ok('WEB-20: who has not signed in leaves no row', after.filter((one, i) => one !== earlier[i]));

const wrongly = (i) => new Person('').ask('POST', '/signin',
    { fields: [['email', `nobody-${i}@tenant.example`], ['password', 'certainly wrong']] });
ok('SES-03: many passwords at once hold up nobody who is signed in', await (async () => {
    const flood = Promise.all(Array.from({ length: 80 }, (_, i) => wrongly(i)));
    const change = await customer.send('/profile', [['name', 'zq7-t1 person'], ['language', 'en'],
        ['time_zone', 'UTC']]);
    const answers = (await flood).map((one) => one.status);
    return [change.status === 303 ? null : `a change is ${change.status}`,
        answers.includes(429) ? null : 'none of 80 is refused unseen',
        answers.find((one) => ![401, 429].includes(one))];
})());
sql('DELETE FROM throttle');
ok('SES-03: an endless password is not even looked at', (await new Person('').ask('POST', '/signin',
    { fields: [['email', 'zq7-t1@tenant.example'], ['password', 'x'.repeat(1025)]] })).status === 422
    ? null : 'it is');

/* ---- texts that are no markup ---- */

const MARK = `zq7q"'<zq7 x=y>{{zq7}}&lt;`;
const TEXTS = [['account', 'name'], ['user', 'name'], ['ssh_key', 'name'], ['plan', 'name'],
    ['image', 'name'], ['image', 'version'], ['node', 'why'], ['node', 'version'],
    ['task', 'object'], ['task', 'asked_by'], ['task', 'error_id'], ['task_log', 'message'],
    ['schedule', 'made_by'], ['schedule', 'why_id'], ['audit', 'who'], ['audit', 'object'],
    ['outbox', 'subject'], ['signin', 'agent'], ['token', 'name'], ['location', 'name'],
    ['cluster', 'name'], ['ip_hold', 'vm_name'], ['account', 'suspended_why']];
const kept = new Map(TEXTS.map(([table, column]) => [`${table}.${column}`,
    sql(`SELECT 1 FROM information_schema.columns WHERE table_schema = 'hatchery' AND
        table_name = '${table}' AND column_name = '${column}'`).length]));
for (const [table, column] of TEXTS.filter((one) => kept.get(one.join('.'))))
    sql(`UPDATE IGNORE \`${table}\` SET ${column} = CONCAT(${JSON.stringify(MARK)},
        LEFT(${table === 'node' ? "''" : 'id'}, 12))`);
sql(`UPDATE vm_label SET v = ${JSON.stringify(MARK)} WHERE account_id = 700001;
    UPDATE vm SET labels = JSON_OBJECT('zq7', ${JSON.stringify(MARK)}) WHERE account_id = 700001`);
let marked = 0;
const lookAt = async (person, path) => {
    const { status, headers, body } = await person.ask('GET', path);
    const html = (headers['content-type'] ?? '').startsWith('text/html');
    marked += body.includes('zq7q');
    if (status >= 500)
        return `${path} is ${status}`;
    const at = html ? body.search(/zq7q["']|<zq7|href="javascript:/) : -1;
    return at < 0 ? null : `${path}: ${body.slice(Math.max(0, at - 60), at + 60)}`;
};
ok('WEB-07: names, texts and labels are text on each page', await each(routes.filter((one) =>
    one.method === 'GET' && one.face !== 'api' && one.permission !== 'anyone'), (route) =>
    lookAt(personOf(route), ownPath(route.path))));
ok('WEB-07: what was typed is, too', await each(['/vm?filter=', '/task?filter=', '/search?q=',
    '/admin/vm?filter=', '/admin/search?q=', '/signin?next=', '/vm?sort=', '/vm?did='], (path) =>
    lookAt(path.startsWith('/admin') ? admin : customer, path + encodeURIComponent(MARK))));
ok('WEB-07: in what a refused form shows again', await each([
    ['/ssh-key', [['name', MARK], ['public_key', MARK]]], ['/profile', [['name', MARK],
        ['language', MARK], ['time_zone', MARK]]]], async ([path, fields]) => {
    const { status, body } = await customer.send(path, fields);
    return status === 422 && body.includes('zq7q&quot;') && !/zq7q["']|<zq7/.test(body) ? null
        : `${path}: ${status}`;
}));
ok('the texts are there', marked > 40 ? null : `on ${marked} pages`);
ok('INJ-09: the name of a download is a plain word', await each(routes.filter((one) => one.list
    || /\/(log|chart)$/.test(one.path)), async (route) => {
    const path = ownPath(route.path) + (route.path.endsWith('/log') ? '' : '?as=csv');
    const { headers } = await personOf(route).ask('GET', path);
    const said = headers['content-disposition'] ?? 'attachment; filename="none"';
    return /^attachment; filename="[A-Za-z0-9._-]+"$/.test(said) ? null : `${path}: ${said}`;
}));
ok('INJ-06: no cell of a file is a formula', await (async () => {
    sql(`UPDATE account SET name = CONCAT('=zq7+', id) WHERE id BETWEEN 700001 AND 700009`);
    const { body } = await admin.ask('GET', '/admin/account?as=csv&filter=id:700001');
    return body.includes('zq7+700001') && !/(^|[,\n"])=zq7/.test(body) ? null : body.slice(0, 300);
})());

/* ---- columns, orders, patterns ---- */

const SQLS = ["'", '"', '\\', '%', '_', '`', "' OR 1=1 -- ", '1; DROP TABLE vm', '(SELECT 1)',
    'id DESC', 'id,name', 'SLEEP(5)', 'name/**/', '0x41', '--', 'NULL', '*'];
const asking = (path, names) => SQLS.flatMap((text) =>
    names.map((name) => `${path}?${new URLSearchParams({ [name]: text })}`));
ok('INJ-08: what is typed is no part of a statement', await each(routes.filter((one) => one.list
    && !one.path.endsWith('/live')).flatMap((route) => asking(ownPath(route.path),
    ['filter', 'sort', 'after']).map((path) => [route, path])), async ([route, path]) => {
    const { status } = await personOf(route).ask('GET', path);
    const right = path.includes('?sort=') ? [422] : [200, 400, 422];
    return right.includes(status) ? null : `${path}: ${status}`;
}));
ok('INJ-08: nor for programs', await each(asking('/api/v1/servers',
    ['name', 'label_selector', 'sort', 'status', 'id', 'page']), async (path) => {
    const { status } = await client.ask('GET', path);
    return status >= 500 ? `${path}: ${status}` : null;
}));
ok('INJ-08: a pattern of SQL is none here', await (async () => {
    sql(`UPDATE vm SET name = 'zq7-100x' WHERE id = 700001`);
    const { body } = await client.ask('GET', '/api/v1/servers?name=zq7-100%25');
    return JSON.parse(body).servers.length ? 'it is' : null;
})());
ok('INJ-07: nobody\'s control characters reach a log', await (async () => {
    for (const path of ['/vm%1b[31m', '/vm/%0aforged', '/vm%c2%9b2J', '/vm%e2%80%ae'])
        await ask('GET', path, { headers: { 'User-Agent': 'x\u00e9' } });
    const logs = sql('SELECT 1').length && ['nginx', 'my-reader', 'api-reader', 'admin-reader']
        .map((name) => readFileSync(`${STATE}/log/${name}/current`, 'latin1')).join('');
    const found = logs.match(/[\x00-\x08\x0b-\x1f\x7f]|\nforged/);
    return found && JSON.stringify(logs.slice(found.index - 60, found.index + 40));
})());
finish();
