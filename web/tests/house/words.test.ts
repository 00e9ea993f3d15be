import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const SRC = resolve(import.meta.dirname, "../../src");
type Table = Record<string, string>;
const rooms = readdirSync(join(SRC, "words/zh")).map((name) => name.replace(".json", ""));
const tableOf = (language: string, room: string): Table =>
  JSON.parse(readFileSync(join(SRC, "words", language, `${room}.json`), "utf8"));
const zh: Table = Object.assign({}, ...rooms.map((room) => tableOf("zh", room)));

/** Who may say the words of a room: what is only there together with them. */
const SPEAKERS: Record<string, RegExp> = {
  account: /^pages\/account\//,
  balance: /^pages\/balance\//,
  bin: /^pages\/bin\//,
  calendar: /^pages\/calendar\//,
  design: /^(pages\/(designs|flow-design|rule-design|stage-design)|kits\/design)\//,
  editors: /^kits\/fields\/(.+Editor|signature\/Sign.+|rich_text\/(RichTools|LinkBox))\.tsx$/,
  flow: /^(pages\/(inbox|approvals)|kits\/flow)\//,
  home: /^pages\/home\//,
  notices: /^pages\/notices\//,
  password: /^app\/Password\.tsx$/,
  people: /^pages\/people\//,
  record: /^kits\/(record|record-form|comments|files)\//,
  rules: /^(pages\/rules|kits\/formula)\//,
  search: /^pages\/search\//,
  "second-step": /^pages\/second-step\//,
  stage: /^kits\/stage\//,
  standing: /^kits\/(standing\/|list\/Batch)/,
  sheets: /^pages\/(import|new-from-excel)\/|^kits\/sheets\//,
  signin: /^app\/SignIn(Code)?\.tsx$/,
};
const slots = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
const sources = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => [name, readFileSync(join(SRC, name), "utf8")] as const);

describe("words", () => {
  it("stand in both languages with the same slots", () => {
    expect(readdirSync(join(SRC, "words/en"))).toEqual(readdirSync(join(SRC, "words/zh")));
    for (const room of rooms) {
      const [chinese, english] = [tableOf("zh", room), tableOf("en", room)];
      expect(Object.keys(english)).toEqual(Object.keys(chinese));
      const different = Object.entries(chinese).filter(
        ([key, text]) => slots(text).join() !== slots(english[key] ?? "").join(),
      );
      expect(different).toEqual([]);
    }
  });

  it("stand in one room each", () => {
    const all = rooms.flatMap((room) => Object.keys(tableOf("zh", room)));
    expect(all.length).toBe(new Set(all).size);
  });

  it("are said only where their room has come", () => {
    const strangers = rooms.flatMap((room) => {
      if (room === "base") return [];
      const speakers = SPEAKERS[room];
      const keys = Object.keys(tableOf("zh", room));
      return sources.flatMap(([name, text]) =>
        speakers?.test(name)
          ? []
          : keys.filter((key) => text.includes(`"${key}"`)).map((key) => `${name}: ${key}`),
      );
    });
    expect(strangers).toEqual([]);
  });

  it("are all used", () => {
    const code = sources.map(([, text]) => text).join("\n");
    const families = [
      "op.",
      "within.",
      "total.",
      "act.",
      "kind.",
      "height.",
      "account.scope.",
      "flow.act.",
      "flow.back.",
      "flow.backHelp.",
      "flow.because.",
      "flow.did.",
      "flow.done.",
      "flow.ended.",
      "flow.help.",
      "flow.kind.",
      "flow.mode.",
      "flow.node.",
      "flow.place.",
      "flow.placeHelp.",
      "flow.status.",
      "flow.task.",
      "flow.waited.",
      "flow.how.",
      "flow.howHelp.",
      "flow.who.",
      "inbox.none.",
      "inbox.noneText.",
      "inbox.which.",
      "formula.family.",
      "formula.type.",
      "rules.group.",
      "rules.leaf.",
      "stage.way.",
      "rules.tongue.",
      "rules.live.",
      "rules.calc.",
      "rules.format.",
      "rules.lacks.",
      "rules.new.",
      "rules.what.",
      "design.what.",
      "flow-design.anyReject.",
      "flow-design.empty.",
      "flow-design.ends.",
      "flow-design.help.",
      "flow-design.kind.",
      "flow-design.mode.",
      "flow-design.modeHelp.",
      "flow-design.new.",
      "flow-design.opinion.",
      "flow-design.policy.",
      "flow-design.reject.",
      "flow-design.return.",
      "flow-design.returnMode.",
      "flow-design.right.",
      "flow-design.state.",
      "flow-design.subResult.",
      "flow-design.then.",
      "flow-design.unit.",
      "flow-design.due.",
      "design.who.",
      "design.on.",
      "stage-design.color.",
      "design.run.",
      "rule-design.act.",
      "rule-design.channel.",
      "rule-design.due.",
      "rule-design.dueWay.",
      "rule-design.event.",
      "rule-design.every.",
      "rule-design.help.",
      "rule-design.missed.",
      "rule-design.on.",
      "rule-design.onGroup.",
      "rule-design.onHelp.",
      "rule-design.onName.",
      "rule-design.robot.",
      "rule-design.type.",
      "rule-design.verb.",
      "rule-design.way.",
      "rule-design.weekday.",
    ];
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
