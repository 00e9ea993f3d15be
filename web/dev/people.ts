/** The organisation of the paper company, as docs/api.md "Organisation" writes it. */
import type { Organisation, OrgDepartment, OrgMember } from "../src/model/people.ts";
import { ME } from "./data.ts";

type Body = Record<string, unknown>;
/** Refuses with a status and a body; never returns. */
type Refuse = (status: number, body: object) => never;

const FAMILY = "王赵陈刘孙周李张杨黄吴徐马朱胡郭何高林罗";
const GIVEN = ["琳", "磊", "思远", "洋", "悦", "航", "晓梅", "建国", "雨桐", "子涵"];
const LOGINS = ["wanglin", "zhaolei", "chensy", "liuyang", "sunyue", "zhouhang"];
const PLACES = ["d1", "d1", "d1", "d2", "d2", "d2", "d3", "d4", "d5"];
const ROLES = [["sales"], ["sales", "manager"], ["service"], ["finance"], ["buyer", "keeper"], []];

const department = (
  id: string,
  name: string,
  parent: string | null,
  position = 0,
  head: string | null = null,
): OrgDepartment => ({ id, name, parent, head, position });

const made = Array.from({ length: 26 }, (_, at): OrgMember => {
  const own = ME.people[at];
  const name =
    own?.name ?? `${FAMILY[(at * 7) % FAMILY.length]}${GIVEN[(at * 3 + 1) % GIVEN.length]}`;
  const place = at === 25 ? null : (PLACES[at % PLACES.length] ?? null);
  return {
    id: own?.id ?? `m${at}`,
    name: at === 20 ? "Alexandra Konstantinopoulos-Featherstonehaugh" : name,
    login: LOGINS[at] ?? `staff${at}`,
    email: at % 4 === 3 ? null : `${LOGINS[at] ?? `staff${at}`}@haizhou.example`,
    active: at % 9 !== 8,
    is_admin: at === 0 || at === 7,
    department: place,
    departments: place ? (at % 8 === 1 && place !== "d5" ? ["d5", place] : [place]) : [],
    roles: ROLES[at % ROLES.length] ?? [],
    language: "zh",
    second_step: at % 3 === 1,
  };
});

const HOUSE: Organisation = {
  second_step: "free",
  members: made,
  departments: [
    department("d0", "总部", null, 0, ME.member.id),
    department("d1", "销售部", "d0", 0, ME.people[1]?.id ?? null),
    department("d5", "华东大区", "d1", 0),
    department("d6", "华南与西南大区及港澳台业务拓展中心", "d1", 1),
    department("d2", "服务部", "d0", 1, ME.people[3]?.id ?? null),
    department("d3", "财务部", "d0", 2),
    department("d4", "采购与仓储", "d0", 3),
  ],
  roles: [
    { key: "sales", label: "销售" },
    { key: "manager", label: "销售经理" },
    { key: "service", label: "服务工程师" },
    { key: "finance", label: "财务" },
    { key: "buyer", label: "采购" },
    { key: "keeper", label: "仓管" },
  ],
};

const oneTime = () => `Ts-${Math.random().toString(36).slice(2, 12)}`;

function members(method: string, id: string, part: string, body: Body, refuse: Refuse) {
  if (!id) {
    if (HOUSE.members.some((one) => one.login === body.login)) {
      const problem = { code: "auth.login_taken", place: "login", message: "账号已被使用" };
      refuse(422, { code: "auth.login_taken", message: "有 1 处需要改正", problems: [problem] });
    }
    const blank = {
      language: "zh",
      second_step: false,
      email: null,
      department: null,
      departments: [],
      roles: [],
      is_admin: false,
    };
    const member = { ...blank, ...body, id: crypto.randomUUID(), active: true };
    HOUSE.members.push(member as unknown as OrgMember);
    return { member, password: oneTime() };
  }
  const member = HOUSE.members.find((one) => one.id === id);
  if (!member) return refuse(404, { code: "auth.no_member", message: "没有这个成员" });
  if (part === "password") return { password: oneTime() };
  if (part === "second-step") {
    member.second_step = false;
    return { member };
  }
  const last = HOUSE.members.filter((one) => one.is_admin && one.active).length === 1;
  if (method === "PATCH" && last && member.is_admin && (body.active ?? body.is_admin) === false)
    refuse(422, { code: "auth.last_admin", message: "至少要有一位管理员" });
  Object.assign(member, body);
  return { member };
}

function departments(method: string, id: string, body: Body, refuse: Refuse) {
  if (!id) {
    const fresh = { ...department(crypto.randomUUID(), "", null), ...body } as OrgDepartment;
    HOUSE.departments.push(fresh);
    return { department: fresh };
  }
  const at = HOUSE.departments.findIndex((one) => one.id === id);
  const found = HOUSE.departments[at];
  if (!found) return refuse(404, { code: "auth.no_department", message: "没有这个部门" });
  if (method === "DELETE") {
    const people = HOUSE.members.filter((one) => one.departments.includes(id)).length;
    if (people || HOUSE.departments.some((one) => one.parent === id))
      refuse(409, { code: "auth.department_used", message: "部门里还有成员或下级部门，不能删除" });
    HOUSE.departments.splice(at, 1);
    return null;
  }
  Object.assign(found, body);
  return { department: found };
}

export const demand = () => HOUSE.second_step;

export function organisation(
  method: string,
  [room = "", id = "", part = ""]: string[],
  body: Body,
  refuse: Refuse,
): unknown {
  if (room === "organisation" && method === "PATCH")
    return { second_step: Object.assign(HOUSE, body).second_step };
  if (room === "organisation") return HOUSE;
  return room === "members"
    ? members(method, id, part, body, refuse)
    : departments(method, id, body, refuse);
}
