/** Records of paper: asked for, computed, written, as the server does with the two formulas of the sample. */
import type { Ask, FieldView, Row, Value, Values, Where } from "../src/model/api.ts";
import { sum } from "../src/model/decimal.ts";
import { FORMS, ME, type MockRecord, RECORDS, shiftCents } from "./data.ts";
import { Refusal } from "./refusal.ts";

export const HISTORY = new Map<string, object[]>();
export const now = () => new Date().toISOString();
export const newId = () => crypto.randomUUID();

export const formOf = (name: string) => {
  const form = FORMS.find((one) => one.form === name);
  if (!form) throw new Refusal(404, { code: "form.missing", message: `没有表单 ${name}` });
  return form;
};
export const recordsOf = (form: string): MockRecord[] => RECORDS.get(form) ?? [];

function valueAt(form: string, record: MockRecord, path: string): Value {
  if (path === "id") return record.id;
  const [head = "", tail] = path.split(".");
  const value = record.values[head] ?? null;
  if (!tail)
    return Array.isArray(value) && formOf(form).fields.find((f) => f.key === head)?.kind === "lines"
      ? String(value.length)
      : value;
  const to = formOf(form).fields.find((f) => f.key === head)?.settings.to ?? "";
  const id = value && typeof value === "object" && !Array.isArray(value) ? value.id : null;
  const far = recordsOf(to).find((one) => one.id === id);
  return far ? valueAt(to, far, tail) : null;
}

const plain = (value: Value): string => {
  if (value && typeof value === "object" && !Array.isArray(value)) return String(value.id ?? "");
  return Array.isArray(value) ? value.map(plain).join(",") : String(value ?? "");
};
export const shown = (value: Value): string =>
  value && typeof value === "object" && !Array.isArray(value)
    ? String(value.title ?? "")
    : String(value ?? "");
const isNumber = (text: string) => /^-?\d+(\.\d+)?$/.test(text);
const order = (a: string, b: string) =>
  isNumber(a) && isNumber(b) ? Number(a) - Number(b) : a.localeCompare(b, "zh");

function meets(form: string, record: MockRecord, where: Where | undefined): boolean {
  if (!where) return true;
  if ("all" in where) return where.all.every((one) => meets(form, record, one));
  if ("any" in where)
    return where.any.length === 0 || where.any.some((one) => meets(form, record, one));
  if ("not" in where) return !meets(form, record, where.not);
  if ("formula" in where) return true;
  const raw = valueAt(form, record, where.field);
  const [value, wanted] = [plain(raw), plain(where.value ?? null)];
  const list = Array.isArray(where.value) ? where.value.map(plain) : [wanted];
  const tests: Record<string, () => boolean> = {
    is: () => value === wanted,
    is_not: () => value !== wanted,
    in: () => list.includes(value),
    not_in: () => !list.includes(value),
    any_of: () => list.some((one) => value.split(",").includes(one)),
    contains: () => `${value} ${shown(raw)}`.includes(wanted),
    starts_with: () => value.startsWith(wanted),
    lt: () => order(value, wanted) < 0,
    le: () => order(value, wanted) <= 0,
    gt: () => order(value, wanted) > 0,
    ge: () => order(value, wanted) >= 0,
    empty: () => value === "",
    not_empty: () => value !== "",
    between: () => order(value, list[0] ?? "") >= 0 && order(value, list[1] ?? "") <= 0,
    is_me: () => value === ME.member.id,
    not_me: () => value !== ME.member.id,
  };
  return tests[where.op]?.() ?? true;
}

export function found(form: string, ask: Pick<Ask, "where" | "search" | "bin">): MockRecord[] {
  return recordsOf(form).filter(
    (record) =>
      Boolean(record.deleted) === Boolean(ask.bin) &&
      meets(form, record, ask.where) &&
      (!ask.search ||
        Object.values(record.values).some((value) => shown(value).includes(ask.search ?? ""))),
  );
}

function totalOf(form: string, rows: MockRecord[], path: string, fn: string): string {
  const texts = rows.map((row) => plain(valueAt(form, row, path))).filter(isNumber);
  if (fn === "count_empty") return String(rows.length - texts.length);
  if (fn === "count_distinct") return String(new Set(texts).size);
  if (texts.length === 0) return "0";
  if (fn === "min" || fn === "max") return texts.toSorted(order).at(fn === "min" ? 0 : -1) ?? "0";
  const total = sum(texts);
  return fn === "avg" ? shiftCents(total, texts.length) : total;
}

export function query(form: string, ask: Ask) {
  const rows = found(form, ask);
  for (const key of (ask.sort ?? []).toReversed()) {
    const [path, sign] = key.startsWith("-") ? [key.slice(1), -1] : [key, 1];
    rows.sort((a, b) => sign * order(shown(valueAt(form, a, path)), shown(valueAt(form, b, path))));
  }
  const from = Number(ask.after ?? 0);
  const limit = ask.limit ?? 50;
  const page = rows.slice(from, from + limit);
  return {
    rows: page.map(
      (record): Row => [
        record.id,
        record.version,
        ...ask.columns.map((path) => valueAt(form, record, path)),
      ],
    ),
    next: from + limit < rows.length ? String(from + limit) : null,
    count: ask.count
      ? { n: Math.min(rows.length, 1000), more: rows.length > 1000, about: rows.length }
      : null,
    totals: ask.totals?.map(({ path, fn }) => totalOf(form, rows, path, fn)) ?? null,
  };
}

export function groups(form: string, body: Record<string, unknown>) {
  const by = String(Array.isArray(body.by) ? body.by[0] : body.by);
  const field = formOf(form).fields.find((one) => one.key === by);
  const piles = new Map<string, MockRecord[]>();
  for (const record of found(form, body as unknown as Ask)) {
    const key = plain(valueAt(form, record, by));
    piles.set(key, [...(piles.get(key) ?? []), record]);
  }
  const label = (key: string, records: MockRecord[]) =>
    field?.settings.options?.find((one) => one.key === key)?.label ??
    ME.people.find((one) => one.id === key)?.name ??
    shown(valueAt(form, records[0]!, by));
  return {
    groups: [...piles].map(([key, records]) => ({
      key: [key || null],
      label: [key ? label(key, records) : ""],
      count: records.length,
      totals: ((body.totals as { path: string; fn: string }[]) ?? []).map(({ path, fn }) =>
        totalOf(form, records, path, fn),
      ),
    })),
    more: false,
  };
}

export function asRecord(form: string, record: MockRecord) {
  const { fields, title } = formOf(form);
  const editable = fields.filter((field) => field.editable).map((field) => field.key);
  const gone = Boolean(record.deleted);
  return {
    id: record.id,
    version: record.version,
    title: shown(record.values[title] ?? null),
    values: record.values,
    abilities: { update: !gone, delete: !gone, restore: gone, editable },
    deleted_at: record.deleted ?? null,
  };
}

const cents = (text: string) => BigInt(Math.round(Number(text) * 10000));
const times = (a: string, b: string) => {
  const whole = ((cents(a) * cents(b)) / 1000000n).toString().padStart(3, "0");
  return `${whole.slice(0, -2)}.${whole.slice(-2)}`;
};

/** A few rules of a business, so that previews have something to say. */
export function compute(form: string, set: Values, base: Values) {
  const all = { ...base, ...set };
  const lines = Array.isArray(all.lines) ? (all.lines as Values[]) : [];
  const old = new Map(
    (Array.isArray(base.lines) ? (base.lines as Values[]) : []).map((row) => [row.id, row]),
  );
  const values: Values = {};
  const problems: object[] = [];
  const rows = lines.map((row, at) => {
    const whole: Values = { ...old.get(row.id), ...row };
    const product = recordsOf("erp.product").find((one) => one.id === plain(whole.product ?? null));
    const price = whole.price ?? product?.values.price ?? null;
    if (!whole.product)
      problems.push({
        code: "field.required",
        place: `lines[${at}].product`,
        message: "必填",
        hint: "",
      });
    if (whole.qty && Number(whole.qty) <= 0)
      problems.push({
        code: "check",
        place: `lines[${at}].qty`,
        message: "数量必须大于 0",
        hint: "",
      });
    const total = price && whole.qty ? times(String(price), String(whole.qty)) : null;
    return { ...whole, id: row.id ?? newId(), price, unit: product?.values.unit ?? null, total };
  });
  if (lines.length || form.endsWith("opportunity"))
    values.total = sum(rows.map((row) => String(row.total ?? "0")));
  for (const field of formOf(form).fields) {
    if (field.required && !all[field.key] && !field.has_default)
      problems.push({ code: "field.required", place: field.key, message: "必填", hint: "" });
    if (field.has_default && !(field.key in all))
      values[field.key] =
        field.key === "owner" ? ME.member.id : field.kind === "date" ? now().slice(0, 10) : null;
  }
  if (all.amount && Number(all.amount) < 0)
    problems.push({
      code: "check",
      place: "amount",
      message: "金额不能为负",
      hint: "请填写大于 0 的金额",
    });
  const share: Record<string, string> = {
    requirement: "0.1",
    solution: "0.25",
    quotation: "0.5",
    negotiation: "0.75",
    won: "1",
    lost: "0",
  };
  if (all.stage) values.probability = share[String(all.stage)] ?? "0";
  if (all.amount && all.stage)
    values.weighted = times(String(all.amount), String(values.probability));
  return {
    values,
    lines: { lines: rows.map(({ id, unit, total, price }) => ({ id, unit, total, price })) },
    rows,
    problems,
  };
}

export function withTitles(form: string, set: Values): Values {
  const fix = (field: FieldView | undefined, value: Value): Value => {
    if (field?.kind === "link" && typeof value === "string") {
      const far = recordsOf(field.settings.to ?? "").find((one) => one.id === value);
      return far ? { id: far.id, title: asRecord(field.settings.to ?? "", far).title } : null;
    }
    if (field?.kind === "lines" && Array.isArray(value)) {
      return value.map((row) =>
        Object.fromEntries(
          Object.entries(row as Values).map(([key, cell]) => [
            key,
            fix(
              field.fields?.find((one) => one.key === key),
              cell,
            ),
          ]),
        ),
      );
    }
    return value;
  };
  return Object.fromEntries(
    Object.entries(set).map(([key, value]) => [
      key,
      fix(
        formOf(form).fields.find((one) => one.key === key),
        value,
      ),
    ]),
  );
}

function write(form: string, record: MockRecord, set: Values, act: string) {
  const fields = formOf(form).fields;
  const before = { ...record.values };
  const titled = withTitles(form, set);
  const { values, rows } = compute(form, titled, record.values);
  Object.assign(
    record.values,
    titled,
    values,
    rows.length ? { lines: withTitles(form, { lines: rows }).lines } : {},
    { updated_at: now(), updated_by: ME.member.id },
  );
  record.version++;
  const changes = Object.keys(set)
    .filter((key) => fields.find((one) => one.key === key)?.kind !== "lines")
    .map((key) => ({
      field: key,
      label: fields.find((one) => one.key === key)?.label ?? key,
      before: before[key] ?? null,
      after: record.values[key] ?? null,
    }));
  HISTORY.set(record.id, [
    { at: now(), by: ME.member.id, act, changes },
    ...(HISTORY.get(record.id) ?? []),
  ]);
}

export function patch(form: string, body: Record<string, unknown>) {
  const failed: { id: string; problems: object[] }[] = [];
  const saved: object[] = [];
  for (const { id, set, version } of body.records as {
    id: string;
    set: Values;
    version?: number;
  }[]) {
    const record = recordsOf(form).find((one) => one.id === id);
    if (!record) throw new Refusal(404, { code: "record.missing", message: "没有这条数据" });
    if (version !== undefined && version !== record.version) {
      throw new Refusal(409, {
        code: "record.stale",
        message: "已被他人修改",
        stale: { theirs: asRecord(form, record), changed: Object.keys(set), by: "王琳", at: now() },
      });
    }
    const { problems } = compute(form, set, record.values);
    if (problems.length) failed.push({ id, problems });
    else {
      write(form, record, set, "update");
      saved.push(asRecord(form, record));
    }
  }
  if (failed.length && !body.each) {
    throw new Refusal(422, {
      code: "record.invalid",
      message: `有 ${failed[0]?.problems.length} 处需要改正`,
      problems: failed[0]?.problems,
    });
  }
  return { saved, failed };
}

export function create(form: string, body: Record<string, unknown>) {
  const saved = (body.records as { id?: string; set: Values }[]).map(({ id, set }) => {
    const { problems } = compute(form, set, {});
    if (problems.length)
      throw new Refusal(422, {
        code: "record.invalid",
        message: `有 ${problems.length} 处需要改正`,
        problems,
      });
    const record: MockRecord = {
      id: id ?? newId(),
      version: 0,
      values: { created_at: now(), created_by: ME.member.id, owner: ME.member.id },
    };
    recordsOf(form).unshift(record);
    write(form, record, set, "create");
    return asRecord(form, record);
  });
  return { saved };
}

export function pick(form: string, body: Record<string, unknown>) {
  const [head = "", tail] = String(body.field).split(".");
  const own = formOf(form).fields.find((one) => one.key === head);
  const field = tail ? own?.fields?.find((one) => one.key === tail) : own;
  const to = field?.settings.to ?? "";
  const facts = formOf(to)
    .fields.filter(
      (one) =>
        ["choice", "phone", "money", "text"].includes(one.kind) && one.key !== formOf(to).title,
    )
    .slice(0, 2);
  const options = found(to, body.search ? { search: String(body.search) } : {}).slice(0, 30);
  return {
    options: options.map((record) => ({
      id: record.id,
      title: asRecord(to, record).title,
      facts: facts
        .map(
          (one) =>
            one.settings.options?.find((o) => o.key === record.values[one.key])?.label ??
            shown(record.values[one.key] ?? null),
        )
        .filter(Boolean),
    })),
    may_create: true,
  };
}
