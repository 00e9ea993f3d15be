import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from "@tanstack/react-router";
import { readInboxSearch } from "@/model/inbox.ts";
import { readPeopleSearch } from "@/model/people.ts";
import { readListSearch } from "@/model/url.ts";
import { withWords } from "@/words/t.ts";
import { Lost } from "./Lost.tsx";
import { Shell } from "./Shell.tsx";
import { ShellBones } from "./ShellBones.tsx";

const root = createRootRoute({
  component: Shell,
  notFoundComponent: Lost,
  // Between knowing who it is and having the page's code, the layout stays drawn.
  pendingComponent: ShellBones,
});

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: lazyRouteComponent(
    () => withWords("home", import("@/pages/home/HomePage.tsx")),
    "HomePage",
  ),
});
const app = createRoute({
  getParentRoute: () => root,
  path: "/a/$app",
  component: lazyRouteComponent(() => import("@/pages/home/AppPage.tsx"), "AppPage"),
});
const list = createRoute({
  getParentRoute: () => root,
  path: "/f/$form",
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import("@/pages/list/ListPage.tsx"), "ListPage"),
});
const record = createRoute({
  getParentRoute: () => root,
  path: "/f/$form/r/$id",
  component: lazyRouteComponent(
    () => withWords("record", import("@/pages/record/RecordPage.tsx")),
    "RecordPage",
  ),
});
const balance = createRoute({
  getParentRoute: () => root,
  path: "/b/$balance",
  validateSearch: readListSearch,
  component: lazyRouteComponent(
    () => withWords("balance", import("@/pages/balance/BalancePage.tsx")),
    "BalancePage",
  ),
});
const bin = createRoute({
  getParentRoute: () => root,
  path: "/f/$form/bin",
  component: lazyRouteComponent(
    () => withWords("bin", import("@/pages/bin/BinPage.tsx")),
    "BinPage",
  ),
});
const bring = createRoute({
  getParentRoute: () => root,
  path: "/f/$form/import",
  component: lazyRouteComponent(
    () => withWords("sheets", import("@/pages/import/ImportPage.tsx")),
    "ImportPage",
  ),
});
const search = createRoute({
  getParentRoute: () => root,
  path: "/search",
  validateSearch: (raw: Record<string, unknown>): { q?: string } =>
    typeof raw.q === "string" || typeof raw.q === "number" ? { q: String(raw.q) } : {},
  component: lazyRouteComponent(
    () => withWords("search", import("@/pages/search/SearchPage.tsx")),
    "SearchPage",
  ),
});
const account = createRoute({
  getParentRoute: () => root,
  path: "/account",
  component: lazyRouteComponent(
    () => withWords("account", import("@/pages/account/AccountPage.tsx")),
    "AccountPage",
  ),
});
const password = createRoute({
  getParentRoute: () => root,
  path: "/password",
  component: lazyRouteComponent(
    () => withWords("password", import("./Password.tsx")),
    "PasswordPage",
  ),
});
const secondStep = createRoute({
  getParentRoute: () => root,
  path: "/second-step",
  component: lazyRouteComponent(
    () => withWords("second-step", import("@/pages/second-step/SecondStepPage.tsx")),
    "SecondStepPage",
  ),
});
const newFromExcel = createRoute({
  getParentRoute: () => root,
  path: "/new-from-excel",
  component: lazyRouteComponent(
    () => withWords("sheets", import("@/pages/new-from-excel/NewFromExcelPage.tsx")),
    "NewFromExcelPage",
  ),
});
const calendar = createRoute({
  getParentRoute: () => root,
  path: "/calendar",
  component: lazyRouteComponent(
    () => withWords("calendar", import("@/pages/calendar/CalendarPage.tsx")),
    "CalendarPage",
  ),
});
const people = createRoute({
  getParentRoute: () => root,
  path: "/people",
  validateSearch: readPeopleSearch,
  component: lazyRouteComponent(
    () => withWords("people", import("@/pages/people/PeoplePage.tsx")),
    "PeoplePage",
  ),
});

const inbox = createRoute({
  getParentRoute: () => root,
  path: "/inbox",
  validateSearch: readInboxSearch,
  component: lazyRouteComponent(
    () => withWords("flow", import("@/pages/inbox/InboxPage.tsx")),
    "InboxPage",
  ),
});
const approval = createRoute({
  getParentRoute: () => root,
  path: "/approvals/$instance",
  validateSearch: (raw: Record<string, unknown>): { task?: string } =>
    typeof raw.task === "string" ? { task: raw.task } : {},
  component: lazyRouteComponent(
    () => withWords("record", withWords("flow", import("@/pages/approvals/ApprovalPage.tsx"))),
    "ApprovalPage",
  ),
});
const notices = createRoute({
  getParentRoute: () => root,
  path: "/notices",
  component: lazyRouteComponent(
    () => withWords("notices", import("@/pages/notices/NoticesPage.tsx")),
    "NoticesPage",
  ),
});
const rules = createRoute({
  getParentRoute: () => root,
  path: "/rules/$form",
  validateSearch: (raw: Record<string, unknown>): { rule?: string } =>
    typeof raw.rule === "string" ? { rule: raw.rule } : {},
  component: lazyRouteComponent(
    () => withWords("rules", import("@/pages/rules/RulesPage.tsx")),
    "RulesPage",
  ),
});
/** A new one is begun with its form and its name; it is there when it is published. */
const begun = (raw: Record<string, unknown>): { form?: string; label?: string } => ({
  ...(typeof raw.form === "string" ? { form: raw.form } : {}),
  ...(typeof raw.label === "string" ? { label: raw.label } : {}),
});
const lists = () => withWords("design", import("@/pages/designs/lists.ts"));
const designers = () =>
  withWords("rules", withWords("design", import("@/pages/designs/designers.ts")));
const flowDesigns = createRoute({
  getParentRoute: () => root,
  path: "/design/flows",
  component: lazyRouteComponent(lists, "FlowsPage"),
});
const ruleDesigns = createRoute({
  getParentRoute: () => root,
  path: "/design/rules",
  component: lazyRouteComponent(lists, "RulesListPage"),
});
const stageDesigns = createRoute({
  getParentRoute: () => root,
  path: "/design/stages",
  component: lazyRouteComponent(lists, "StagesListPage"),
});
const stageDesign = createRoute({
  getParentRoute: () => root,
  path: "/design/stages/$form/$field",
  component: lazyRouteComponent(designers, "StageDesignPage"),
});
const ruleDesign = createRoute({
  getParentRoute: () => root,
  path: "/design/rules/$rule",
  validateSearch: begun,
  component: lazyRouteComponent(designers, "RuleDesignPage"),
});
const flowDesign = createRoute({
  getParentRoute: () => root,
  path: "/design/flows/$flow",
  validateSearch: begun,
  component: lazyRouteComponent(
    () => withWords("rules", withWords("design", import("@/pages/flow-design/FlowDesignPage.tsx"))),
    "FlowDesignPage",
  ),
});

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    app,
    list,
    record,
    balance,
    bin,
    bring,
    search,
    account,
    password,
    secondStep,
    newFromExcel,
    calendar,
    people,
    rules,
    inbox,
    approval,
    notices,
    flowDesigns,
    flowDesign,
    ruleDesigns,
    stageDesigns,
    stageDesign,
    ruleDesign,
  ]),
  defaultPreload: "intent",
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
