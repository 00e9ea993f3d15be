import { useQuery } from "@tanstack/react-query";
import { automationsQuery } from "@/data/automations.ts";
import { useWhoWords } from "@/kits/design/useWhoWords.ts";
import { type Data, listOf, mapOf, type Path, spoken, textOf, wordsOf } from "@/model/design.ts";
import { whoOf } from "@/model/flow-design.ts";
import { formName, onOf, startOf, verbOf, WRITES } from "@/model/rule-design.ts";
import { useLanguage, useSay, type Word } from "@/words/t.ts";
import { useFields, useFormLabel, useRuleDesigning } from "./context.ts";
import { useFlows, useStages } from "./EventsPart.tsx";

/** What sets the rule off, in words: 「每周一 08:30，逐条 商机」. */
export function useTriggerWords(): string {
  const say = useSay();
  const { app, data } = useRuleDesigning();
  const flows = useFlows();
  const when = mapOf(data.when);
  const form = useFormLabel()(when.form);
  const fields = useFields(when.form);
  const labelOf = (key: string) => fields.find((one) => one.key === key)?.label ?? key;
  const on = onOf(data);
  if (on === "schedule") {
    const times = scheduleWords(say, mapOf(mapOf(when.on).schedule));
    return when.form ? say("rule-design.forEach", { times, form }) : times;
  }
  if (on === "due") {
    const own = mapOf(when.on);
    const field = labelOf(textOf(own.due)) || "…";
    const way = own.after === undefined ? "before" : "after";
    const span = spanWords(say, textOf(own[way]));
    return span
      ? say(`rule-design.due.${way}` as Word, { form, field, span })
      : say("rule-design.due.on", { form, field });
  }
  const own = mapOf(when.on);
  if (on === "stage") {
    const stages = fields.find((one) => one.key === textOf(own.stage));
    const options = (stages?.settings.options ?? []) as { key: string; label: string }[];
    const told = (["enters", "leaves"] as const).flatMap((way) => {
      const named = wordsOf(own[way]).map(
        (key) => options.find((one) => one.key === key)?.label ?? key,
      );
      return named.length > 0
        ? [say(`rule-design.on.${way}` as Word, { stages: named.join("、") })]
        : [];
    });
    const field = stages?.label ?? (textOf(own.stage) || "…");
    return join(say("rule-design.on.stage", { form: form || "…", field }), told.join("，"));
  }
  if (on === "flow") {
    const name = formName(app, own.flow);
    const flow = flows.find((one) => one.name === name)?.label ?? (textOf(own.flow) || "…");
    const events = wordsOf(own.event).map((one) => say(`rule-design.event.${one}` as Word));
    return say("rule-design.on.flow", { flow, events: events.join("、") || "…" });
  }
  if (!on) return Object.keys(mapOf(when.on)).join() || say("rule-design.noTrigger");
  const watched = listOf(when.watch).map((one) => labelOf(textOf(one)));
  const words = say(`rule-design.on.${on}` as Word, { form: form || "…" });
  return watched.length > 0 ? `${words}（${watched.join("、")}）` : words;
}

type Say = ReturnType<typeof useSay>;

function spanWords(say: Say, text: string): string {
  const found = /^(\d+)\s*(d|day|days|h|hour|hours)$/.exec(text.trim());
  if (!found) return text;
  return say(found[2]?.startsWith("d") ? "rule-design.days" : "rule-design.hours", {
    n: found[1] ?? "",
  });
}

function scheduleWords(say: Say, given: Data): string {
  if (given.cron !== undefined) return `cron ${textOf(given.cron)}`;
  const raw = given.at;
  const at = (Array.isArray(raw) ? raw.map(textOf) : [textOf(raw) || "00:00"]).join("、");
  const every = textOf(given.every);
  const days = (Array.isArray(given.days) ? given.days : [given.days]).map(textOf);
  if (every === "week") {
    const named = days.map((one) => say(`rule-design.weekday.${one}` as Word)).join("、");
    return say("rule-design.every.weekOn", { days: named, at });
  }
  if (every === "month") {
    const named = days.map((one) => (one === "last" ? say("rule-design.lastDay") : one)).join("、");
    return say("rule-design.every.monthOn", { days: named, at });
  }
  return say(every === "workday" ? "rule-design.every.workdayAt" : "rule-design.every.dayAt", {
    at,
  });
}

export interface Summary {
  what: string;
  /** A condition, and where it stands. */
  test: string;
  at: Path;
}

/** A step in one line, and the condition that it hangs on. */
export function useSummary(step: Data, path: Path): Summary {
  const say = useSay();
  const language = useLanguage();
  const { organisation } = useRuleDesigning();
  const labelOf = useFormLabel();
  const who = useWhoWords(organisation);
  const verb = verbOf(step);
  const body = mapOf(verb ? step[verb] : undefined);
  const fields = useFields(verb && WRITES.includes(verb) ? body.form : undefined);
  const named = (set: Data, known: readonly { key: string; label: string }[]) => {
    const keys = Object.keys(set);
    const words = keys.slice(0, 3).map((key) => known.find((one) => one.key === key)?.label ?? key);
    return keys.length > 3
      ? say("rule-design.andMore", { fields: words.join("、"), n: keys.length })
      : words.join("、");
  };
  const { app, data } = useRuleDesigning();
  const own = useFields(mapOf(data.when).form);
  const flows = useFlows();
  const rules = useQuery({ ...automationsQuery, enabled: verb === "run" }).data ?? [];
  const stages = useStages(
    verb === "advance" ? textOf(body.form) || startOf(data) : undefined,
    textOf(body.stage),
  );
  const none = { test: "", at: [] };
  switch (verb) {
    case "create":
    case "upsert":
      return { what: join(labelOf(body.form), named(mapOf(body.set), fields)), ...none };
    case "update":
      return {
        what: join(labelOf(body.form), named(mapOf(body.set), fields)),
        test: textOf(body.where),
        at: [...path, verb, "where"],
      };
    case "delete":
      return {
        what: labelOf(body.form),
        test: textOf(body.where),
        at: [...path, verb, "where"],
      };
    case "set":
      return { what: named(body, own), ...none };
    case "each": {
      const of = own.find((one) => one.key === textOf(body.of))?.label ?? textOf(body.of);
      return { what: of, ...none };
    }
    case "notify": {
      const to = (Array.isArray(body.to) ? body.to : [body.to ?? ""]).map((one) => {
        const whom = whoOf(one);
        const field = whom.kind === "value" && own.find((each) => each.key === whom.of);
        return field ? field.label : who(whom);
      });
      return { what: join(to.join("、"), spoken(body.title, language)), ...none };
    }
    case "start": {
      const name = formName(app, body.flow);
      const flow = flows.find((one) => one.name === name)?.label ?? textOf(body.flow);
      return { what: flow, test: textOf(body.where), at: [...path, verb, "where"] };
    }
    case "advance": {
      const to = stages.options.find((one) => one.value === body.to)?.label ?? textOf(body.to);
      return {
        what: join(textOf(body.form) ? labelOf(body.form) : "", to),
        test: textOf(body.where),
        at: [...path, verb, "where"],
      };
    }
    case "run": {
      const name = formName(app, body.rule);
      const callee = rules.find((one) => one.name === name)?.label ?? textOf(body.rule);
      return { what: callee, test: textOf(body.where), at: [...path, verb, "where"] };
    }
    case "call":
      return {
        what: `${textOf(body.method) || "POST"} ${textOf(body.url) || "…"}`,
        test: textOf(body.if),
        at: [...path, verb, "if"],
      };
    case "robot":
      return {
        what: join(
          say(`rule-design.robot.${textOf(body.kind) || "wecom"}` as Word),
          spoken(body.title, language),
        ),
        test: textOf(body.if),
        at: [...path, verb, "if"],
      };
    case "wait":
      return {
        what: spanWords(say, textOf(body.for)),
        test: textOf(body.until),
        at: [...path, verb, "until"],
      };
    case "stop":
      return { what: spoken(body.say, language), ...none };
    default:
      return { what: "", ...none };
  }
}

const join = (...parts: string[]) => parts.filter(Boolean).join(" · ");
