/** What is offered while somebody types: names by label, key, pinyin and initials; functions; balances. */
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import type { EditorView } from "@codemirror/view";
import type { QueryClient } from "@tanstack/react-query";
import { functionsQuery, namesQuery } from "@/data/formulas.ts";
import {
  callAt,
  type Func,
  fitFunction,
  fitName,
  type Name,
  type Names,
  rowsOf,
  type Site,
  typedAt,
} from "@/model/formulas.ts";

interface Offers {
  client: QueryClient;
  form: string;
  site: () => Site;
  language: string;
  typeWord: (type: string) => string;
}
const MOST = 40;

async function named(offers: Offers, path: readonly string[]): Promise<Names | null> {
  return offers.client.fetchQuery(namesQuery(offers.form, offers.site(), path)).catch(() => null);
}

/** The names of the rows that a condition is about; `lines.total` says lines. */
async function ofRows(offers: Offers, path: string[]): Promise<{ path: string[]; names: Name[] }> {
  for (let rows = path; rows.length > 0; rows = rows.slice(0, -1)) {
    const found = await named(offers, rows);
    if (found) return { path: rows, names: found.names };
  }
  return { path: [], names: [] };
}

const inserted =
  (text: string, back = 0) =>
  (view: EditorView, _: Completion, from: number, to: number) => {
    const closes = view.state.sliceDoc(to, to + 1) === "」" && text.startsWith("「") ? 1 : 0;
    view.dispatch({
      changes: { from, to: to + closes, insert: text },
      selection: { anchor: from + text.length - back },
      userEvent: "input.complete",
    });
  };

export function offering(offers: Offers) {
  const english = offers.language === "en";
  const ofName = (one: Name, word: string, lead = "", less = 0): Completion & { fit: number } => ({
    label: english ? one.label.en || one.label.zh : one.label.zh,
    detail: [one.key, offers.typeWord(one.kind === "value" ? one.type : one.kind)].join(" · "),
    type: one.kind,
    apply: inserted(lead + one.token),
    fit: fitName(word, one) - less,
  });
  const ofFunction = (one: Func, word: string): Completion & { fit: number } => ({
    label: one.name,
    detail: english ? one.label.en : one.label.zh,
    type: "function",
    apply: inserted(`${one.name}()`, one.parameters.length > 0 ? 1 : 0),
    fit: fitFunction(word, one),
  });
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const before = context.state.sliceDoc(0, context.pos);
    const { path, word, from } = typedAt(before);
    if (!word && path.length === 0 && !context.explicit) return null;
    const functions = await offers.client.fetchQuery(functionsQuery).then((body) => body.functions);
    const here = await named(offers, path);
    if (context.aborted) return null;
    const options = (here?.names ?? []).map((one) => ofName(one, word));
    if (path.length === 0) {
      const site = offers.site();
      const rows =
        rowsOf(callAt(before), functions) ??
        (site.leaf === "where" && site.of ? site.of.replace(/[「」]/g, "").split(".") : null);
      if (rows) {
        const found = await ofRows(offers, rows);
        const lead = `${found.path.map((part) => `「${part}」`).join(".")}.`;
        const plain = found.path.every((part) => /^[a-z_][a-z0-9_]*$/i.test(part));
        options.push(
          ...found.names.map((one) => ({
            ...ofName(one, word, plain ? `${found.path.join(".")}.` : lead, -0.5),
          })),
        );
      }
      options.push(...functions.map((one) => ofFunction(one, word)));
      if (callAt(before)?.name === "BALANCE")
        for (const one of here?.balances ?? [])
          for (const measure of one.measures)
            options.push({
              label: `${one.label}.${measure.label}`,
              detail: one.keys.join(", "),
              type: "balance",
              apply: inserted(`${one.name}.${measure.key}`),
              fit: word && !`${one.name}${one.label}${measure.label}`.includes(word) ? 0 : 9,
            });
    }
    const fitting = options.filter((one) => one.fit > 0).sort((a, b) => b.fit - a.fit);
    if (fitting.length === 0) return null;
    return {
      from,
      filter: false,
      options: fitting.slice(0, MOST).map(({ fit: _, ...one }) => one),
    };
  };
}
