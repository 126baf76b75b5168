/* SPDX-License-Identifier: Apache-2.0 */
/* What pages gain with a script: they refresh themselves, send a form once, copy, sum up a choice
 * and take keys. Every page is whole without it. Nothing here makes markup from text: a fragment
 * comes from the server's templates, is parsed apart, and only nodes that differ are exchanged, so
 * focus, open menus and scroll positions stay. */
'use strict';

(() => {
    /* The build puts another language's words in the place of tr('…'). */
    const tr = (words) => words;
    const BUSY_MS = 1000;
    const IDLE_MS = 10000;
    const root = document.body.classList.contains('admin') ? '/admin' : '';
    const calm = matchMedia('(prefers-reduced-motion: reduce)');

    /* ---- live parts ---- */

    function patchAttributes(old, fresh)
    {
        for (const { name } of [...old.attributes])
            if (!fresh.hasAttribute(name) && name !== 'open')
                old.removeAttribute(name);
        for (const { name, value } of [...fresh.attributes])
            if (old.getAttribute(name) !== value)
                old.setAttribute(name, value);
    }

    /* A child with an id keeps its node wherever it moves; others are matched by place. What stands
     * in its way goes rather than that it moves, since moving takes its focus. */
    function patchChildren(old, fresh)
    {
        const want = [...fresh.childNodes];
        const withId = (parent, id) => [...parent.children].find((child) => child.id === id);
        for (const child of [...old.children])
            if (child.id && !withId(fresh, child.id))
                child.remove();
        want.forEach((node, at) => {
            const same = node.id && withId(old, node.id);
            while (same && old.childNodes[at] !== same && !old.childNodes[at].id)
                old.childNodes[at].remove();
            const here = old.childNodes[at] ?? null;
            if (same) {
                if (same !== here)
                    old.insertBefore(same, here);
                patch(same, node);
            } else if (here && !here.id && !node.id) {
                patch(here, node);
            } else {
                old.insertBefore(node, here);
            }
        });
        while (old.childNodes.length > want.length)
            old.lastChild.remove();
    }

    function patch(old, fresh)
    {
        if (old.isEqualNode(fresh))
            return;
        if (old.nodeName !== fresh.nodeName) {
            old.replaceWith(fresh);
        } else if (old.nodeType !== Node.ELEMENT_NODE) {
            old.nodeValue = fresh.nodeValue;
        } else {
            if (old.classList.contains('state') && old.className !== fresh.className)
                flashRow(old.closest('tr'));
            patchAttributes(old, fresh);
            patchChildren(old, fresh);
        }
    }

    function flashRow(row)
    {
        if (row && !calm.matches)
            row.animate({ backgroundColor: ['var(--soft)', 'transparent'] }, 600);
    }

    function parse(text)
    {
        return new DOMParser().parseFromString(text, 'text/html');
    }

    /* The count in the page's head is not part of what is live: it is read again when work ends. */
    async function recount()
    {
        const answer = await fetch(location.href);
        const fresh = answer.ok && parse(await answer.text()).querySelector('a.pill.busy');
        const old = document.querySelector('a.pill.busy');
        if (old && fresh)
            patch(old, fresh);
        else if (old && answer.ok)
            old.remove();
    }

    function say(live)
    {
        const words = live.querySelector('[data-say]')?.dataset.say;
        if (words)
            document.getElementById('said').textContent = words;
    }

    /* Who has scrolled up is reading. */
    function isAtEnd()
    {
        const log = document.querySelector('.log');
        return log && log.scrollHeight - log.clientHeight - log.scrollTop < 2;
    }

    function follow()
    {
        const log = document.querySelector('.log');
        if (log && document.getElementById('follow').checked)
            log.scrollTop = log.scrollHeight;
    }

    /* A browser completes a whole value: what was typed before the last word goes into each offer. */
    function complete(input)
    {
        const list = document.getElementById(input.dataset.filter);
        const offers = [...list.options].map((option) => option.value);
        input.addEventListener('input', () => {
            const at = input.value.lastIndexOf(' ') + 1;
            const word = input.value.slice(at);
            list.replaceChildren(...offers.filter((offer) => offer.startsWith(word)).slice(0, 20)
                .map((offer) => new Option('', input.value.slice(0, at) + offer)));
        });
    }

    function keepLive(live)
    {
        const isBusy = () => live.querySelector('[data-busy]') !== null;
        let tag = '';
        let timer = 0;

        async function refresh()
        {
            const answer = await fetch(live.dataset.live + location.search,
                { cache: 'no-store', headers: tag ? { 'If-None-Match': tag } : {} });
            if (answer.status === 200 && !answer.redirected) {
                const busy = isBusy();
                const atEnd = isAtEnd();
                const text = await answer.text();
                patchChildren(live, parse(`<body>${text}`).body);    /* else its first blank goes */
                tag = answer.headers.get('ETag') ?? '';
                if (atEnd)
                    follow();
                if (busy && !isBusy()) {
                    say(live);
                    await recount();
                }
            } else if (tag && answer.status !== 304 && answer.status < 500 || answer.redirected) {
                location.reload();               /* signed out, or the thing is gone */
                return false;
            }
            return true;
        }

        async function turn()
        {
            clearTimeout(timer);
            let more = true;
            try {
                more = document.hidden || await refresh();
            } catch {
                more = true;                     /* the panel is away: ask again */
            }
            if (more && !document.hidden)
                timer = setTimeout(turn, isBusy() ? BUSY_MS : IDLE_MS);
        }

        document.addEventListener('visibilitychange', turn);
        timer = setTimeout(turn, isBusy() ? BUSY_MS : IDLE_MS);
    }

    /* ---- copying ---- */

    async function copy(button)
    {
        try {
            await navigator.clipboard.writeText(button.dataset.copy);
        } catch {
            const code = button.parentElement.querySelector('code');
            getSelection().selectAllChildren(code);    /* no clipboard without TLS: mark it */
            return;
        }
        const use = button.querySelector('use');
        const icon = use.getAttribute('href');
        button.classList.add('did');
        use.setAttribute('href', icon.replace(/#.*/, '#check'));
        document.getElementById('said').textContent = tr('Copied');
        setTimeout(() => {
            button.classList.remove('did');
            use.setAttribute('href', icon);
        }, 1500);
    }

    document.addEventListener('click', (event) => {
        const button = event.target.closest('[data-copy]');
        if (button)
            copy(button);
        for (const menu of document.querySelectorAll('details.who[open]'))
            if (!menu.contains(event.target))
                menu.open = false;
    });

    /* ---- a form goes once: the answer to a second press would lack the password shown once ---- */

    const sent = new Set();

    document.addEventListener('submit', (event) => {
        if (event.target.method !== 'post')
            return;
        if (sent.has(event.target))
            event.preventDefault();
        sent.add(event.target);
    });
    addEventListener('pageshow', () => sent.clear());    /* come back to, out of the cache */

    /* ---- what was chosen, beside the form ---- */

    function sumUp(form)
    {
        const chosen = (name) => form.querySelector(`[name="${name}"]:checked`)?.dataset ?? {};
        const sum = {
            name: form.elements.namedItem('name').value,
            image_id: chosen('image_id').words,
            location_id: chosen('location_id').words,
            plan_id: chosen('plan_id').words,
            disk: chosen('plan_id').disk,
            price: chosen('plan_id').price,
            ssh_key_id: String(form.querySelectorAll('[name="ssh_key_id"]:checked').length),
        };
        for (const place of form.querySelectorAll('[data-sum]'))
            place.textContent = sum[place.dataset.sum] || '–';
    }

    /* ---- keys: they can be switched off, as single letters must ---- */

    const KEYS = [['/', tr('Search')], ['g m', tr('Machines')], ['g t', tr('Tasks')],
        ['j k', tr('Next row, row before')], ['x', tr('Tick the row')], ['?', tr('These keys')]];
    let before = '';
    let helped = null;    /* what had the focus before the help */

    function make(name, words, ...children)
    {
        const element = document.createElement(name);
        element.append(words, ...children);
        return element;
    }

    /* Gives the focus back; is it closed now? */
    function closeHelp()
    {
        const open = document.querySelector('.keys-help');
        open?.remove();
        if (open)
            helped?.focus();
        return open !== null;
    }

    function keysHelp()
    {
        if (closeHelp())
            return;
        const box = make('section', make('h2', tr('Keys')));
        const list = make('dl', '');
        const tick = document.createElement('input');
        const label = make('label', tick, ' ', tr('Keys are on'));
        box.className = 'panel keys-help';
        box.setAttribute('aria-label', tr('Keys'));
        list.className = 'kv';
        for (const [key, words] of KEYS)
            list.append(make('div', make('dt', words), make('dd', make('kbd', key))));
        tick.type = 'checkbox';
        tick.checked = !localStorage.getItem('nokeys');
        tick.addEventListener('change', () =>
            tick.checked ? localStorage.removeItem('nokeys') : localStorage.setItem('nokeys', '1'));
        label.className = 'tick';
        box.append(list, label);
        box.tabIndex = -1;
        helped = document.activeElement;
        document.body.append(box);
        box.focus();
    }

    function step(by)
    {
        const links = [...document.querySelectorAll('.list tbody th a, .rows p a')];
        const at = links.indexOf(document.activeElement);
        links[Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
    }

    function tick()
    {
        document.activeElement.closest('tr')?.querySelector('[type="checkbox"]')?.click();
    }

    /* The page's own search before the frame's. */
    function search()
    {
        (document.querySelector('main [type="search"]')
            ?? document.querySelector('[type="search"]'))?.focus();
    }

    const ACTIONS = {
        '/': search,
        'gm': () => location.assign(`${root}/vm`),
        'gt': () => location.assign(`${root}/task`),
        'j': () => step(1),
        'k': () => step(-1),
        'x': tick,
        '?': keysHelp,
    };

    document.addEventListener('keydown', (event) => {
        if (event.key === 'Escape') {
            closeHelp();
            document.querySelector('details.who[open]')?.removeAttribute('open');
        }
        const typing = event.target.matches(
            'textarea, input:not([type="radio"], [type="checkbox"])');
        const off = localStorage.getItem('nokeys') && event.key !== '?';
        if (typing || off || event.ctrlKey || event.metaKey || event.altKey)
            return;
        const act = ACTIONS[before + event.key] ?? ACTIONS[event.key];
        before = event.key === 'g' ? 'g' : '';
        if (act) {
            event.preventDefault();
            act();
        }
    });

    /* ---- begin ---- */

    /* What was just done is said once: a reload or a bookmark does not say it again. */
    const here = new URL(location.href);
    if (here.searchParams.has('did')) {
        here.searchParams.delete('did');
        history.replaceState(history.state, '', here);
    }
    for (const live of document.querySelectorAll('[data-live]'))
        keepLive(live);
    for (const input of document.querySelectorAll('[data-filter]'))
        complete(input);
    follow();
    document.getElementById('follow')?.addEventListener('change', follow);
    const form = document.querySelector('form.create');
    if (form) {
        form.addEventListener('input', () => sumUp(form));
        sumUp(form);
    }
})();
