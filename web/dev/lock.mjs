// The lock must name no registry host, and hold every optional platform package, or `npm ci` fails elsewhere.
import { readFileSync } from "node:fs";
import path from "node:path";

const file = path.resolve(import.meta.dirname, "../package-lock.json");
const text = readFileSync(file, "utf8");
const { packages } = JSON.parse(text);
const problems = text.includes('"resolved"') ? ["the lock names a registry host"] : [];
for (const [name, one] of Object.entries(packages)) {
  for (const wanted of Object.keys(one.optionalDependencies ?? {})) {
    const held = packages[`node_modules/${wanted}`] ?? packages[`${name}/node_modules/${wanted}`];
    if (!held) problems.push(`${name || "package.json"} misses ${wanted}`);
  }
}
for (const problem of problems) console.error(problem);
process.exit(problems.length ? 1 : 0);
