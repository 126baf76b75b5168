// SPDX-License-Identifier: Apache-2.0
// signin_flood.mjs URL RATE SECONDS: so many wrong sign-ins a second, each for another e-mail from
// another address of 127.0.0.0/8, so that no throttle stops them; prints how they were answered.
import http from 'node:http';

const [url, rate, seconds] = process.argv.slice(2);
const target = new URL('/signin', url);
const answers = new Map();
const total = rate * seconds;
let sent = 0;
let open = 0;

function count(what) {
    answers.set(what, (answers.get(what) ?? 0) + 1);
    open -= 1;
    if (sent === total && open === 0) {
        console.log([...answers].map(([k, n]) => `${k} ${n}`).join(', '));
    }
}

function send(n) {
    const body = `email=nobody-${n}%40bench.example&password=wrong&next=%2F`;
    open += 1;
    const request = http.request(target, {
        method: 'POST',
        agent: false,
        localAddress: `127.${1 + Math.floor(n / 250 / 250)}.${1 + Math.floor(n / 250) % 250}.${1 + n % 250}`,
        headers: {
            'Content-Type': 'application/x-www-form-urlencoded',
            'Content-Length': body.length,
            Origin: target.origin,
        },
        timeout: 60000,
    });
    request.on('response', (answer) => {
        answer.resume();
        answer.on('end', () => count(answer.statusCode));
    });
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', () => count('broken'));
    request.end(body);
}

const began = process.hrtime.bigint();
const timer = setInterval(() => {
    const due = Math.floor((Number(process.hrtime.bigint() - began) / 1e9) * rate);
    while (sent < Math.min(due, total)) {
        sent += 1;
        send(sent);
    }
    if (sent === total) {
        clearInterval(timer);
    }
}, 10);
