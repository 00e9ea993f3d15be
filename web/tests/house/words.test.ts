import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import en from "../../src/words/en.json";
import zh from "../../src/words/zh.json";

const SRC = resolve(import.meta.dirname, "../../src");
const slots = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
const sources = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => [name, readFileSync(join(SRC, name), "utf8")] as const);

describe("words", () => {
  it("stand in both languages with the same slots", () => {
    expect(Object.keys(en)).toEqual(Object.keys(zh));
    const english: Record<string, string> = en;
    const different = Object.entries(zh).filter(
      ([key, text]) => slots(text).join() !== slots(english[key] ?? "").join(),
    );
    expect(different).toEqual([]);
  });

  it("are all used", () => {
    const code = sources.map(([, text]) => text).join("\n");
    const families = ["op.", "within.", "total.", "act.", "kind.", "height."];
    const unused = Object.keys(zh).filter(
      (key) => !code.includes(`"${key}"`) && !families.some((family) => key.startsWith(family)),
    );
    expect(unused).toEqual([]);
  });

  it("stand nowhere else", () => {
    const allowed =
      /words\/|kits\/fields\/switch|model\/(decimal|dates)|app\/MeMenu|app\/SignIn|app\/Palette/;
    const loose = sources.flatMap(([name, text]) => {
      if (allowed.test(name)) return [];
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
      return /["'`>][^"'`<>\n]*\p{Script=Han}{2,}/u.test(code.replaceAll("· 连岛", ""))
        ? [name]
        : [];
    });
    expect(loose).toEqual([]);
  });
});
