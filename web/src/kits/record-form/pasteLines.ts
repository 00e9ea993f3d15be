import type { QueryClient } from "@tanstack/react-query";
import type { FieldView, Value, Values } from "@/model/api.ts";
import { fromTsv } from "@/model/clipboard.ts";
import { newId } from "@/model/ids.ts";
import { kindOf, type Tongue } from "../fields/index.ts";
import { finder } from "../list/pasting.ts";
import type { Line } from "./lineColumns.tsx";

interface Needs {
  text: string;
  range: { top: number; left: number };
  parts: readonly FieldView[];
  form: string;
  key: string;
  lines: readonly Line[];
  tongue: Tongue;
  client: QueryClient;
}

/** A block from Excel as rows of a sub-form; what lies beyond the last row becomes new rows. */
export async function pasteLines({ text, range, parts, form, key, lines, tongue, client }: Needs) {
  const find = finder(client, form);
  const rows: { id: string; values: Values }[] = [];
  const problems: string[] = [];
  for (const [down, cells] of fromTsv(text).entries()) {
    const values: Values = {};
    for (const [right, cell] of cells.entries()) {
      const part = parts[range.left + right];
      if (!part?.editable || part.computed) continue;
      const place = `${range.top + down + 1} ${part.label}`;
      const read = kindOf(part.kind).parse(cell, part, tongue);
      if (!read.ok) {
        problems.push(`${place}: ${read.message}`);
      } else if (part.kind === "link" && read.value !== null) {
        const path = `${key}.${part.key}`;
        const link = await find({ path, field: part, title: part.label }, String(read.value));
        if (link && link !== "many") values[part.key] = { id: link.id, title: link.title } as Value;
        else
          problems.push(
            `${place}: ${tongue.say(link ? "parse.twoOf" : "parse.unknown", { text: cell })}`,
          );
      } else {
        values[part.key] = read.value;
      }
    }
    rows.push({ id: lines[range.top + down]?.id ?? newId(), values });
  }
  return { rows, problems };
}
