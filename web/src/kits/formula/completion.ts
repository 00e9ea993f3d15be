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

/** The names behind a path as far as it leads: a path that is still being typed asks for nothing in vain. */
async function behind(
  offers: Offers,
  path: readonly string[],
): Promise<{ path: string[]; found: Names | null }> {
  const asked = (at: readonly string[]) =>
    offers.client.fetchQuery(namesQuery(offers.form, offers.site(), at)).catch(() => null);
  let found = await asked([]);
  for (const [at, part] of path.entries()) {
    const one = found?.names.find(({ key, label }) => [key, label.zh, label.en].includes(part));
    if (!one || one.kind === "value") return { path: path.slice(0, at), found };
    found = await asked(path.slice(0, at + 1));
  }
  return { path: [...path], found };
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
    const there = await behind(offers, path);
    const here = there.path.length === path.length ? there.found : null;
    if (context.aborted) return null;
    const options = (here?.names ?? []).map((one) => ofName(one, word));
    if (path.length === 0) {
      const site = offers.site();
      const rows =
        rowsOf(callAt(before), functions) ??
        (site.leaf === "where" && site.of ? site.of.replace(/[「」]/g, "").split(".") : null);
      if (rows) {
        const { path: lead, found } = await behind(offers, rows);
        const plain = lead.every((part) => /^[a-z_][a-z0-9_]*$/i.test(part));
        const written = lead.map((part) => (plain ? part : `「${part}」`)).join(".");
        if (lead.length > 0)
          for (const one of found?.names ?? [])
            options.push(ofName(one, word, `${written}.`, -0.5));
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
