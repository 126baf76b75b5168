/* SPDX-License-Identifier: Apache-2.0 */
/* How sentences leave templates and come back in another language, and which translations are
 * refused. Ends with `N passed, N failed`. */
import assert from 'node:assert';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCatalogue, wrongWith } from '../../po/catalogue.mjs';
import { leftovers, rewrite, strayAttributes, templateFiles } from '../../po/template.mjs';

let passed = 0;
let failed = 0;

function test(name, body)
{
    try {
        body();
        passed++;
    } catch (error) {
        failed++;
        console.log(`not ok - ${name}\n${error.message}`);
    }
}

function sentencesOf(source)
{
    const found = [];
    rewrite(source, 'x.html', (id) => {
        found.push(id);
        return id;
    });
    return found;
}

/* [template, its sentences] */
const SENTENCES = [
    ['<p>No machines yet.</p>', ['No machines yet.']],
    ['<p>\n  Two\n  lines </p>', ['Two lines']],
    ['<p>None of your {{total}} machines fits.</p>', ['None of your {{total}} machines fits.']],
    ['<td>{{from}}–{{to}}</td><td>·</td><td>42 %</td>', []],
    ['<p>Type <b>{{name}}</b> to confirm</p>', ['Type <1>{{name}}</1> to confirm']],
    ['<p>A <a href="/k">key<span class="u">, in a tab</span></a>.</p>',
        ['A <1>key<2>, in a tab</2></1>.']],
    ['<p>One<br>two</p>', ['One<1/>two']],
    ['<a href="/"><svg class="i"><use href="#x"/></svg>Create</a>', ['Create']],
    ['<p>See <svg><use href="#x"/></svg> there</p>', ['See <1/> there']],
    ['<nav><a href="/a">Back</a> <a href="/b">Next</a></nav>', ['Back', 'Next']],
    ['<p>No machines.{{#can}} The first is ready soon.{{/can}}</p>',
        ['No machines.', 'The first is ready soon.']],
    ['<span>machine {{#x_some}}<a href="{{x}}">{{o}}</a>{{/x_some}}</span>', ['machine']],
    ['<p>{{why}} <a href="/t">See the task</a> <code>E_X</code></p>', ['See the task']],
    ['<p>Keys are for <code>root</code>.</p>', ['Keys are for <1>root</1>.']],
    ['<pre>key: value</pre><code>some words</code>', []],
    ['<p title="A word" class="b word" data-live="/a/live">x</p>', ['A word', 'x']],
    ['<a aria-label="{{#a}}Stop {{n}}{{/a}}{{#a_none}}Start{{/a_none}}">{{n}}</a>',
        ['Stop {{n}}', 'Start']],
    ['<input type="submit" value="Go on"><input name="q" value="no prose">', ['Go on']],
    ['<li{{#on}} class="on word"{{/on}}>{{! a comment }}Word<!-- another --></li>', ['Word']],
    ['{{>HEAD}}<h1>Tom &amp; Jerry</h1>{{>FOOT}}', ['Tom & Jerry']],
    ['<svg role="img" aria-label="A chart of {{n}}"><path d="M1 1"/></svg>', ['A chart of {{n}}']],
    ['<svg><text>Peak</text></svg>', ['Peak']],
];

for (const [source, wanted] of SENTENCES)
    test(source, () => {
        assert.deepStrictEqual(sentencesOf(source), wanted);
        assert.deepStrictEqual(leftovers(source, 'x.html'), []);
    });

/* [template, sentence, translation, template in that language] */
const BACK = [
    ['<p>Type <b>{{name}}</b> to confirm</p>', 'Type <1>{{name}}</1> to confirm',
        'Zur Bestätigung <1>{{name}}</1> eingeben',
        '<p>Zur Bestätigung <b>{{name}}</b> eingeben</p>'],
    ['<p>{{a}} of <b>{{b}}</b></p>', '{{a}} of <1>{{b}}</1>', '<1>{{b}}</1>: {{a}}',
        '<p><b>{{b}}</b>: {{a}}</p>'],
    ['<a title="Copy">{{x}}</a>', 'Copy', 'So "genannt" & <kopiert>',
        '<a title="So &quot;genannt&quot; &amp; &lt;kopiert&gt;">{{x}}</a>'],
    ['<b>\n Word </b>', 'Word', '<script>alert(1)</script>',
        '<b> &lt;script&gt;alert(1)&lt;/script&gt; </b>'],
    ['<p>Made by <a href="/{{id}}" title="Who">{{who}}</a></p>', 'Who', 'Wer',
        '<p>Made by <a href="/{{id}}" title="Wer">{{who}}</a></p>'],
];

for (const [source, id, words, wanted] of BACK)
    test(`${source} in another language`, () =>
        assert.strictEqual(rewrite(source, 'x.html', (one) => (one === id ? words : one)), wanted));

/* [sentence, translation, is it taken?] */
const TRANSLATIONS = [
    ['{{a}} of {{b}}', '{{b}}: {{a}}', true],
    ['{{a}} of {{b}}', 'von {{b}}', false],
    ['{{a}} of {{b}}', '{{a}} {{b}} {{c}}', false],
    ['{{a}} of {{b}}', '{{a}} {{a}} {{b}}', false],
    ['Words', 'Worte {{csrf}}', false],
    ['Words', '{{>HEAD}}', false],
    ['Words', '{{#x}}', false],
    ['Words', 'Wor{te', false],
    ['Words', '<b>Worte</b>', false],
    ['Words', 'Worte &lt;', true],
    ['Words', '<1>Worte</1>', false],
    ['A <1>b</1> <2/>', '<2/> <1>b</1>', true],
    ['A <1>b</1> <2>c</2>', '<1>b <2>c</2></1>', true],
    ['A <1>b</1> <2>c</2>', '<1>b <2>c</1></2>', false],
    ['A <1>b</1>', '</1>b<1>', false],
    ['A <1>b</1>', 'b', false],
    ['A <1>b</1>', '<1/>', false],
    ['%s is %d', '%s ist %d', true],
    ['%s is %d', '%d ist %s', false],
    ['%s is %d', '%2$d ist %1$s', true],
    ['%s is %d', '%1$d ist %2$s', false],
    ['%s is %s', '%s ist', false],
    ['Words', 'Worte %n', false],
    ['%d %% done', '%d %% fertig', true],
    ['At most %<PRId64>.', 'Höchstens %<PRId64>.', true],
    ['At most %<PRId64>.', 'Höchstens %s.', false],
    ['1,234.5', '1.234,5', true],
    ['1,234.5', '1\u202f234,5', true],
    ['1,234.5', '1234,5', false],
    ['1,234.5', '9.876,5', false],
    ['€1,234.50', '1.234,50 €', true],
    ['€1,234.50', 'Euro', false],
    ['Words', 'Wor\u202ete', false],
    ['Words', 'Wor\u0007te', false],
];

for (const [id, words, taken] of TRANSLATIONS)
    test(`"${id}" as "${words}"`, () => assert.strictEqual(wrongWith(id, words) === '', taken,
        wrongWith(id, words)));

test('a text is lines', () => {
    const found = [];
    const source = '{{m}} is ready.\n\n  ssh root@{{a}}\n{{#k}}\nIt takes  keys & <more>.{{/k}}\n'
        + '{{u}}\n';
    const out = rewrite(source, 'x.txt', (id) => {
        found.push(id);
        return id === '{{m}} is ready.' ? '{{m}} ist bereit & <da>.' : id;
    });
    assert.deepStrictEqual(found, ['{{m}} is ready.', 'It takes  keys & <more>.']);
    assert.strictEqual(out, source.replace('is ready', 'ist bereit & <da>'));
});

function catalogue(body, plurals = 'nplurals=2; plural=(n != 1);')
{
    const dir = mkdtempSync(join(tmpdir(), 'hatchery-po.'));
    const file = join(dir, 'xx.po');
    writeFileSync(file, `msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n`
        + `"Plural-Forms: ${plurals}\\n"\n\n${body}\n`);
    try {
        return readCatalogue(file, 'xx').sentences;
    } finally {
        rmSync(dir, { recursive: true });
    }
}

test('what is missing or fuzzy stays English', () => {
    const found = catalogue('msgid "A"\nmsgstr ""\n\n#, fuzzy\nmsgid "B"\nmsgstr "Bb"\n\n'
        + 'msgid "C"\nmsgstr "Cc"');
    assert.deepStrictEqual([...found.keys()], ['C']);
});
test('plurals are whole', () => {
    const found = catalogue('msgid "%d key"\nmsgid_plural "%d keys"\n'
        + 'msgstr[0] "%d Schlüssel"\nmsgstr[1] "%d Schlüssel"');
    assert.deepStrictEqual(found.get('%d key').words, ['%d Schlüssel', '%d Schlüssel']);
    assert.throws(() => catalogue('msgid "%d key"\nmsgid_plural "%d keys"\nmsgstr[0] "%d x"'));
    assert.throws(() => catalogue('msgid "%d key"\nmsgid_plural "%d keys"\n'
        + 'msgstr[0] "%d x"\nmsgstr[1] "%s x"'));
});
test('a rule for plurals is arithmetic', () => {
    assert.throws(() => catalogue('', 'nplurals=2; plural=system(n);'));
    assert.throws(() => catalogue('', 'nplurals=2; plural=n); (1'), null);
    assert.throws(() => catalogue('', ''));
});
test('a bad sentence names itself', () => assert.throws(
    () => catalogue('msgid "{{n}} s"\nmsgstr "s"'), /"\{\{n\}\} s": "s": it needs \{\{n\}\}/));

/* The product's own templates. */
for (const name of templateFiles())
    test(`templates/${name}`, () => {
        const source = readFileSync(join('templates', name), 'utf8');
        const even = (text) => text.replace(/\s+/g, ' ').replaceAll('&quot;', '"');
        assert.strictEqual(even(rewrite(source, name, (id) => id)), even(source));
        if (name.endsWith('.txt'))
            return;
        assert.deepStrictEqual(leftovers(source, name), []);
        assert.deepStrictEqual(strayAttributes(source), []);
    });

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
