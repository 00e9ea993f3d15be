/** A pipeline as the designer draws it: stages in their order, how it ends, what a move needs. */

import { at, type Data, listOf, mapOf, type Path, type Plain, put, textOf } from "./design.ts";

export const OUTCOMES = ["won", "lost", "invalid"] as const;
export const COLORS = [
  "blue",
  "cyan",
  "green",
  "yellow",
  "orange",
  "red",
  "purple",
  "gray",
] as const;

export interface StageAt {
  key: string;
  path: Path;
  data: Data;
}

/** The stages of a pipeline, or its outcomes, in their order. */
export const stagesOf = (form: Data, field: string, part: "stages" | "outcomes"): StageAt[] => {
  const path = ["fields", field, part];
  return Object.entries(mapOf(at(form, path))).map(([key, data]) => ({
    key,
    path: [...path, key],
    data: mapOf(data),
  }));
};

/** A key that no stage and no outcome has. */
export function freshStage(form: Data, field: string): string {
  const taken = new Set(
    (["stages", "outcomes"] as const).flatMap((part) =>
      stagesOf(form, field, part).map((one) => one.key),
    ),
  );
  let number = taken.size + 1;
  while (taken.has(`stage_${number}`)) number += 1;
  return `stage_${number}`;
}

/** A mapping with an entry moved one place up or down; what is no neighbour stays. */
export function movedEntry(data: Data, key: string, by: -1 | 1): Data {
  const entries = Object.entries(data);
  const from = entries.findIndex(([one]) => one === key);
  const to = from + by;
  const [here, there] = [entries[from], entries[to]];
  if (!here || !there) return data;
  entries[from] = there;
  entries[to] = here;
  return Object.fromEntries(entries);
}

export const moveStage = (form: Data, field: string, key: string, by: -1 | 1): Data => {
  const path = ["fields", field, "stages"];
  return put(form, path, movedEntry(mapOf(at(form, path)), key, by));
};

/** A new stage behind the last one. */
export const addStage = (form: Data, field: string, key: string, label: string): Data =>
  put(form, ["fields", field, "stages", key], { label, color: "blue", probability: 0.5, days: 14 });

/** A stage goes, with what named it. */
export function removeStage(form: Data, field: string, key: string): Data {
  const gone = put(form, ["fields", field, "stages", key], undefined);
  return put(gone, ["fields", field, "moves", "skip", key], undefined);
}

/** A share as it is written, as people say it: 0.25 is 25. */
export const percentOf = (value: Plain | undefined): number | null => {
  const number = Number(textOf(value));
  return textOf(value) === "" || Number.isNaN(number) ? null : Math.round(number * 10000) / 100;
};
export const shareOf = (percent: number | null): number | undefined =>
  percent === null ? undefined : Math.round(percent * 100) / 10000;

/** Fields that are asked for: `note?` may stay empty. */
export interface Asked {
  field: string;
  must: boolean;
}
export const askedOf = (value: Plain | undefined): Asked[] =>
  listOf(value)
    .map(textOf)
    .map((one) => ({ field: one.replace(/\?$/, ""), must: !one.endsWith("?") }));
export const askedData = (asked: readonly Asked[]): Plain | undefined =>
  asked.length > 0 ? asked.map(({ field, must }) => (must ? field : `${field}?`)) : undefined;

/** Where a place of a problem lies: a stage or an outcome, else the whole (""). */
export function stagePlace(field: string, place: string): string {
  const plain = place.replace(/\[(\d+)\]/g, ".$1").split(":")[0] ?? "";
  const steps = plain.split(".");
  if (steps[0] !== "fields" || steps[1] !== field) return "";
  const [, , part, key] = steps;
  return (part === "stages" || part === "outcomes") && key ? `${part}.${key}` : "";
}
