/* SPDX-License-Identifier: Apache-2.0 */
/* Can a stopwatch tell another's from nobody's? Both are asked for in turns, in a random order, and
 * what is compared is how often the one took longer than the other: half of the time, if nothing
 * is to be learnt. That needs no quiet host, and a single slow answer weighs nothing. What is
 * there has to be told from what is not, or the watch itself would be no good. */
import { Client, Person, finish, hatchery, ok, seed, value } from './client.mjs';

const TRIES = Number(process.env.TRIES ?? 3000);
/* Chance alone moves it by 0.02. A row that the database reads and leaves costs some µs more than
 * none: 0.50 to 0.55 have been seen, which thousands of tries at one id tell from half, on the very
 * host. */
const NEAR = 0.1;
const [own, others, nobodys] = ['700001', '700003', '700000'];

/* How likely one of `a` took longer than one of `b`: 0.5 of two that are alike. */
function oftenLonger(a, b)
{
    const all = [...a.map((us) => [us, 1]), ...b.map((us) => [us, 0])].sort((x, y) => x[0] - y[0]);
    let ranks = 0;
    for (let i = 0; i < all.length;) {
        let end = i;
        while (end < all.length && all[end][0] === all[i][0])
            end++;
        for (let k = i; k < end; k++)
            ranks += all[k][1] * (i + end + 1) / 2;
        i = end;
    }
    return (ranks - a.length * (a.length + 1) / 2) / (a.length * b.length);
}

const middle = (list) => [...list].sort((x, y) => x - y)[list.length >> 1].toFixed(0);

/* Microseconds of each: [[…], […]]. */
async function timed(one, other, tries)
{
    const took = [[], []];
    for (let i = 0; i < tries; i++) {
        const first = Math.random() < 0.5;
        for (const which of first ? [0, 1] : [1, 0]) {
            const began = process.hrtime.bigint();
            await [one, other][which]();
            took[which].push(Number(process.hrtime.bigint() - began) / 1000);
        }
    }
    return took;
}

async function alike(name, one, other, tries = TRIES)
{
    await timed(one, other, 50);
    const [a, b] = await timed(one, other, tries);
    const often = oftenLonger(a, b);
    console.log(`# ${name}: ${middle(a)} and ${middle(b)} µs, ${often.toFixed(3)}`);
    ok(name, Math.abs(often - 0.5) < NEAR ? [] : `the first takes longer in ${often.toFixed(3)}`);
}

seed();
const person = new Person('');
await person.signIn('zq7-t1@tenant.example', value('customer.txt', 'password'));
const client = new Client(hatchery('token', 'add', '--account', own, '--name', 'watch'));

for (const path of ['/vm/@', '/vm/@/chart', '/task/@', '/task/@/log', '/schedule/@', '/token/@',
    '/audit/@', '/ssh-key/@/delete', '/vm/@/delete'])
    await alike(`TEN-01: ${path} of another's takes the time of what is not there`,
        () => person.ask('GET', path.replace('@', others)),
        () => person.ask('GET', path.replace('@', nobodys)));
for (const path of ['/api/v1/servers/@', '/api/v1/actions/@', '/api/v1/ssh_keys/@'])
    await alike(`TEN-01: ${path}, too`, () => client.ask('GET', path.replace('@', others)),
        () => client.ask('GET', path.replace('@', nobodys)));
for (const [one, none] of [['name:zq7-t3', 'name:zq7-t0'],
    ['label:zq7=zq7-t3', 'label:zq7=zq7-t0']])
    await alike(`TEN-02: a list's ${one} takes the time of ${none}`,
        () => person.ask('GET', `/vm?filter=${encodeURIComponent(one)}`),
        () => person.ask('GET', `/vm?filter=${encodeURIComponent(none)}`), TRIES / 2);
await alike('TEN-02: so does searching', () => person.ask('GET', '/search?q=zq7-t3'),
    () => person.ask('GET', '/search?q=zq7-t0'), TRIES / 2);
await alike('TEN-01: a change of another\'s, too',
    () => person.send(`/vm/${others}/start`, []), () => person.send(`/vm/${nobodys}/start`, []));

/* Of its own it would be seen, or the watch is no good. */
const [mine, none] = await timed(() => person.ask('GET', `/vm/${own}`),
    () => person.ask('GET', `/vm/${nobodys}`), 300);
const told = oftenLonger(mine, none);
console.log(`# one's own: ${middle(mine)} and ${middle(none)} µs, ${told.toFixed(3)}`);
ok('the watch tells what is there from what is not', told > 0.5 + 2 * NEAR ? [] : `in ${told.toFixed(3)}`);
finish();
