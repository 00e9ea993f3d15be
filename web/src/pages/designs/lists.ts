/** The lists of definitions, which come together: who looks at one looks at the others. */
export { FlowsPage } from "./FlowsPage.tsx";
export { RulesListPage } from "./RulesListPage.tsx";
export { StagesListPage } from "./StagesListPage.tsx";
