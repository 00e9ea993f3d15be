/** The only place that speaks HTTP. */
import type { Problem, Stale } from "@/model/api.ts";

interface FaultBody {
  code?: string;
  message?: string;
  hint?: string;
  because?: (string | { message?: string })[];
  problems?: Problem[];
  stale?: Stale;
}

/** What the server refuses, with its reasons; status 0 when it cannot be reached. */
export class Fault extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string;
  readonly because: string[];
  readonly problems: Problem[];
  readonly stale: Stale | null;

  constructor(status: number, body: FaultBody) {
    super(body.message ?? body.code ?? `HTTP ${status}`);
    this.name = "Fault";
    this.status = status;
    this.code = body.code ?? "";
    this.hint = body.hint ?? "";
    this.because = (body.because ?? []).map((why) =>
      typeof why === "string" ? why : (why.message ?? ""),
    );
    this.problems = body.problems ?? [];
    this.stale = body.stale ?? null;
  }
}

export const isFault = (error: unknown): error is Fault => error instanceof Fault;

type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

// Somebody who is signing in has no session that could be over.
const AT_THE_DOOR = ["auth.wrong", "auth.wrong_code", "auth.challenge_over"];
// Something comes before all else: the session says what when asked again.
const FIRST_THINGS = ["auth.must_change", "auth.must_add_second_step"];

const signedOutListeners = new Set<() => void>();

/** Told when the server says that the session is over. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

async function send(
  method: Method,
  path: string,
  body: unknown,
  signal?: AbortSignal,
  more: Record<string, string> = {},
): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json", ...more };
  headers["Accept-Language"] = document.documentElement.lang;
  if (method !== "GET") headers["X-Tombolo"] = "1";
  const isForm = body instanceof FormData;
  if (body !== undefined && !isForm) headers["Content-Type"] = "application/json";
  const init: RequestInit = { method, headers, credentials: "same-origin" };
  if (signal) init.signal = signal;
  if (body !== undefined) init.body = isForm ? body : JSON.stringify(body);
  let answer: Response;
  try {
    answer = await fetch(path, init);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Fault(0, { code: "net.unreachable", message: "" });
  }
  if (!answer.ok) throw await faultOf(answer);
  return answer;
}

async function faultOf(answer: Response): Promise<Fault> {
  const body = (await answer.json().catch(() => ({}))) as FaultBody;
  const fault = new Fault(answer.status, body);
  if (answer.status === 401 ? !AT_THE_DOOR.includes(fault.code) : FIRST_THINGS.includes(fault.code))
    for (const listener of signedOutListeners) listener();
  return fault;
}

async function call<T>(
  method: Method,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
  more?: Record<string, string>,
): Promise<T> {
  const answer = await send(method, path, body, signal, more);
  const text = await answer.text();
  return (text ? JSON.parse(text) : null) as T;
}

export const api = {
  get: <T>(path: string, signal?: AbortSignal) => call<T>("GET", path, undefined, signal),
  post: <T>(path: string, body: unknown = {}, signal?: AbortSignal) =>
    call<T>("POST", path, body, signal),
  /** A POST that is carried out once, however often it is sent with this key. */
  once: <T>(path: string, body: unknown, key: string) =>
    call<T>("POST", path, body, undefined, { "Idempotency-Key": key }),
  patch: <T>(path: string, body: unknown) => call<T>("PATCH", path, body),
  put: <T>(path: string, body: unknown) => call<T>("PUT", path, body),
  delete: <T>(path: string) => call<T>("DELETE", path),
  /** A POST whose answer is a file. */
  download: async (path: string, body: unknown) => {
    const answer = await send("POST", path, body);
    const name = /filename\*?=(?:UTF-8'')?"?([^";]+)/i.exec(
      answer.headers.get("Content-Disposition") ?? "",
    )?.[1];
    return { blob: await answer.blob(), name: name ? decodeURIComponent(name) : null };
  },
};
