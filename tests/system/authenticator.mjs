/* SPDX-License-Identifier: Apache-2.0 */
/* An authenticator in software, which says whatever a test has it say: ES256, no attestation. */
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

export class Authenticator {
    constructor()
    {
        const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        this.key = privateKey;
        this.public = publicKey.export({ format: 'jwk' });
        this.id = randomBytes(32);
        this.count = 0;
    }

    /* {1: 2, 3: -7, -1: 1, -2: x, -3: y} */
    cose()
    {
        const part = (label, bytes) => Buffer.concat([Buffer.from([label, 0x58, 0x20]), bytes]);
        return Buffer.concat([Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01]),
            part(0x21, Buffer.from(this.public.x, 'base64url')),
            part(0x22, Buffer.from(this.public.y, 'base64url'))]);
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
        const signature = sign('sha256', Buffer.concat([data, sha256(client)]), this.key);
        return [['credential', text(this.id)], ['authdata', text(data)], ['client', text(client)],
            ['signature', text(signature)]];
    }
}
