// SPDX-License-Identifier: Apache-2.0
// storm_wishes.mjs FIRST COUNT SEED ACCOUNT: tasks of kind test_lock with the ids from FIRST on and
// random locks, one in five exclusive. Prints them as SQL, and writes "ID RESOURCE[x] …" a line a
// task to descriptor 3.
import { writeSync } from "node:fs";

const [first, count, seed, account] = process.argv.slice(2).map(Number);
const RESOURCES = 60;
const LOCKS_MOST = 4;

// A generator of its own, so that a seed names a run.
let state = seed >>> 0;
function random(below) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

const tasks = [];
const locks = [];
for (let id = first; id < first + count; id++) {
  const own = new Map();
  for (let n = random(LOCKS_MOST) + 1; n > 0; n--) own.set(`storm:${random(RESOURCES)}`, random(5) === 0);
  writeSync(3, `${id} ${[...own].map(([name, alone]) => name + (alone ? "x" : "")).join(" ")}\n`);
  tasks.push(`(${id}, 'test_lock', ${account}, ${account}, 'storm', 'storm')`);
  for (const [name, alone] of own) locks.push(`('${name}', ${id}, ${alone ? 1 : 0})`);
}

const names = Array.from({ length: RESOURCES }, (_, n) => `('storm:${n}')`);
console.log(`INSERT IGNORE INTO resource (name) VALUES ${names.join(", ")};`);
console.log("START TRANSACTION;");
console.log(`INSERT INTO task (id, kind, account_id, reseller_id, object, asked_by) VALUES\n${tasks.join(",\n")};`);
console.log(`INSERT INTO task_lock (resource, task_id, exclusive) VALUES\n${locks.join(",\n")};`);
console.log("COMMIT;");
