/** A server of paper: answers /api as docs/api.md writes it, in memory, for looking at pages. Never bundled. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin } from "vite";
import type { Ask, Values } from "../src/model/api.ts";
import { FORMS, ME, RECORDS } from "./data.ts";
import { demand, organisation } from "./people.ts";
import {
  asRecord,
  compute,
  create,
  formOf,
  found,
  groups,
  HISTORY,
  newId,
  now,
  patch,
  pick,
  query,
  recordsOf,
  shown,
  withTitles,
} from "./records.ts";
import { Refusal } from "./refusal.ts";
import { isOn, passes, secondStep } from "./second-step.ts";
import { job, SHEET } from "./sheets.ts";

interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
}
let signedIn = true;
const COMMENTS = new Map<
  string,
  { id: string; at: string; by: string; text: string; mentions: string[] }[]
>();
function inForm({ method, body, query: asked }: Call, form: string, rest: string[]): unknown {
  const [what, id, part] = rest;
  if (!what) return formOf(form);
  if (what === "query") return query(form, body as unknown as Ask);
  if (what === "groups") return groups(form, body);
  if (what === "pick") return pick(form, body);
  if (what === "preview") {
    const base = recordsOf(form).find((one) => one.id === body.id)?.values ?? {};
    const { values, lines, problems } = compute(form, withTitles(form, body.set as Values), base);
    return { values, lines, problems };
  }
  if (what === "delete" || what === "restore" || what === "purge") {
    const ids = body.ids as string[];
    for (const one of recordsOf(form)) {
      if (!ids.includes(one.id)) continue;
      if (what === "delete") one.deleted = now();
      else delete one.deleted;
    }
    if (what === "purge")
      RECORDS.set(
        form,
        recordsOf(form).filter((one) => !ids.includes(one.id)),
      );
    return { deleted: ids.length };
  }
  if (what === "import") return { job: `job-${newId()}` };
  if (what === "views") {
    const view = { ...(body as object), id: id ?? newId(), key: `v${Date.now()}`, mine: true };
    const views = formOf(form).views as { id: string }[];
    if (method === "POST") views.push(view);
    else
      views.splice(
        views.findIndex((one) => one.id === id),
        1,
        ...(method === "PUT" ? [view] : []),
      );
    return view;
  }
  if (what === "records" && !id) return method === "POST" ? create(form, body) : patch(form, body);
  const record = recordsOf(form).find((one) => one.id === id);
  if (!record)
    throw new Refusal(404, { code: "record.missing", message: "没有这条数据，或您无权查看" });
  if (part === "comments") {
    const list = COMMENTS.get(record.id) ?? [];
    if (method === "POST")
      COMMENTS.set(record.id, [
        ...list,
        { id: newId(), at: now(), by: ME.member.id, text: String(body.text), mentions: [] },
      ]);
    return { comments: COMMENTS.get(record.id) ?? [] };
  }
  if (part === "history") {
    const made = {
      at: record.values.created_at,
      by: record.values.created_by,
      act: "create",
      changes: [],
    };
    return { entries: [...(HISTORY.get(record.id) ?? []), made], next: null };
  }
  return asked.has("none") ? null : asRecord(form, record);
}

function hits(q: string, limit: number) {
  return FORMS.flatMap((form) =>
    found(form.form, { search: q })
      .slice(0, 8)
      .map((record) => ({
        form: form.form,
        form_label: form.label,
        app: form.app,
        id: record.id,
        title: asRecord(form.form, record).title,
        snippet:
          Object.values(record.values)
            .map(shown)
            .find((text) => text.includes(q)) ?? "",
        field: form.title,
      })),
  ).slice(0, limit);
}

function home() {
  const opportunity = {
    columns: ["name", "customer", "amount", "stage"],
    where: { field: "owner", op: "is_me" as const },
    limit: 6,
  };
  const customers = { columns: ["name", "level", "industry"], limit: 6 };
  return {
    recent: ["crm.customer", "crm.opportunity", "erp.product"].flatMap((form) =>
      recordsOf(form)
        .slice(3, 6)
        .map((record) => ({
          form,
          form_label: formOf(form).label,
          id: record.id,
          title: asRecord(form, record).title,
          at: record.values.updated_at,
        })),
    ),
    cards: [
      {
        key: "mine",
        label: "我的商机",
        form: "crm.opportunity",
        count: found("crm.opportunity", opportunity).length,
        ask: opportunity,
        rows: query("crm.opportunity", opportunity).rows,
        columns: opportunity.columns,
      },
      {
        key: "customers",
        label: "最近的客户",
        form: "crm.customer",
        count: 1300,
        ask: customers,
        rows: query("crm.customer", customers).rows,
        columns: customers.columns,
      },
    ],
  };
}

function answer(call: Call): unknown {
  const { method, path, query: asked, body } = call;
  const [, , room = "", name = "", ...rest] = path.split("/");
  const refuse = (status: number, why: object): never => {
    throw new Refusal(status, why);
  };
  if (room === "session") {
    if (name === "second-step") passes(body, refuse);
    else if (method === "POST" && body.password !== "tombolo")
      throw new Refusal(401, { code: "auth.wrong", message: "账号或密码不对" });
    else if (method === "POST" && isOn())
      return { second_step: { challenge: newId(), seconds: 300 } };
    if (method === "POST") signedIn = true;
    // Whoever signs in as "first" is asked for a second step before anything else.
    if (body.login === "first") ME.member.must_add_second_step = true;
    if (method === "DELETE") signedIn = false;
    if (method === "PATCH" && body.language) ME.member.language = body.language as "zh" | "en";
  }
  if (!signedIn) throw new Refusal(401, { code: "auth.signed_out", message: "请登录" });
  if (room === "session") return method === "DELETE" ? null : ME;
  if (room === "second-step") return secondStep(method, name, body, demand(), refuse);
  if (ME.member.must_add_second_step)
    refuse(403, { code: "auth.must_add_second_step", message: "请先设置两步验证" });
  if (room === "search")
    return { hits: hits(asked.get("q") ?? "", Number(asked.get("limit") ?? 20)) };
  if (room === "home") return home();
  if (room === "sheets") return SHEET;
  if (room === "files")
    return { id: newId(), name: "合同.pdf", size: 182044, type: "application/pdf", thumb: false };
  if (room === "jobs") return job(name);
  if (room === "apps") return { plan: {}, job: `job-${newId()}`, form: "crm.customer" };
  if (room === "forms") return inForm(call, name, rest);
  if (room === "holidays")
    return method === "GET"
      ? { days: [1, 2, 3, 4, 5, 6, 7].map((n) => ({ day: `${name}-10-0${n}`, works: false })) }
      : { computed: 12 };
  if (["organisation", "members", "departments"].includes(room))
    return organisation(method, [room, name, ...rest], body, refuse);
  throw new Refusal(404, { code: "path.missing", message: path });
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString();
  return request.headers["content-type"]?.includes("json") && text ? JSON.parse(text) : {};
}

async function serve(request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? "/", "http://mock");
  if (url.pathname === "/api/live") {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.write(": here\n\n");
    return;
  }
  const body = await readBody(request);
  await new Promise((done) => setTimeout(done, 60));
  try {
    const data = answer({
      method: request.method ?? "GET",
      path: url.pathname,
      query: url.searchParams,
      body,
    });
    response
      .writeHead(200, { "Content-Type": "application/json" })
      .end(JSON.stringify(data ?? null));
  } catch (error) {
    const refusal =
      error instanceof Refusal
        ? error
        : new Refusal(500, { code: "broken", message: String(error) });
    response
      .writeHead(refusal.status, { "Content-Type": "application/json" })
      .end(JSON.stringify(refusal.body));
  }
}

export function mock(): Plugin {
  return {
    name: "mock-api",
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (request.url?.startsWith("/api/")) void serve(request, response);
        else next();
      });
    },
  };
}
