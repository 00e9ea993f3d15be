/** The designers without a canvas, which come together. */
export { RuleDesignPage } from "../rule-design/RuleDesignPage.tsx";
export { StageDesignPage } from "../stage-design/StageDesignPage.tsx";
