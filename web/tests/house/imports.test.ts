import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const SRC = resolve(import.meta.dirname, "../../src");
const FLOORS = ["app", "pages", "kits", "data", "model"];
const GROUND = ["ui", "words"];

/** Every import of a file, type-only and late ones too, as paths below src. */
function importsOf(file: string, text: string): string[] {
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(
    (match) => match[1] ?? "",
  );
  return found.flatMap((path) => {
    if (path.startsWith("@/")) return [path.slice(2)];
    return path.startsWith(".") ? [relative(SRC, resolve(dirname(join(SRC, file)), path))] : [];
  });
}

/** What is wrong with an arrow; null when it may stand. */
function wrong(from: string, to: string): string | null {
  const [here = "", there = ""] = [from.split("/")[0], to.split("/")[0]];
  if (GROUND.includes(here) && FLOORS.includes(there)) return "ui and words know no business";
  const [up, down] = [FLOORS.indexOf(there), FLOORS.indexOf(here)];
  if (up >= 0 && down >= 0 && up < down) return `${here} never looks up to ${there}`;
  if (here === "model" && there === "ui") return "model draws nothing";
  const kind = /^kits\/fields\/([^/]+)\//.exec(from)?.[1];
  const other = /^kits\/fields\/([^/]+)\//.exec(to)?.[1];
  if (kind && other && kind !== other && other !== "parts") return "kinds do not know each other";
  return null;
}

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((name) =>
  /\.tsx?$/.test(name),
);
const arrows = new Map(
  files.map((file) => [file, importsOf(file, readFileSync(join(SRC, file), "utf8"))]),
);

describe("floors", () => {
  it("no arrow runs up", () => {
    const broken = [...arrows].flatMap(([file, targets]) =>
      targets.flatMap((to) => {
        const why = wrong(file, to);
        return why ? [`${file} → ${to}: ${why}`] : [];
      }),
    );
    expect(broken).toEqual([]);
  });

  it("would see one", () => {
    expect(wrong("model/a.ts", "data/client.ts")).not.toBeNull();
    expect(wrong("ui/grid/a.tsx", "model/api.ts")).not.toBeNull();
    expect(wrong("kits/fields/text/index.tsx", "kits/fields/number/index.tsx")).not.toBeNull();
    expect(wrong("pages/list/ListPage.tsx", "kits/go.ts")).toBeNull();
    expect(
      importsOf("a/b.ts", 'import type { X } from "../model/x.ts";\nconst y = import("@/ui/y.ts")'),
    ).toEqual(["model/x.ts", "ui/y.ts"]);
  });

  it("nothing runs in a circle", () => {
    const circles: string[] = [];
    const state = new Map<string, "open" | "done">();
    const walk = (file: string, trail: readonly string[]) => {
      if (state.get(file) === "done") return;
      if (state.get(file) === "open") {
        circles.push([...trail.slice(trail.indexOf(file)), file].join(" → "));
        return;
      }
      state.set(file, "open");
      for (const to of arrows.get(file) ?? []) if (arrows.has(to)) walk(to, [...trail, file]);
      state.set(file, "done");
    };
    for (const file of arrows.keys()) walk(file, []);
    expect(circles).toEqual([]);
  });
});
