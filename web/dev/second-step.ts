/** The second step of signing in, on paper: 123456 is right, 000000 was tried too often, all else is wrong. */
import type { Demand } from "../src/model/second-step.ts";
import { ME } from "./data.ts";

type Body = Record<string, unknown>;
/** Refuses with a status and a body; never returns. */
type Refuse = (status: number, body: object) => never;

const SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const state = { on: false, since: null as string | null, codes: [] as string[] };

export const isOn = () => state.on;

const part = () => Math.random().toString(36).slice(2, 7).padEnd(5, "7");
const freshCodes = () => {
  state.codes = Array.from({ length: 10 }, () => `${part()}-${part()}`);
  return { codes: [...state.codes] };
};
const plain = (code: unknown) =>
  String(code ?? "")
    .toLowerCase()
    .replace(/[\s-]/g, "");

function isCode(code: unknown): boolean {
  const at = state.codes.findIndex((one) => plain(one) === plain(code));
  if (at >= 0) state.codes.splice(at, 1);
  return at >= 0 || plain(code) === "123456";
}

/** The answer to the challenge at the door. */
export function passes(body: Body, refuse: Refuse) {
  if (plain(body.code) === "999999")
    refuse(401, { code: "auth.challenge_over", message: "时间太久了，请重新输入密码" });
  if (plain(body.code) === "000000")
    refuse(429, { code: "auth.code_later", message: "试的次数太多，请 30 秒后再试" });
  if (!isCode(body.code))
    refuse(401, { code: "auth.wrong_code", message: "验证码不对，或已经用过" });
}

const problems = (refuse: Refuse, body: Body, asked: readonly string[]) => {
  const found = [
    ...(asked.includes("password") && body.password !== "tombolo"
      ? [{ code: "auth.wrong_password", place: "password", message: "密码不对" }]
      : []),
    ...(asked.includes("code") && !isCode(body.code)
      ? [{ code: "auth.wrong_code", place: "code", message: "验证码不对，或已经用过" }]
      : []),
  ];
  if (found.length)
    refuse(422, { code: "auth.refused", message: "有需要改正的地方", problems: found });
};

export function secondStep(
  method: string,
  what: string,
  body: Body,
  demand: Demand,
  refuse: Refuse,
): unknown {
  const demanded = demand === "everybody" || (demand === "administrators" && ME.member.is_admin);
  if (method === "GET")
    return { on: state.on, since: state.since, codes_left: state.codes.length, demanded };
  if (!what) {
    problems(refuse, body, state.on ? ["password", "code"] : ["password"]);
    const label = encodeURIComponent(`连岛:${ME.member.login}`);
    return { secret: SECRET, uri: `otpauth://totp/${label}?secret=${SECRET}&issuer=Tombolo` };
  }
  if (what === "confirm") {
    problems(refuse, body, ["code"]);
    Object.assign(state, { on: true, since: new Date().toISOString() });
    Object.assign(ME.member, { second_step: true, must_add_second_step: false });
    return freshCodes();
  }
  problems(refuse, body, ["password", "code"]);
  if (what === "codes") return freshCodes();
  if (demanded) refuse(403, { code: "auth.demanded", message: "企业要求使用两步验证" });
  Object.assign(state, { on: false, since: null, codes: [] });
  ME.member.second_step = false;
  return { on: false };
}
