// SPDX-License-Identifier: Apache-2.0
// storm_check.mjs WISHES JOURNAL FAULTS(yes|no): holds what the steps of kind test_lock wrote down
// (task/test_steps.c) against what was wished: WISHES has a line a task, "ID RESOURCE[x] …", x for
// exclusive. The database is not asked. Says what is wrong, and what ran beside what.
import { readFileSync } from "node:fs";

const [wishesFile, journalFile, faults] = process.argv.slice(2);
const STEPS = 2;
const wrong = [];

const lines = (file) => readFileSync(file, "utf8").split("\n").filter((line) => line);

const tasks = new Map();
for (const line of lines(wishesFile)) {
  const [id, ...locks] = line.split(" ");
  tasks.set(id, {
    id,
    locks: locks.map((lock) => ({ name: lock.replace(/x$/, ""), alone: lock.endsWith("x") })),
    first: null,
    last: null,
    fence: 0n,
    begun: [],
    done: new Set(),
    open: null,
  });
}

// Per task: fences never fall, which says that no two processes were at it; a step's line follows
// the one that was written before it.
let unknown = 0;
for (const line of lines(journalFile)) {
  const [at, what, id, step, fenceText] = line.split(" ");
  const t = tasks.get(id);
  if (!t) {
    unknown++;
    continue;
  }
  const fence = BigInt(fenceText);
  const when = Number(at);
  if (fence < t.fence) wrong.push(`task ${id}: fence ${fence} wrote after fence ${t.fence}`);
  if (what === "begin") {
    if (t.open && t.open.fence === fence) wrong.push(`task ${id}: ${line} while ${t.open.line}`);
    if (step === "2" && !t.done.has("1")) wrong.push(`task ${id}: step 2 before step 1 was done`);
    t.open = { fence, line, step };
    t.begun.push(`${step}.${fence}`);
  } else {
    if (!t.open || t.open.fence !== fence || t.open.step !== step)
      wrong.push(`task ${id}: ${line} ends what had not begun`);
    t.open = null;
    t.done.add(step);
  }
  t.fence = fence;
  t.first ??= when;
  t.last = when;
}
if (unknown) wrong.push(`${unknown} lines of tasks that nobody asked for`);

for (const t of tasks.values()) {
  if (t.done.size < STEPS) wrong.push(`task ${t.id} is lost: ${t.done.size} of ${STEPS} steps done`);
  if (new Set(t.begun).size !== t.begun.length) wrong.push(`task ${t.id}: a step ran twice by one fence`);
}

// A lock is held from a task's first line to its last, whoever did it.
const held = new Map();
for (const t of tasks.values())
  for (const lock of t.locks) {
    if (t.first === null) continue;
    if (!held.has(lock.name)) held.set(lock.name, []);
    held.get(lock.name).push({ from: t.first, to: t.last, alone: lock.alone, id: t.id });
  }
let sharedTogether = 0;
for (const [name, spans] of held) {
  spans.sort((a, b) => a.from - b.from);
  const open = [];
  for (const span of spans) {
    for (let i = open.length - 1; i >= 0; i--) if (open[i].to < span.from) open.splice(i, 1);
    for (const other of open) {
      if (span.alone || other.alone)
        wrong.push(`${name}: tasks ${other.id} and ${span.id} held it at once`);
      else sharedTogether++;
    }
    open.push(span);
  }
}

// How many ran at the same moment.
const moments = [];
for (const t of tasks.values()) if (t.first !== null) moments.push([t.first, 1], [t.last, -1]);
moments.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
let now = 0;
let most = 0;
for (const [, change] of moments) {
  now += change;
  most = Math.max(most, now);
}
if (most < 2) wrong.push("nothing ran beside anything else");
if (sharedTogether === 0) wrong.push("no two shared holders ran together");

// On a machine that is too busy even in peace a lease of two seconds ends now and then.
const again = [...tasks.values()].filter((t) => t.begun.length > STEPS).length;
if (faults === "no" && again > tasks.size / 100) wrong.push(`${again} were gone on with by another`);
console.log(`# ${tasks.size} tasks, ${most} at once at most, ${sharedTogether} pairs of shared holders, ` +
  `${again} gone on with by another`);
for (const line of wrong.slice(0, 20)) console.log(`# ${line}`);
if (wrong.length > 20) console.log(`# and ${wrong.length - 20} more`);
process.exit(wrong.length ? 1 : 0);
