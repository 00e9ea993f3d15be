// What a person downloads first, in gzip, from the manifest of the build; fails when it grows past the budget.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

const dist = path.resolve(import.meta.dirname, "../dist");
const file = path.join(dist, ".vite/manifest.json");
if (!existsSync(file)) throw new Error("build first: npm run build");
const manifest = JSON.parse(readFileSync(file, "utf8"));

function closure(key, seen = new Set()) {
  const chunk = manifest[key];
  if (!chunk || seen.has(key)) return seen;
  seen.add(key);
  for (const next of chunk.imports ?? []) closure(next, seen);
  return seen;
}
const size = (name) => gzipSync(readFileSync(path.join(dist, name)), { level: 9 }).length;
function weigh(keys) {
  const files = new Set(
    [...keys].flatMap((key) => [manifest[key].file, ...(manifest[key].css ?? [])]),
  );
  return [...files].reduce((total, name) => total + size(name), 0) / 1000;
}

const entry = closure("index.html");
const words = closure("src/words/zh/base.json");
const list = closure("src/pages/list/ListPage.tsx", new Set([...entry, ...words]));
const budgets = [
  ["entry", weigh(new Set([...entry, ...words])), 220],
  ["list page", weigh(list), 250],
];
let over = false;
for (const [name, kb, limit] of budgets) {
  const state = kb > limit ? "OVER" : "ok";
  over ||= kb > limit;
  console.log(`${name}: ${kb.toFixed(1)} kB gz of ${limit} ${state}`);
}
process.exit(over ? 1 : 0);
