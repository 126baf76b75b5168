/* SPDX-License-Identifier: Apache-2.0 */
/* Draws charts by uPlot in the place of their SVG paths, of the same size, from the CSV that the
 * page links to, and reads it again while an hour is shown. Without this script the paths stay. */
'use strict';

(() => {
    const AGAIN_MS = 60000;
    const HIGH = 144;
    const place = document.querySelector('[data-charts]');
    const drawn = [];
    const HALVES = Array.from({ length: 48 }, (_, n) => 2 ** n);    /* marks at 1, 2, 4 GB */

    /* light-dark() is not resolved in a custom property: a probe's colour is. */
    function resolved(name)
    {
        const probe = document.createElement('i');
        probe.style.color = `var(${name})`;
        document.body.append(probe);
        const value = getComputedStyle(probe).color;
        probe.remove();
        return value;
    }

    function three(value)
    {
        return value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0);
    }

    function scaled(value, units, step)
    {
        let at = 0;
        while (value >= step && at + 1 < units.length) {
            value /= step;
            at++;
        }
        return `${at || value % 1 ? three(value) : value} ${units[at]}`;
    }

    const WORDS = {
        percent: (value, whole) => `${Math.round(value * 100 / whole)} %`,
        kib: (value) => scaled(value / 1024, ['MB', 'GB', 'TB'], 1024),
        bytes: (value) => scaled(value, ['B/s', 'kB/s', 'MB/s', 'GB/s'], 1000),
        rate: (value) => `${three(value / 1000)} /s`,
        number: (value) => three(value / 1000),
        time: (value) => value < 1e5 ? `${Number((value / 1e3).toFixed(1))} ms`
            : value < 1e8 ? `${(value / 1e6).toFixed(1)} s` : `${Math.floor(value / 6e7)} min`,
        count: (value) => String(value),
    };

    /* A line of names, then a line a point; an empty cell is a gap. */
    function parse(text)
    {
        const lines = text.trim().split('\r\n').map((line) => line.split(','));
        const names = lines.shift();
        return Object.fromEntries(names.map((name, at) => [name, lines.map((cells) =>
            at === 0 ? Date.parse(cells[0]) / 1000 : cells[at] === '' ? null : Number(cells[at]))]));
    }

    function dataOf(figure, table)
    {
        return [table.time, ...figure.dataset.columns.split(' ').map((name) => table[name])];
    }

    /* The panel's words, not the browser's: the reader's zone, and 24 hours. */
    function timesOf(seconds)
    {
        const short = seconds <= 2 * 86400;
        const { lang } = document.documentElement;
        const form = new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : lang, short
            ? { timeZone: place.dataset.zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
            : { timeZone: place.dataset.zone, day: 'numeric', month: 'short' });
        return (_, values) => values.map((value) => form.format(value * 1000));
    }

    function draw(figure, table)
    {
        const plot = figure.querySelector('.plot');
        const whole = Number(figure.dataset.whole);
        const words = (value) => value === null ? '–' : WORDS[figure.dataset.unit](value, whole);
        const mark = (value) => value ? words(value) : '0';
        const colours = ['--accent', '--data2'];
        const times = timesOf(table.time.at(-1) - table.time[0]);
        const line = { stroke: () => resolved('--line'), width: 1 };
        const axis = { stroke: () => resolved('--ink2'), font: '11px system-ui, sans-serif', grid: line,
            ticks: { show: false } };
        const sentence = plot.querySelector('svg').getAttribute('aria-label');
        const box = document.createElement('div');
        box.className = 'plot drawn';
        box.setAttribute('role', 'img');
        box.setAttribute('aria-label', sentence);
        const width = plot.clientWidth;
        plot.replaceWith(box);
        const chart = new uPlot({
            width, height: HIGH,
            legend: { show: false },
            tzDate: (at) => uPlot.tzDate(new Date(at * 1000), place.dataset.zone),
            padding: [8, null, 0, null],
            cursor: { y: false, drag: { x: false, y: false } },
            scales: { y: { range: (_, least, most) => [0, whole || Math.max(most, 1) * 1.1] } },
            axes: [{ ...axis, size: 24, gap: 4, values: times },
                { ...axis, side: 1, size: 72, gap: 6,
                    ...whole ? { splits: [0, whole / 2, whole] }
                        : figure.dataset.unit === 'kib' && { incrs: HALVES },
                    values: (_, values) => values.map(mark) }],
            series: [{}, ...figure.dataset.words.split('|').map((label, at) => ({ label,
                stroke: () => resolved(colours[at]), width: 1.6, points: {
                    show: false, filter: alone, size: 5, fill: () => resolved(colours[at]) } }))],
            hooks: { setCursor: [(u) => tell(figure, u, words)] },
        }, dataOf(figure, table), box);
        drawn.push({ figure, chart, box });
    }

    /* A value with none beside it would be a line without length. */
    function alone(u, no)
    {
        const known = (at) => typeof u.data[no][at] === 'number';
        return u.data[0].flatMap((_, at) =>
            known(at) && !known(at - 1) && !known(at + 1) ? [at] : []);
    }

    /* What is under the pointer stands in the key instead of what is now. */
    function tell(figure, chart, words)
    {
        const at = chart.cursor.idx;
        figure.querySelectorAll('.key b').forEach((place, no) => {
            place.dataset.now ??= place.textContent;
            place.textContent = at === null || at === undefined ? place.dataset.now
                : words(chart.data[no + 1][at]);
        });
    }

    async function read()
    {
        const answer = await fetch(place.dataset.charts, { cache: 'no-store' });
        return answer.ok && !answer.redirected ? parse(await answer.text()) : null;
    }

    async function again()
    {
        try {
            const table = document.hidden ? null : await read();
            for (const { figure, chart } of table ? drawn : [])
                chart.setData(dataOf(figure, table));
        } catch {
            /* the panel is away: the next time */
        }
    }

    async function begin()
    {
        const table = await read();
        const figures = [...place.querySelectorAll('.chart')];
        const fits = (figure) => figure.dataset.columns.split(' ').every((name) => table[name]);
        if (!table)
            return;
        figures.filter(fits).forEach((figure) => draw(figure, table));
        new ResizeObserver(() => drawn.forEach(({ chart, box }) =>
            chart.setSize({ width: box.clientWidth, height: HIGH }))).observe(place);
        matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () =>
            drawn.forEach(({ chart }) => chart.redraw(false)));
        if (place.dataset.charts.endsWith('span=hour'))
            setInterval(again, AGAIN_MS);
    }

    begin().catch(() => {});    /* the paths stay */
})();
