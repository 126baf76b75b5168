/* SPDX-License-Identifier: Apache-2.0 */
/* How each change is made that is not made by what its fields' types say, for audit.mjs: `with`, what
 * fields hold; `fields`, all of them; `file`; `json`; `path`; `sql`, what must be so before. */
import { createHmac, randomBytes } from 'node:crypto';
import { Authenticator, askedBy } from './authenticator.mjs';
import { PANEL, STATE, filled, hidden, value } from './client.mjs';

/* RFC 6238, of a secret in base 32. */
function codeOf(secret)
{
    const bits = [...secret].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c)
        .toString(2).padStart(5, '0')).join('');
    const raw = Buffer.from(bits.match(/.{8}/g).map((one) => parseInt(one, 2)));
    const at = Buffer.alloc(8);
    at.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)));
    const sum = createHmac('sha1', raw).update(at).digest();
    const from = sum[19] & 15;
    return String((sum.readUInt32BE(from) & 0x7fffffff) % 1000000).padStart(6, '0');
}

/* "ssh-ed25519 …": nobody's. */
export function newKeyText()
{
    const part = (bytes) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
    const blob = Buffer.concat([part(Buffer.from('ssh-ed25519')), part(randomBytes(32))]);
    return `ssh-ed25519 ${blob.toString('base64')}`;
}

/* 16 by 16 pixels, black. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAAAAAA6mKC9AAAADUlEQVR42mNgGAXIAAABEAABf80DtQAA'
    + 'AABJRU5ErkJggg==', 'base64');
const FREED = 'UPDATE account SET suspended = TRUE WHERE id = 700001';
const DISABLED = (id) => `UPDATE user SET disabled = TRUE WHERE id = ${id}`;
const OPEN_TASK = 'UPDATE task SET state = 0, ended_at = NULL WHERE id = 700001';
const SECOND_OWNER = `DELETE FROM member WHERE user_id = 700002 AND account_id = 700001;
    INSERT INTO member (user_id, account_id, role_id)
    SELECT 700002, 700001, role_id FROM member WHERE user_id = 700001 AND account_id = 700001`;
const invitation = (account) => `REPLACE INTO invitation (id, account_id, reseller_id, email,
    role_id, by_user_id, by_name, language, created_at, expires_at) VALUES (700001, ${account}, 700007,
    'zq7-t1@invited.example', 3, 0, '', 'en', NOW(6) - INTERVAL 1 HOUR, NOW(6) + INTERVAL 1 DAY)`;
const INVITED = `DELETE FROM outbox WHERE user_id = 700049;
    INSERT IGNORE INTO user (id, reseller_id, email, name) VALUES (700049, 700007,
    'zq7-t1@asked.example', 'Zq');
    INSERT IGNORE INTO member (user_id, account_id, role_id) VALUES (700049, 700002, 3)`;
const ANOTHER = 'REPLACE INTO member (user_id, account_id, role_id) VALUES (700001, 700002, 2)';
const STEP = (id) => `INSERT IGNORE INTO totp (user_id, seed, step) VALUES (${id}, 'x', 1)`;

/* A group, and a customer of the provider's own. */
const GROUP = `INSERT IGNORE INTO account_group (id, name, vm_limit)
    VALUES (700001, 'zq7-group', 1000); INSERT IGNORE INTO account (id, reseller_id, level, name)
    SELECT 700044, reseller_id, level, 'zq7-own' FROM account WHERE id = 700050;
    UPDATE account SET group_id = NULL WHERE id = 700044`;

export function recipes({ one, key, count, people, PASSWORD })
{
    const words = { customer: PASSWORD, admin: value('admin.txt', 'password') };
    people.words = words; /* as they are now */
    const resold = { plan_id: '700007' };
    const first = (table, more = '') => one(`SELECT MIN(id) FROM ${table} ${more}`);
    const plan = () => first('plan', 'WHERE reseller_id = 0');
    const at = (path, id) => () => ({ path: filled(path, id) });
    const nets = () => ({ fields: [['networks', `127.0.0.0/8 10.${count()}.0.0/16`]] });
    const adminId = () => one(`SELECT id FROM user WHERE email = '${value('admin.txt', 'email')}'`);
    const adminSession = () => `INSERT IGNORE INTO session (id, hash, face, user_id, account_id,
        reseller_id, address, expires_at) SELECT 700050, SHA2('zq7', 256), 1, ${adminId()},
        account_id, 0, '', NOW(6) + INTERVAL 1 HOUR FROM member WHERE user_id = ${adminId()} LIMIT 1`;
    const text = () => ({ fields: [['name', `zq7new${count()}`], ['text', `#!/bin/sh\n# ${count()}`]] });
    const providersScript = (retired = 'NULL') => `INSERT IGNORE INTO script (id, account_id,
        reseller_id, name, text, digest, retired_at) SELECT 700060, account_id, 0, 'zq7new script',
        '#!/bin/sh', '', ${retired} FROM member WHERE user_id = ${adminId()} LIMIT 1`;
    const secondStep = (who, root) => async () => {
        const page = await people[who].send(`${root}/profile/totp/begin`, []);
        const secret = page.body.replace(/<[^>]*>/g, ' ').match(/\b(?:[A-Z2-7]{4} ?){4,}\b/)?.[0] ?? '';
        return { fields: [['seed', hidden(page.body, 'seed')],
            ['code', codeOf(secret.replace(/ /g, ''))]] };
    };
    const passkey = (who, root) => async () => {
        const page = await people[who].send(`${root}/profile/passkey/begin`, [['name', 'zq7']]);
        return { fields: [['name', 'zq7'],
            ...new Authenticator().make({ ...askedBy(page.body), origin: PANEL })] };
    };
    const shown = (who, root, user) => async () => {
        const device = new Authenticator();
        const { credential, key } = device.row();
        const page = await people[who].send(`${root}/again/passkey`, [['next', '']]);
        device.count = 1;
        return { fields: [...device.use({ ...askedBy(page.body), origin: PANEL }), ['next', '']],
            sql: `INSERT INTO passkey (user_id, host, name, credential, algorithm, public_key, count)
                VALUES (${user || adminId()}, '127.0.0.1', 'zq7', '${credential}', -7, '${key}', 0)` };
    };
    /* Whom nothing else needs: it stays closed. */
    const shut = (id, path) => ({ path, with: { confirm: `zq7-shut-${id}` },
        json: { name: `zq7-shut-${id}` }, sql: `INSERT IGNORE INTO account (id, reseller_id, level, name, resold)
            SELECT ${id}, reseller_id, level, 'zq7-shut-${id}', resold FROM account
            WHERE id = 700001` });
    const grouped = (more) => ({ sql: GROUP, ...more });
    const many = (act) => ({ fields: [['act', act], ['id', '700001']] });
    const word = (who) => {
        const old = words[who];
        words[who] = `${old} zq7 ${count()}`;
        return { fields: [['old_password', old], ['password', words[who]],
            ['again', words[who]]] };
    };
    const range = () => {
        const pool = one("SELECT pool_id FROM ip WHERE words LIKE '%.%' ORDER BY id DESC LIMIT 1");
        const [[, net, last]] = [one(`SELECT words FROM ip WHERE pool_id = ${pool}
            ORDER BY id DESC LIMIT 1`).match(/^(.*\.)(\d+)$/)];
        return { path: `/admin/ip_pool/${pool}`, fields: [['first', `${net}${Number(last) + 1}`],
            ['last', `${net}${Number(last) + 2}`]] };
    };
    const ip = () => first('ip', 'WHERE nic_id IS NULL');
    const customer = '/reseller/customer/700002';
    const api = '/api/v1/reseller/customers/700002';
    return {
        'POST /vm': () => ({ with: resold }),
        'POST /admin/account/<id>/vm': () => ({ with: resold }),
        'POST /reseller/customer/<id>/vm': () => ({ with: resold }),
        'POST /reseller/customer/<id>/close': () => shut(700041, '/reseller/customer/700041/close'),
        'POST /reseller/brand/logo': () => ({ file: { name: 'logo', bytes: PNG } }),
        'POST /reseller/brand/logo/remove': () => ({ sql: `UPDATE brand SET logo = 'zq7',
            logo_width = 16, logo_height = 16 WHERE reseller_id = 700007` }),
        'POST /admin/account/<id>/host': () => ({ path: '/admin/account/700007/host',
            fields: [['host', 'zq7.example']], sql: `UPDATE brand SET host = NULL,
                host_asked = 'zq7.example' WHERE reseller_id = 700007` }),
        'POST /admin/account/<id>/close': () => shut(700042, '/admin/account/700042/close'),
        'POST /vm/bulk': () => many('start'),
        'POST /admin/vm/bulk': () => many('start'),
        'POST /vm/bulk/delete': () => ({ fields: [['id', '700001'], ['confirm', '1']] }),
        'POST /admin/vm/bulk/delete': () => ({ fields: [['id', '700001'], ['confirm', '1']] }),
        'POST /vm/<id>/delete': () => ({ with: { confirm: 'zq7-t1' } }),
        'POST /admin/vm/<id>/delete': () => ({ with: { confirm: 'zq7-t1' } }),
        'POST /task/<id>/cancel': () => ({ sql: OPEN_TASK }),
        'POST /admin/task/<id>/cancel': () => ({ sql: OPEN_TASK }),
        'POST /api/v1/actions/<id>/cancel': () => ({ sql: OPEN_TASK }),
        'POST /reseller/customer/<id>/user/<id>/disable': () => ({
            path: `${customer}/user/700002/disable` }),
        'POST /reseller/customer/<id>/user/<id>/enable': () => ({ sql: DISABLED(700002),
            path: `${customer}/user/700002/enable` }),
        'POST /reseller/customer/<id>/user/<id>/remove': () => ({ sql: ANOTHER,
            path: `${customer}/user/700001/remove` }),
        'POST /reseller/customer/<id>/user/<id>/invite': () => ({ sql: INVITED,
            path: `${customer}/user/700049/invite` }),
        'POST /reseller/customer/<id>/invitation/<id>/end': () => ({ sql: invitation(700002),
            path: `${customer}/invitation/700001/end` }),
        'POST /reseller/customer/<id>/invitation/<id>/again': () => ({ sql: invitation(700002),
            path: `${customer}/invitation/700001/again` }),
        'POST /api/v1/reseller/customers/<id>/users/<id>/actions/remove': () => ({
            sql: ANOTHER, path: `${api}/users/700001/actions/remove` }),
        'POST /api/v1/reseller/customers/<id>/users/<id>/actions/invite': () => ({ sql: INVITED,
            path: `${api}/users/700049/actions/invite` }),
        'POST /api/v1/reseller/customers/<id>/invitations/<id>/actions/withdraw': () => ({
            sql: invitation(700002), path: `${api}/invitations/700001/actions/withdraw` }),
        'POST /api/v1/reseller/customers/<id>/invitations/<id>/actions/send': () => ({
            sql: invitation(700002), path: `${api}/invitations/700001/actions/send` }),
        'POST /reseller/customer/<id>/resume': () => ({ sql: FREED }),
        'POST /reseller/plan/<id>': at('/reseller/plan/<id>', 700007),
        'POST /reseller/plan/<id>/retire': at('/reseller/plan/<id>/retire', 700007),
        'POST /reseller/plan/<id>/sell': at('/reseller/plan/<id>/sell', 700007),
        'POST /reseller/image/<id>/withhold': at('/reseller/image/<id>/withhold', first('image')),
        'POST /reseller/image/<id>/retire': at('/reseller/image/<id>/retire', 700007),
        'POST /reseller/image/<id>/offer': () => ({ path: '/reseller/image/700007/offer',
            sql: 'UPDATE image SET retired_at = NOW(6) WHERE id = 700007' }),
        'POST /account/user/<id>': () => ({ sql: SECOND_OWNER, path: '/account/user/700002',
            with: { role: 'reader' } }),
        'POST /account/user/<id>/remove': () => ({ sql: SECOND_OWNER,
            path: '/account/user/700002/remove' }),
        'POST /admin/account/<id>/user/<id>': () => ({ sql: SECOND_OWNER,
            path: '/admin/account/700001/user/700002', with: { role: 'reader' } }),
        'POST /admin/account/<id>/user/<id>/remove': () => ({ sql: SECOND_OWNER,
            path: '/admin/account/700001/user/700002/remove' }),
        'POST /profile/password': () => word('customer'),
        'POST /admin/profile/password': () => word('admin'),
        'POST /profile/network': nets,
        'POST /admin/profile/network': nets,
        'POST /admin/user/<id>/network': nets,
        'POST /profile/totp': secondStep('customer', ''),
        'POST /admin/profile/totp': secondStep('admin', '/admin'),
        'POST /profile/passkey': passkey('customer', ''),
        'POST /admin/profile/passkey': passkey('admin', '/admin'),
        'POST /admin/profile/passkey/<id>/remove': () => ({ sql: `INSERT INTO passkey (id, user_id,
            host, name, credential, algorithm, public_key, count) SELECT 700050, ${adminId()}, 'x',
            'zq7', 'zq7', -7, 'x', 0`, path: '/admin/profile/passkey/700050/remove' }),
        'POST /profile/passkey/<id>': () => ({ with: { name: 'zq7 named' } }),
        'POST /admin/profile/passkey/<id>': () => ({ sql: `INSERT INTO passkey (id, user_id,
            host, name, credential, algorithm, public_key, count) SELECT 700049, ${adminId()}, 'x',
            'zq7', 'zq7named', -7, 'x', 0`, path: '/admin/profile/passkey/700049' }),
        'POST /again/passkey/use': shown('customer', '', 700001),
        'POST /admin/again/passkey/use': shown('admin', '/admin', 0),
        'POST /again': () => ({ with: { password: words.customer } }),
        'POST /admin/again': () => ({ with: { password: words.admin } }),
        'POST /admin/image/<id>/retire': () => at('/admin/image/<id>/retire', first('image'))(),
        'POST /admin/image/<id>/offer': () => ({ path: `/admin/image/${first('image')}/offer`,
            sql: 'UPDATE image SET retired_at = NOW(6)' }),
        'POST /account/invitation/<id>/end': () => ({ sql: invitation(700001) }),
        'POST /admin/account/<id>/invitation/<id>/end': () => ({ sql: invitation(700001) }),
        'POST /admin/plan/<id>': () => at('/admin/plan/<id>', plan())(),
        'POST /admin/plan/<id>/retire': () => at('/admin/plan/<id>/retire', plan())(),
        'POST /admin/plan/<id>/sell': () => at('/admin/plan/<id>/sell', plan())(),
        'POST /admin/ip/<id>/reserve': () => at('/admin/ip/<id>/reserve', ip())(),
        'POST /admin/ip/<id>/free': () => at('/admin/ip/<id>/free', ip())(),
        'POST /admin/ip_pool/<id>': range,
        'POST /admin/account/<id>/group': () => grouped({ path: '/admin/account/700044/group',
            fields: [['group', '700001']] }),
        'POST /admin/group/<id>': () => grouped(),
        'POST /admin/group/<id>/account': () => grouped({ fields: [['account', 'zq7-own']] }),
        'POST /admin/group/<id>/delete': () => grouped(),
        'POST /admin/account/<id>/erase': () => ({ path: '/admin/account/700050/erase',
            with: { confirm: 'zq7-empty' } }),
        'POST /admin/user/<id>/erase': () => ({ path: '/admin/user/700061/erase',
            with: { confirm: 'zq7-gone@nowhere.example' }, sql: `INSERT IGNORE INTO user (id,
                reseller_id, email, name) VALUES (700061, 1, 'zq7-gone@nowhere.example', 'zq7')` }),
        'POST /admin/account/<id>/resume': () => ({ sql: FREED }),
        'POST /admin/user/<id>/totp': () => ({ sql: STEP(700001) }),
        'POST /admin/user/<id>/enable': () => ({ sql: DISABLED(700001) }),
        'POST /admin/role': () => ({ fields: [['name', `zq7new${count()}`], ['level', 'customer'],
            ['vm_read', '1']] }),
        'POST /admin/role/<id>': () => ({ fields: [['name', 'zq7'], ['vm_read', '1']] }),
        'POST /admin/session/end': () => ({ sql: adminSession() }),
        'POST /script': text,
        'POST /script/<id>': text,
        'POST /admin/script': text,
        'POST /admin/script/<id>': () => ({ ...text(), sql: providersScript(),
            path: '/admin/script/700060' }),
        'POST /admin/script/<id>/retire': () => ({ sql: providersScript(),
            path: '/admin/script/700060/retire' }),
        'POST /admin/script/<id>/offer': () => ({ sql: providersScript('NOW(6)'),
            path: '/admin/script/700060/offer' }),
        'POST /admin/script/<id>/delete': () => ({ sql: providersScript(),
            path: '/admin/script/700060/delete' }),
        'POST /admin/session/<id>/end': () => ({ sql: adminSession(),
            path: '/admin/session/700050/end' }),
        'POST /admin/outbox/<id>/now': () => ({ sql: 'UPDATE outbox SET state = 0, tries = 3, '
            + 'run_at = NOW(6) + INTERVAL 1 DAY WHERE id = 700001' }),
        'POST /admin/hook': () => ({ fields: [['kind', 'vm_start'], ['moment', 'before'],
            ['command', `${process.env.HOOK_DIR}/zq7`], ['seconds', '7'], ['run_as', 'nobody']] }),
        'POST /admin/hook/<id>': () => ({ fields: [['state', 'disabled'], ['seconds', '7'],
            ['run_as', 'nobody']] }),
        'POST /admin/setting': () => ({ with: { mail_sender: 'zq7@nowhere.example',
            session_idle: '700', session_days: '30', registration_machines: '3', smtp_port: '25',
            smtp_security: 'starttls', api_minute: '6000', tasks_all: '90',
            mail_invites: '5000' } }),
        'POST /api/v1/servers': () => ({ json: { name: `zq7new${count()}`,
            server_type: 'zq7new-plan', image: first('image') },
        sql: "UPDATE plan SET name = 'zq7new-plan', retired_at = NULL WHERE id = 700007" }),
        'PUT /api/v1/servers/<id>': () => ({ json: { name: `zq7new${count()}` } }),
        ...Object.fromEntries(['poweron', 'poweroff', 'shutdown', 'reboot'].map((act) =>
            [`POST /api/v1/servers/actions/${act}`, () => ({ json: { ids: [700001] } })])),
        'POST /api/v1/servers/actions/delete': () => ({ json: { ids: [700001], confirm: 1 } }),
        'POST /api/v1/schedules': () => ({ json: { server: 700001, command: 'start_server',
            moment: '0 4 * * *' } }),
        'POST /api/v1/ssh_keys': () => ({ json: { name: `zq7new${count()}`,
            public_key: key() } }),
        'PUT /api/v1/ssh_keys/<id>': () => ({ json: { name: `zq7new${count()}` } }),
        'POST /api/v1/scripts': () => ({ json: Object.fromEntries(text().fields) }),
        'PUT /api/v1/scripts/<id>': () => ({ json: Object.fromEntries(text().fields) }),
        'POST /api/v1/reseller/customers': () => ({ json: { name: `zq7new${count()}`, machines: 3,
            email: `zq7new${count()}@nowhere.example`, user_name: 'Zq' } }),
        'PUT /api/v1/reseller/customers/<id>/limits': () => ({ json: { machines: 20 + count() } }),
        'POST /api/v1/reseller/customers/<id>/actions/suspend': () => ({ json: { why: 'zq7' } }),
        'POST /api/v1/reseller/customers/<id>/actions/resume': () => ({ sql: FREED }),
        'POST /api/v1/reseller/customers/<id>/actions/close': () => shut(700043,
            '/api/v1/reseller/customers/700043/actions/close'),
        'POST /api/v1/reseller/customers/<id>/servers': () => ({ json: { name: `zq7new${count()}`,
            server_type: 'zq7new-sold', image: first('image') },
        sql: "UPDATE plan SET name = 'zq7new-sold', retired_at = NULL WHERE id = 700007" }),
        'POST /api/v1/reseller/customers/<id>/users': () => ({ json: {
            email: `zq7new${count()}@nowhere.example`, name: 'Zq', role: 'reader' } }),
        'POST /api/v1/reseller/customers/<id>/users/<id>/actions/disable': () => ({
            path: `${api}/users/700002/actions/disable` }),
        'POST /api/v1/reseller/customers/<id>/users/<id>/actions/enable': () => ({
            sql: DISABLED(700002), path: `${api}/users/700002/actions/enable` }),
        'POST /api/v1/reseller/plans': () => ({ json: { base_id: Number(plan()),
            name: `zq7new${count()}`, price_month: '5' } }),
        'PUT /api/v1/reseller/plans/<id>': () => ({ path: '/api/v1/reseller/plans/700007',
            json: { name: `zq7new${count()}` } }),
        'POST /api/v1/reseller/plans/<id>/actions/retire': () => ({
            path: '/api/v1/reseller/plans/700007/actions/retire' }),
        'POST /api/v1/reseller/plans/<id>/actions/sell': () => ({
            path: '/api/v1/reseller/plans/700007/actions/sell' }),
        'POST /api/v1/reseller/images/<id>/actions/withhold': () => ({
            path: `/api/v1/reseller/images/${first('image')}/actions/withhold` }),
        'POST /api/v1/reseller/images/<id>/actions/retire': () => ({
            path: '/api/v1/reseller/images/700007/actions/retire' }),
        'POST /api/v1/reseller/images/<id>/actions/offer': () => ({
            path: '/api/v1/reseller/images/700007/actions/offer',
            sql: 'UPDATE image SET retired_at = NOW(6) WHERE id = 700007' }),
    };
}

/* What follows the verb: a blank parts words, ~ is a blank in one. */
const T1 = 'zq7-t1@tenant.example';
const vm = () => ({ args: '700001' });
export const VERBS = {
    'account add': (one, no) => ({ args: `--name zq7new${no}` }),
    'account suspend': () => ({ args: '700001 --why zq7' }),
    'account resume': () => ({ args: '700001', sql: FREED }),
    'account close': () => ({ args: '700045 --name zq7-shut-700045', sql: `INSERT IGNORE INTO account
        (id, reseller_id, level, name, resold) SELECT 700045, reseller_id, level, 'zq7-shut-700045',
        resold FROM account WHERE id = 700001` }),
    'account erase': () => ({ args: '700050 --name zq7-empty' }),
    'account limit': (one, no) => ({ args: `700001 --machines ${20 + no}` }),
    'brand confirm': () => ({ args: '700007 --host zq7.example', sql: `UPDATE brand SET host = NULL,
        host_asked = 'zq7.example' WHERE reseller_id = 700007` }),
    'brand refuse': () => ({ args: '700007', sql: `UPDATE brand SET host = 'zq7.example',
        host_asked = 'zq7.example' WHERE reseller_id = 700007` }),
    'group add': (one, no) => ({ args: `--name zq7new${no} --machines 7` }),
    'group set': (one, no) => ({ args: `700001 --machines ${20 + no}`, sql: GROUP }),
    'group put': () => ({ args: '700044 --group 700001', sql: GROUP }),
    'group delete': () => ({ args: '700001', sql: GROUP }),
    'user disable': () => ({ args: T1 }),
    'user enable': () => ({ args: T1, sql: DISABLED(700001) }),
    'user erase': () => ({ args: 'zq7-left@nowhere.example', sql: `INSERT IGNORE INTO user (id,
        reseller_id, email, name) VALUES (700060, 1, 'zq7-left@nowhere.example', 'zq7')` }),
    'user totp-off': () => ({ args: T1, sql: STEP(700001) }),
    'user add': (one, no) => ({ args: `--account 700001 --email zq7new${no}@nowhere.example --name Zq
        --generate`.replace(/\s+/g, ' ') }),
    'user invite': (one, no) => ({
        args: `--account 700001 --email zq7new${no}@nowhere.example --name Zq` }),
    'user passwd': () => ({ args: `--email ${T1} --generate` }),
    'member add': () => ({ args: 'zq7-t2@tenant.example --account 700001 --role reader',
        sql: 'DELETE FROM member WHERE user_id = 700002 AND account_id = 700001' }),
    'member role': () => ({ args: 'zq7-t2@tenant.example --account 700001 --role reader',
        sql: SECOND_OWNER }),
    'member remove': () => ({ args: 'zq7-t2@tenant.example --account 700001', sql: SECOND_OWNER }),
    'setting set': (one, no) => ({ args: `--name panel_name --value zq7${no}` }),
    'plan add': (one, no) => ({
        args: `--name zq7new${no} --vcpu 1 --memory 1G --disk 10G --price-month 5` }),
    'plan retire': (one) => ({ args: one('SELECT MIN(id) FROM plan WHERE reseller_id = 0'),
        sql: 'UPDATE plan SET retired_at = NULL' }),
    'image add': () => ({ args: `--file ${STATE}/zq7.img --name zq7new --version 7` }),
    'image retire': (one) => ({ args: one('SELECT MIN(id) FROM image'),
        sql: 'UPDATE image SET retired_at = NULL' }),
    'script add': (one, no) => ({ args: `--account 700001 --name zq7new${no} --file ${STATE}/zq7.sh` }),
    'script retire': () => ({ args: '700001', sql: 'UPDATE script SET retired_at = NULL' }),
    'script delete': () => ({ args: '700060', sql: `INSERT IGNORE INTO script (id, account_id,
        reseller_id, name, text, digest) SELECT 700060, id, 0, 'zq7new script', '#!/bin/sh', ''
        FROM account WHERE level = 0` }),
    'token add': (one, no) => ({ args: `--account 700001 --name zq7new${no}` }),
    'token revoke': () => ({ args: '700001', sql: 'UPDATE token SET revoked_at = NULL' }),
    'vm start': vm,
    'vm stop': vm,
    'vm shutdown': vm,
    'vm reboot': vm,
    'vm delete': () => ({ args: '700001 --confirm 1' }),
    'schedule add': () => ({ args: `--vm 700001 --kind vm_stop --moment 0~4~*~*~* --user ${T1}` }),
    'schedule pause': () => ({ args: '700001', sql: 'UPDATE schedule SET state = 0 WHERE id = 700001' }),
    'schedule resume': () => ({ args: '700001',
        sql: 'UPDATE schedule SET state = 1 WHERE id = 700001' }),
    'schedule run': () => ({ args: '700001', sql: 'UPDATE schedule SET state = 0 WHERE id = 700001' }),
    'schedule delete': () => ({ args: '700001' }),
    'task cancel': () => ({ args: '700001', sql: OPEN_TASK }),
    'task retry': () => ({ args: '700001' }),
    'task hold': () => ({ args: 'kind:vm_reboot', sql: 'DELETE FROM task_hold' }),
    'task release': () => ({ args: 'kind:vm_reboot',
        sql: "INSERT IGNORE INTO task_hold (what, held_by) VALUES ('kind:vm_reboot', 'zq7')" }),
};
