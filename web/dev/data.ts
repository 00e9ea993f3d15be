/** A small company on paper. */
import type {
  FieldView,
  FormView,
  KindName,
  Me,
  Settings,
  Value,
  Values,
} from "../src/model/api.ts";

export interface MockRecord {
  id: string;
  version: number;
  values: Values;
  deleted?: string;
}

const PEOPLE = ["王琳", "赵磊", "陈思远", "刘洋", "孙悦", "周航"];
const personId = (at: number) => `00000000-0000-7000-8000-00000000000${at % PEOPLE.length}`;

export const ME: Me = {
  member: {
    id: personId(0),
    name: "王琳",
    login: "wanglin",
    is_admin: true,
    roles: ["sales"],
    department: "d1",
    language: "zh",
  },
  workspace: { name: "海洲科学仪器", zone: "Asia/Shanghai" },
  version: 7,
  apps: [
    {
      key: "crm",
      label: "客户关系",
      icon: "users",
      color: "blue",
      nav: [
        {
          kind: "group",
          key: "g1",
          label: "客户",
          items: [{ kind: "form", key: "customer", label: "客户", form: "crm.customer" }],
        },
        {
          kind: "group",
          key: "g2",
          label: "销售",
          items: [{ kind: "form", key: "opportunity", label: "商机", form: "crm.opportunity" }],
        },
      ],
    },
    {
      key: "erp",
      label: "进销存",
      icon: "box",
      color: "green",
      nav: [{ kind: "form", key: "product", label: "产品", form: "erp.product" }],
    },
  ],
  people: PEOPLE.map((name, at) => ({
    id: personId(at),
    name,
    department: at < 3 ? "d1" : "d2",
    active: true,
  })),
  departments: [
    { id: "d0", name: "总部", parent: null },
    { id: "d1", name: "销售部", parent: "d0" },
    { id: "d2", name: "服务部", parent: "d0" },
  ],
};

const TYPES: Partial<Record<KindName, string>> = {
  number: "number",
  money: "number",
  percent: "number",
  rating: "number",
  switch: "boolean",
  date: "date",
  moment: "moment",
  member: "person",
  department: "department",
  link: "reference",
  links: "list:reference",
  choices: "list:text",
  members: "list:person",
  lines: "none",
  files: "none",
};

export function field(
  key: string,
  label: string,
  kind: KindName,
  more: Partial<FieldView> = {},
): FieldView {
  const type = more.type ?? TYPES[kind] ?? "text";
  const operators: FieldView["operators"] =
    type === "number"
      ? ["is", "lt", "le", "gt", "ge", "between", "empty", "not_empty"]
      : type === "date" || type === "moment"
        ? ["within", "is", "lt", "gt", "between", "empty", "not_empty"]
        : type === "person"
          ? ["is_me", "is", "in", "empty", "not_empty"]
          : kind === "choice"
            ? ["is", "is_not", "in", "not_in", "empty", "not_empty"]
            : kind === "link"
              ? ["is", "in", "empty", "not_empty"]
              : type === "none"
                ? []
                : ["contains", "is", "starts_with", "empty", "not_empty"];
  return {
    key,
    label,
    kind,
    type,
    required: false,
    editable: !["formula", "lookup", "serial"].includes(kind),
    fillable: !["formula", "lookup", "serial"].includes(kind),
    computed: ["formula", "lookup", "serial"].includes(kind),
    live: false,
    has_default: false,
    help: "",
    settings: {},
    operators,
    sortable: type !== "none",
    groupable: ["choice", "member", "link", "department"].includes(kind),
    aggregates:
      type === "number"
        ? ["sum", "avg", "min", "max", "count_empty"]
        : ["count_empty", "count_distinct"],
    ...more,
  };
}

const system = [
  field("owner", "负责人", "member", { has_default: true }),
  field("owner_department", "所属部门", "department"),
  field("created_at", "创建时间", "moment", { editable: false }),
  field("created_by", "创建人", "member", { editable: false }),
  field("updated_at", "更新时间", "moment", { editable: false }),
  field("updated_by", "更新人", "member", { editable: false }),
  field("deleted_at", "删除时间", "moment", { editable: false }),
];
const options = (...list: [string, string, string][]): Settings => ({
  options: list.map(([key, label, color]) => ({ key, label, color })),
});
const verbs: FormView["verbs"] = [
  "read",
  "create",
  "update",
  "delete",
  "export",
  "import",
  "restore",
  "share_views",
  "design",
];

const STAGES = options(
  ["requirement", "需求确认", "gray"],
  ["solution", "方案确认", "cyan"],
  ["quotation", "报价确认", "blue"],
  ["negotiation", "最终谈判", "purple"],
  ["won", "赢单", "green"],
  ["lost", "输单", "red"],
);
const LEVELS = options(
  ["a", "A 类 重点", "red"],
  ["b", "B 类 培育", "amber"],
  ["c", "C 类 一般", "gray"],
);
const INDUSTRY = options(
  ["univ", "高校", "blue"],
  ["inst", "科研院所", "purple"],
  ["corp", "企业", "green"],
  ["gov", "政府检测", "cyan"],
);

export const FORMS: FormView[] = [
  {
    form: "crm.customer",
    app: "crm",
    key: "customer",
    label: "客户",
    plural: "客户",
    icon: "building",
    color: "blue",
    version: 7,
    title: "name",
    verbs,
    fields: [
      field("no", "客户编号", "serial"),
      field("name", "客户名称", "text", { required: true, help: "营业执照上的全称" }),
      field("level", "客户级别", "choice", { settings: LEVELS }),
      field("industry", "行业", "choice", { settings: INDUSTRY }),
      field("phone", "电话", "phone"),
      field("credit", "信用额度", "money", { settings: { scale: 2, currency: "CNY" } }),
      field("discount", "协议折扣", "percent", { settings: { scale: 4 } }),
      field("key_account", "大客户", "switch"),
      field("since", "建档日期", "date"),
      field("score", "满意度", "rating", { settings: { top: 5 } }),
      field("address", "地址", "address"),
      field("note", "备注", "paragraph"),
      field("files", "资质文件", "files"),
      ...system,
    ],
    layout: [
      {
        key: "base",
        label: "基本信息",
        columns: 2,
        fields: ["no", "name", "level", "industry", "phone", "since", "key_account", "score"].map(
          (key) => ({ field: key }),
        ),
      },
      {
        key: "trade",
        label: "交易条件",
        columns: 3,
        fields: ["credit", "discount", "owner"].map((key) => ({ field: key })),
      },
      {
        key: "more",
        label: "其他",
        columns: 1,
        fields: ["address", "note", "files"].map((key) => ({ field: key })),
      },
    ],
    views: [
      {
        id: "v-a",
        key: "key",
        label: "重点客户",
        kind: "table",
        shared: true,
        mine: false,
        columns: [
          { path: "name", frozen: true },
          { path: "level" },
          { path: "industry" },
          { path: "credit" },
          { path: "owner" },
        ],
        where: { field: "level", op: "is", value: "a" },
        sort: ["-credit"],
        group: [],
      },
      {
        id: "v-g",
        key: "ind",
        label: "按行业",
        kind: "table",
        shared: true,
        mine: true,
        columns: [
          { path: "name", frozen: true },
          { path: "level" },
          { path: "credit" },
          { path: "owner" },
        ],
        where: null,
        sort: [],
        group: ["industry"],
      },
    ],
    checks_at: [],
    related: [
      {
        key: "opportunities",
        label: "商机",
        form: "crm.opportunity",
        field: "customer",
        verbs: ["read", "create"],
      },
    ],
  },
  {
    form: "crm.opportunity",
    app: "crm",
    key: "opportunity",
    label: "商机",
    icon: "target",
    color: "amber",
    version: 7,
    title: "name",
    verbs,
    fields: [
      field("opp_no", "商机编号", "serial"),
      field("name", "商机名称", "text", { required: true }),
      field("customer", "客户", "link", {
        required: true,
        settings: { to: "crm.customer", to_label: "客户", create: true },
      }),
      field("level", "客户级别", "lookup", {
        settings: {
          path: "customer.level",
          of: field("level", "客户级别", "choice", { settings: LEVELS }),
        },
      }),
      field("stage", "阶段", "choice", { settings: STAGES }),
      field("amount", "预计金额(含税)", "money", { settings: { scale: 2, currency: "CNY" } }),
      field("probability", "赢率", "percent", {
        settings: { scale: 2 },
        editable: false,
        computed: true,
      }),
      field("weighted", "加权金额", "formula", {
        type: "number",
        settings: { of: "number", scale: 2, text: "ROUND(预计金额 * 赢率, 2)" },
      }),
      field("close_on", "预计成交日期", "date", { has_default: true }),
      field("products", "产品线", "choices", {
        settings: options(
          ["spec", "光谱", "blue"],
          ["chrom", "色谱", "green"],
          ["mass", "质谱", "purple"],
        ),
      }),
      field("need", "需求概要", "paragraph"),
      field("lines", "产品明细", "lines", {
        fields: [
          field("product", "产品", "link", {
            required: true,
            settings: { to: "erp.product", to_label: "产品" },
          }),
          field("unit", "单位", "lookup", {
            settings: { path: "product.unit", of: field("unit", "单位", "text") },
          }),
          field("qty", "数量", "number", { settings: { scale: 3 }, required: true }),
          field("price", "单价", "money", { settings: { scale: 2 }, has_default: true }),
          field("total", "金额", "formula", {
            type: "number",
            settings: { of: "number", scale: 2, text: "ROUND(数量 * 单价, 2)" },
          }),
          field("remark", "说明", "text"),
        ],
      }),
      field("total", "明细合计", "formula", {
        type: "number",
        settings: { of: "number", scale: 2, text: "SUM(产品明细.金额)" },
      }),
      ...system,
    ],
    layout: [
      {
        key: "base",
        label: "商机信息",
        columns: 2,
        fields: [
          "opp_no",
          "name",
          "customer",
          "level",
          "stage",
          "close_on",
          "amount",
          "weighted",
          "products",
          "owner",
        ].map((key) => ({ field: key })),
      },
      { key: "lines", label: "产品明细", columns: 1, fields: [{ field: "lines" }] },
      {
        key: "sum",
        label: "",
        columns: 2,
        fields: [{ field: "total" }, { field: "need", span: 2 }],
      },
    ],
    views: [
      {
        id: "v-k",
        key: "board",
        label: "销售漏斗",
        kind: "kanban",
        shared: true,
        mine: false,
        columns: [
          { path: "name", frozen: true },
          { path: "customer" },
          { path: "stage" },
          { path: "amount" },
        ],
        where: null,
        sort: ["-amount"],
        group: [],
        by: "stage",
        card: ["name", "customer", "amount", "owner"],
      },
    ],
    checks_at: ["amount"],
    related: [],
  },
  {
    form: "erp.product",
    app: "erp",
    key: "product",
    label: "产品",
    icon: "box",
    color: "green",
    version: 7,
    title: "name",
    verbs,
    fields: [
      field("code", "产品编码", "text", { required: true }),
      field("name", "产品名称", "text", { required: true }),
      field("unit", "单位", "text"),
      field("price", "标准售价", "money", { settings: { scale: 2 } }),
      field("brand", "品牌", "text"),
      ...system,
    ],
    layout: [],
    views: [],
    checks_at: [],
    related: [],
  },
];

const at = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const id = (form: number, n: number) =>
  `01930000-000${form}-7000-8000-${String(n).padStart(12, "0")}`;
const pickFrom = <T>(list: readonly T[], n: number): T => list[n % list.length]!;
const PLACES = ["澄州", "临屿", "江岬", "栖港", "云汀", "岚川", "望洲", "北砚", "东礁", "砚溪"];
const SORTS = [
  "理工大学材料学院",
  "物理研究院",
  "质量检测中心",
  "新能源股份有限公司",
  "生物医药研究所",
  "环境监测总站",
  "半导体技术有限公司",
];
export const shiftCents = (text: string, n: number) => (Number(text) / n).toFixed(2);
const stamp = (n: number): Values => ({
  owner: personId(n),
  owner_department: n % 2 ? "d1" : "d2",
  created_at: at(n / 3 + 30),
  created_by: personId(n + 1),
  updated_at: at(n / 5),
  updated_by: personId(n),
});

const products: MockRecord[] = Array.from({ length: 60 }, (_, n) => ({
  id: id(3, n),
  version: 1,
  values: {
    code: `P-${1000 + n}`,
    name:
      pickFrom(
        [
          "傅里叶红外光谱仪",
          "高效液相色谱仪",
          "气质联用仪",
          "氘灯",
          "C18 色谱柱",
          "进样针",
          "真空泵油",
        ],
        n,
      ) + (n > 6 ? ` ${n}型` : ""),
    unit: pickFrom(["台", "支", "瓶"], n),
    price: pickFrom(["486000.00", "328500.50", "1265793.04", "2350", "1880.8", "96", "415"], n),
    brand: "Tombo",
    ...stamp(n),
  },
}));
const customers: MockRecord[] = Array.from({ length: 1300 }, (_, n) => ({
  id: id(1, n),
  version: 1,
  values: {
    no: `KH-${String(n + 1).padStart(5, "0")}`,
    name: `${pickFrom(PLACES, n)}${pickFrom(SORTS, n * 3 + (n >> 3))}${n > 69 ? `（${n}）` : ""}`,
    level: pickFrom(["a", "b", "c", "b", "c"], n),
    industry: pickFrom(["univ", "inst", "corp", "gov", "corp"], n + (n >> 2)),
    phone: `0551-6559${String(1000 + n)}`,
    credit: n % 11 === 0 ? null : `${(n * 7919) % 900}0000.00`,
    discount: `0.${85 + (n % 12)}`,
    key_account: n % 5 === 0,
    since: at(n + 100).slice(0, 10),
    score: String(n % 6 || 5),
    note: n % 3 ? null : "年度框架协议客户，\n每季度回访一次。",
    address: {
      province: "安徽省",
      city: "合肥市",
      district: "蜀山区",
      detail: `科学大道 ${n + 1} 号`,
    } as Value,
    ...stamp(n),
  },
}));
const opportunities: MockRecord[] = Array.from({ length: 180 }, (_, n) => {
  const customer = pickFrom(customers, n * 3);
  const stage = pickFrom(
    ["requirement", "solution", "quotation", "negotiation", "won", "lost", "solution"],
    n + (n >> 3),
  );
  const amount = n === 7 ? "-12000.00" : `${120 + ((n * 773) % 2400)}500.00`;
  const lines: Values[] = Array.from({ length: 1 + (n % 4) }, (_, l) => {
    const product = pickFrom(products, n + l * 3);
    const qty = String(1 + ((n + l) % 3));
    return {
      id: id(9, n * 10 + l),
      product: { id: product.id, title: String(product.values.name) },
      unit: product.values.unit ?? null,
      qty,
      price: product.values.price ?? null,
      total: (Number(qty) * Number(product.values.price)).toFixed(2),
      remark: null,
    };
  });
  const share =
    {
      requirement: "0.1",
      solution: "0.25",
      quotation: "0.5",
      negotiation: "0.75",
      won: "1",
      lost: "0",
    }[stage] ?? "0";
  return {
    id: id(2, n),
    version: 1,
    values: {
      opp_no: `OP-2611-${String(n + 1).padStart(4, "0")}`,
      name: `${String(customer.values.name).slice(0, 8)} ${pickFrom(["红外光谱采购", "质谱平台建设", "年度耗材", "色谱升级改造"], n)}`,
      customer: { id: customer.id, title: String(customer.values.name) },
      level: customer.values.level ?? null,
      stage,
      amount,
      probability: share,
      weighted: (Number(amount) * Number(share)).toFixed(2),
      close_on: at(-n).slice(0, 10),
      products: n % 2 ? ["spec", "mass"] : ["chrom"],
      need: "需满足 GB/T 标准方法，含安装培训。",
      lines,
      total: lines.reduce((s, l) => s + Number(l.total), 0).toFixed(2),
      ...stamp(n),
    },
  };
});

export const RECORDS = new Map<string, MockRecord[]>([
  ["crm.customer", customers],
  ["crm.opportunity", opportunities],
  ["erp.product", products],
]);
