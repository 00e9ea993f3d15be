import type { Who } from "@/model/flow-design.ts";
import type { Organisation } from "@/model/people.ts";
import { useSay } from "@/words/t.ts";

/** Who decides, in words: 「角色 技术负责人」, 「发起人的上级」. */
export function useWhoWords(
  organisation: Organisation,
  nodes: readonly { value: string; label: string }[] = [],
): (who: Who) => string {
  const say = useSay();
  return ({ kind, of }) => {
    switch (kind) {
      case "role":
        return organisation.roles.find((one) => one.key === of)?.label ?? of;
      case "person":
        return organisation.members.find((one) => one.login === of)?.name ?? of;
      case "head":
        return say("design.who.headOf", { of: of || "…" });
      case "heads":
        return /^\d+$/.test(of)
          ? say("design.who.headsOf", { n: of })
          : say("design.who.headsTo", { of });
      case "superior":
        return of && of !== "submitter"
          ? say("design.who.superiorOf", { of })
          : say("design.who.superior");
      case "submitter":
        return say("design.who.submitter");
      case "decider":
        return say("design.who.deciderOf", {
          of: nodes.find((one) => one.value === of)?.label ?? of,
        });
      case "chosen":
        return say("design.who.chosen");
      default:
        return of;
    }
  };
}
