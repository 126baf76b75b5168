/* SPDX-License-Identifier: Apache-2.0 */
/* Passkeys: only a script can ask an authenticator. It fills the page's form with what the browser
 * brings and sends it; the panel checks all of it. What needs this is hidden without it. */
'use strict';

(() => {
    const LIFE_MS = 240000; /* the challenge lives for five minutes */
    const ES256 = -7;
    const EDDSA = -8;
    const RS256 = -257;

    const read = (text) => Uint8Array.from(
        atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
    const write = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
        .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

    const named = (known) => known.split(' ').filter(Boolean)
        .map((id) => ({ type: 'public-key', id: read(id) }));

    function make(data)
    {
        return navigator.credentials.create({ publicKey: {
            challenge: read(data.challenge),
            rp: { id: data.host, name: data.panel },
            user: { id: new TextEncoder().encode(data.handle), name: data.email,
                displayName: data.email },
            pubKeyCredParams: [ES256, EDDSA, RS256].map((alg) => ({ type: 'public-key', alg })),
            authenticatorSelection: { residentKey: 'required', requireResidentKey: true,
                userVerification: 'required' },
            excludeCredentials: named(data.known),
            attestation: 'none',
            timeout: LIFE_MS,
        } });
    }

    function use(data)
    {
        return navigator.credentials.get({ publicKey: {
            challenge: read(data.challenge),
            rpId: data.host,
            userVerification: 'required',
            allowCredentials: named(data.known),
            timeout: LIFE_MS,
        } });
    }

    async function ask(form)
    {
        const refused = form.querySelector('[data-refused]');
        refused.hidden = true;
        try {
            const making = form.dataset.passkey === 'make';
            const { rawId, response } = await (making ? make : use)(form.dataset);
            const brought = { credential: rawId, client: response.clientDataJSON,
                authdata: making ? response.getAuthenticatorData() : response.authenticatorData,
                signature: response.signature };
            for (const [name, bytes] of Object.entries(brought))
                if (bytes)
                    form.elements.namedItem(name).value = write(bytes);
            form.submit();
        } catch (error) { /* none was chosen, or the browser has none that fits */
            console.info(error);
            refused.hidden = false;
        }
    }

    if (!window.PublicKeyCredential) {
        for (const part of document.querySelectorAll('[data-passkeys]'))
            part.hidden = true;
        return;
    }
    const form = document.querySelector('form[data-passkey]');
    if (!form)
        return;
    form.addEventListener('submit', (event) => {
        event.preventDefault();
        event.stopPropagation(); /* it is not sent by this */
        ask(form);
    });
    if (!('again' in form.dataset))
        ask(form);
})();
