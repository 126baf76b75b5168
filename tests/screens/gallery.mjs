/* SPDX-License-Identifier: Apache-2.0 */
/* The pictures on one page, by address; what is wrong with one stands below it. */
import { writeFileSync } from 'node:fs';

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { margin: 24px; }
section { display: flex; gap: 12px; align-items: start; overflow-x: auto; padding-bottom: 20px; }
h2 { margin: 28px 0 8px; font-size: 17px; }
figure { margin: 0; flex: none; }
figcaption { font-size: 13px; }
img { display: block; height: 420px; border: 1px solid #8888; }
.wrong { color: #c33; white-space: pre-wrap; }
`;

const safe = (text) => String(text).replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);

function sectionOf(shot, sizes)
{
    const pictures = Object.keys(sizes).flatMap((size) => ['light', 'dark'].map((scheme) => {
        const file = safe(`${shot.name}.${size}-${scheme}.png`);
        return `<figure><a href="${file}"><img src="${file}" loading="lazy" alt=""></a>`
            + `<figcaption>${size}, ${scheme}</figcaption></figure>`;
    }));
    const wrong = shot.said.map((words) => `<p class="wrong">${safe(words)}</p>`);
    return `<h2>${safe(shot.route)} · ${shot.content} ${safe(shot.special)} · `
        + `${shot.elements ?? '?'} elements</h2>${wrong.join('')}`
        + `<section>${pictures.join('')}</section>`;
}

/* shots: with name and said, as screens.mjs leaves them. */
export function writeIndex(folder, shots, sizes)
{
    const sorted = [...shots].sort((a, b) => a.route.localeCompare(b.route)
        || b.content.localeCompare(a.content));
    writeFileSync(`${folder}index.html`, `<!doctype html><html lang="en"><meta charset="utf-8">`
        + `<title>Every page</title><style>${STYLE}</style><h1>Every page</h1>`
        + sorted.map((shot) => sectionOf(shot, sizes)).join('\n'));
}
