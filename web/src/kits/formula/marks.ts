/** What the editor draws over the text: chips, functions, texts, and the stretch that is wrong. */
import { type Range, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";
import { type Judged, lexemes } from "@/model/formulas.ts";

export const judgedEffect = StateEffect.define<{ text: string; judged: Judged | null }>();

function drawn(text: string, judged: Judged | null): DecorationSet {
  const ranges: Range<Decoration>[] = [];
  const names = judged?.names ?? [];
  const named = (from: number, to: number) => names.some((one) => one.start < to && from < one.end);
  for (const one of lexemes(text)) {
    if (one.kind === "name" ? named(one.from, one.to) : named(one.from, one.to)) continue;
    ranges.push(Decoration.mark({ class: `fx-${one.kind}` }).range(one.from, one.to));
  }
  for (const one of names) {
    if (one.end > text.length || one.start >= one.end) continue;
    const mark = {
      class: `fx-chip fx-${one.kind}`,
      attributes: { title: `${one.label} · ${one.key}` },
    };
    ranges.push(Decoration.mark(mark).range(one.start, one.end));
  }
  for (const one of judged?.problems ?? []) {
    // What is wrong at the very end has no sign of its own to stand under.
    const to = Math.min(Math.max(one.end, one.start + 1), text.length);
    const from = Math.min(one.start, Math.max(to - 1, 0));
    if (from < to) ranges.push(Decoration.mark({ class: "fx-wrong" }).range(from, to));
  }
  return Decoration.set(ranges, true);
}

/** Marks of what the server said last; while somebody types they move along, and colours follow at once. */
export const marks = StateField.define<{ judged: Judged | null; set: DecorationSet }>({
  create: (state) => ({ judged: null, set: drawn(state.doc.toString(), null) }),
  update(before, step) {
    const text = step.state.doc.toString();
    for (const effect of step.effects)
      if (effect.is(judgedEffect) && effect.value.text === text)
        return { judged: effect.value.judged, set: drawn(text, effect.value.judged) };
    if (!step.docChanged) return before;
    const moved = before.judged && {
      ...before.judged,
      problems: [],
      names: before.judged.names.flatMap((one) => {
        const start = step.changes.mapPos(one.start, 1);
        const end = step.changes.mapPos(one.end, -1);
        const same = text.slice(start, end) === step.startState.sliceDoc(one.start, one.end);
        return same ? [{ ...one, start, end }] : [];
      }),
    };
    return { judged: moved, set: drawn(text, moved) };
  },
  provide: (field) => EditorView.decorations.from(field, (value) => value.set),
});
