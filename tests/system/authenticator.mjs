/* SPDX-License-Identifier: Apache-2.0 */
/* An authenticator in software, which says whatever a test has it say: each kind of key that the
 * panel asks for, no attestation. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

const PRESENT = 1;
export const VERIFIED = 4;
const HAS_KEY = 64;

const sha256 = (data) => createHash('sha256').update(data).digest();
const text = (bytes) => Buffer.from(bytes).toString('base64url');
const u32 = (n) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(n);
    return bytes;
};

/* What a page of the panel asks for: its form's data-*, and its seals. */
export function askedBy(body)
{
    const data = (name) => body.match(new RegExp(`data-${name}="([^"]*)"`))?.[1] ?? '';
    return { challenge: data('challenge'), host: data('host'), handle: data('handle'),
        known: data('known') };
}

/* The numbers of COSE: how a key is made, how it is written, and by which hash it signs. */
const bytes = (label, part) => Buffer.concat([Buffer.from(part.length < 256
    ? [label, 0x58, part.length] : [label, 0x59, part.length >> 8, part.length & 255]), part]);
const of = (jwk, name) => Buffer.from(jwk[name], 'base64url');
const KINDS = {
    '-7': { make: ['ec', { namedCurve: 'P-256' }], hash: 'sha256', /* {1: 2, 3: -7, -1: 1, …} */
        cose: (jwk) => [Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01]),
            bytes(0x21, of(jwk, 'x')), bytes(0x22, of(jwk, 'y'))],
        kept: (jwk) => [of(jwk, 'x'), of(jwk, 'y')] },
    '-8': { make: ['ed25519', {}], hash: null, /* {1: 1, 3: -8, -1: 6, -2: x} */
        cose: (jwk) => [Buffer.from([0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06]),
            bytes(0x21, of(jwk, 'x'))] },
    '-257': { make: ['rsa', { modulusLength: 2048 }], hash: 'sha256', /* {1: 3, 3: -257, …} */
        cose: (jwk) => [Buffer.from([0xa4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00]),
            bytes(0x20, of(jwk, 'n')), bytes(0x21, of(jwk, 'e'))] },
};

export class Authenticator {
    constructor(algorithm = -7)
    {
        this.kind = KINDS[algorithm];
        const { privateKey, publicKey } = generateKeyPairSync(...this.kind.make);
        this.key = privateKey;
        this.public = publicKey.export({ format: 'jwk' });
        this.id = randomBytes(32);
        this.count = 0;
    }

    cose()
    {
        return Buffer.concat(this.kind.cose(this.public));
    }

    /* As a row of `passkey` has it: ES256 alone. */
    row()
    {
        return { credential: text(this.id), key: text(Buffer.concat(this.kind.kept(this.public))) };
    }

    client(type, { challenge, origin, more = {} })
    {
        return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false, ...more }));
    }

    /* The fields of the form that adds it. */
    make(asked, flags = VERIFIED)
    {
        const data = Buffer.concat([sha256(asked.host), Buffer.from([PRESENT | HAS_KEY | flags]),
            u32(this.count), Buffer.alloc(16), Buffer.from([0, this.id.length]), this.id,
            this.cose()]);
        return [['credential', text(this.id)], ['authdata', text(data)],
            ['client', text(this.client(asked.type ?? 'webauthn.create', asked))]];
    }

    /* Those of the form that signs in with it. */
    use(asked, flags = VERIFIED, more = '')
    {
        const data = Buffer.concat([sha256(asked.host), Buffer.from([PRESENT | flags]),
            u32(this.count), Buffer.from(more, 'hex')]);
        const client = this.client(asked.type ?? 'webauthn.get', asked);
        const signature = sign(this.kind.hash, Buffer.concat([data, sha256(client)]), this.key);
        return [['credential', text(this.id)], ['authdata', text(data)], ['client', text(client)],
            ['signature', text(signature)]];
    }
}
