import { mapOf, spoken, textOf } from "@/model/design.ts";
import type { Who } from "@/model/flow-design.ts";
import { useLanguage, useSay } from "@/words/t.ts";
import { useDesigning } from "./context.ts";

/** Who decides, in words: 「角色 技术负责人」, 「发起人的上级」. */
export function useWhoWords(): (who: Who) => string {
  const say = useSay();
  const language = useLanguage();
  const { organisation, nodes } = useDesigning();
  return ({ kind, of }) => {
    switch (kind) {
      case "role":
        return organisation.roles.find((one) => one.key === of)?.label ?? of;
      case "person":
        return organisation.members.find((one) => one.login === of)?.name ?? of;
      case "head":
        return say("flow-design.who.headOf", { of: of || "…" });
      case "heads":
        return /^\d+$/.test(of)
          ? say("flow-design.who.headsOf", { n: of })
          : say("flow-design.who.headsTo", { of });
      case "superior":
        return of && of !== "submitter"
          ? say("flow-design.who.superiorOf", { of })
          : say("flow-design.who.superior");
      case "submitter":
        return say("flow-design.who.submitter");
      case "decider": {
        const node = nodes.find(([, one]) => textOf(one.node) === of)?.[1];
        return say("flow-design.who.deciderOf", { of: spoken(mapOf(node).label, language) || of });
      }
      case "chosen":
        return say("flow-design.who.chosen");
      default:
        return of;
    }
  };
}
