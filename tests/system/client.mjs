/* SPDX-License-Identifier: Apache-2.0 */
/* What attackers' tests over HTTP share: people with cookies and seals, tokens, the routes as the
 * programs have them, the database, and `ok` as the shell's tests say it. lib.sh's `others` counts
 * what they say. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';

export const { URL: PANEL, STATE } = process.env;
const { hostname, port } = new globalThis.URL(PANEL);
/* Sockets are let go before the web server does (keepalive_timeout), or a request meets its end. */
const agent = new Agent({ keepAlive: true, maxSockets: 4, timeout: 20000 });

/* value('customer.txt', 'email') */
export function value(file, key)
{
    const line = readFileSync(`${STATE}/${file}`, 'utf8').split('\n')
        .find((one) => one.startsWith(`${key}=`));
    return line.slice(key.length + 1);
}

/* Rows as arrays of words. */
export function sql(text)
{
    const said = execFileSync('mariadb', ['--no-defaults', '--default-character-set=utf8mb4', '-S',
        `${STATE}/run/mariadb.sock`, '-u', 'root', '-N', '-B', 'hatchery'],
    { input: text, encoding: 'utf8', maxBuffer: 1 << 26 });
    return said.split('\n').filter((line) => line).map((line) => line.split('\t'));
}

export function hatchery(...args)
{
    return execFileSync(fileURLToPath(new URL('../../build/test/bin/hatchery', import.meta.url)),
        ['--state', STATE, ...args], { encoding: 'utf8' }).trim();
}

/* Each route of the three faces: face, method, path, permission, list, fields. */
export function routesOf()
{
    const program = fileURLToPath(new URL('../../build/tests/routes', import.meta.url));
    return JSON.parse(execFileSync(program, ['all'], { encoding: 'utf8', maxBuffer: 1 << 24 }));
}

/* tenancy.sql's rows, once. */
export function seed()
{
    if (!sql('SELECT 1 FROM account WHERE id = 700001').length)
        sql(`SET @customer = ${value('customer.txt', 'account')};
            ${readFileSync(new URL('tenancy.sql', import.meta.url), 'utf8')}`);
}

/* The provider's own things have ids of their own. */
const FIRST = [['/admin/profile/passkey/', `passkey WHERE user_id IN (SELECT user_id FROM member
    JOIN account ON account.id = account_id WHERE level = 0)`],
    ['/reseller/plan/', 'plan WHERE reseller_id = 700007'],
    ['/reseller/image/', 'image WHERE account_id = 700007'],
    ['/admin/script/', 'script WHERE account_id IN (SELECT id FROM account WHERE level = 0)'],
    ['/node/', 'node'], ['/storage/', 'storage'], ['/image/', 'image'],
    ['/plan/', 'plan'], ['/ip_pool/', 'ip_pool'], ['/ip/', 'ip']];

export const filled = (path, id = '700001') =>
    path.replaceAll('<id>', id).replaceAll('<name>', 'vm_start');

/* A route's path with ids of things that are there: tenant 1's, or the provider's. */
export function ownPath(path)
{
    const found = FIRST.find(([part]) => path.includes(`${part}<id>`));
    return filled(path, found ? sql(`SELECT MIN(id) FROM ${found[1]}`)[0][0] : '700001');
}

let failed = 0;

/* `wrong`: what is not as it should be, a line each; none: it is right. */
export function ok(name, wrong)
{
    const lines = [wrong].flat().filter((one) => one);
    console.log(`${lines.length ? 'not ok' : 'ok'} ${name}`);
    for (const line of lines.slice(0, 12))
        console.log(`#   ${String(line).slice(0, 600)}`);
    failed += lines.length > 0;
}

export function finish()
{
    agent.destroy();
    process.exit(failed ? 1 : 0);
}

let count = 0;
export const asked = () => count;

/* One request, its path as it is; { status, headers, body }. */
export function ask(method, path, { headers = {}, body } = {})
{
    count++;
    return new Promise((resolve, reject) => {
        const rq = request({ hostname, port, path, method, agent, headers: body === undefined
            ? headers : { ...headers, 'Content-Length': Buffer.byteLength(body) } }, (answer) => {
            const parts = [];
            answer.on('data', (part) => parts.push(part));
            answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers,
                body: Buffer.concat(parts).toString('utf8') }));
        });
        rq.setTimeout(60000, () => rq.destroy(new Error(`${method} ${path}: no answer`)));
        rq.on('error', reject);
        rq.end(body);
    });
}

export const newKey = () => randomBytes(16).toString('hex');

/* [[name, value], …] as a form sends it. */
export const encoded = (fields) =>
    fields.map(([name, one]) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`).join('&');

/* multipart/form-data: headers and body. */
function inParts(fields, { name, bytes })
{
    const head = (words) => `--zq7\r\nContent-Disposition: form-data; name="${words}\r\n\r\n`;
    return { headers: { 'Content-Type': 'multipart/form-data; boundary=zq7' },
        body: Buffer.concat([...fields.map(([one, text]) => Buffer.from(`${head(`${one}"`)}${text}\r\n`)),
            Buffer.from(head(`${name}"; filename="zq7"`)), bytes, Buffer.from('\r\n--zq7--\r\n')]) };
}

export const hidden = (body, name) =>
    body.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1] ?? '';

/* Somebody at a browser, at the face whose addresses begin with `root`: '' or '/admin'. */
export class Person {
    constructor(root)
    {
        this.root = root;
        this.cookies = {};
        this.seal = '';
    }

    async ask(method, path, { headers = {}, fields, body } = {})
    {
        const cookie = Object.entries(this.cookies).map(([k, v]) => `${k}=${v}`).join('; ');
        const answer = await ask(method, path, {
            headers: { Origin: PANEL, ...(cookie && { Cookie: cookie }), ...(fields
                && { 'Content-Type': 'application/x-www-form-urlencoded' }), ...headers },
            body: fields ? encoded(fields) : body });
        for (const line of answer.headers['set-cookie'] ?? []) {
            const [, name, text] = line.match(/^([^=]+)=([^;]*)/);
            this.cookies[name] = text;
        }
        return answer;
    }

    async signIn(email, password)
    {
        const answer = await this.ask('POST', `${this.root}/signin`,
            { fields: [['email', email], ['password', password]] });
        if (answer.status !== 303)
            throw new Error(`${email} is not let in: ${answer.status}`);
        const page = await this.ask('GET', `${this.root}/profile`);
        this.seal = hidden(page.body, 'csrf');
        if (!this.seal)
            throw new Error(`${email}: the profile has no form: ${page.status}`);
    }

    /* A form with its seal and a key of its own; { name, bytes }: and a file. */
    send(path, fields, key = newKey(), file = null)
    {
        const all = [['csrf', this.seal], ['request_key', key], ...fields];
        return this.ask('POST', path, file ? inParts(all, file) : { fields: all });
    }
}

/* A program with a token. */
export class Client {
    constructor(token)
    {
        this.token = token;
    }

    ask(method, path, { headers = {}, json } = {})
    {
        return ask(method, path, {
            headers: { Authorization: `Bearer ${this.token}`, ...(json !== undefined
                && { 'Content-Type': 'application/json' }), ...headers },
            body: json === undefined ? undefined
                : typeof json === 'string' ? json : JSON.stringify(json) });
    }
}

/* Does `work` for each, a few at a time; what it returns, in the same order. */
export async function each(list, work)
{
    const results = new Array(list.length);
    let next = 0;
    const lane = async () => {
        while (next < list.length) {
            const i = next++;
            results[i] = await work(list[i], i);
        }
    };
    await Promise.all([lane(), lane(), lane(), lane()]);
    return results;
}
