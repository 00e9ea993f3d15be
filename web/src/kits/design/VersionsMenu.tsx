import { History } from "lucide-react";
import { type DesignRoom, readVersion } from "@/data/designs.ts";
import { useTell } from "@/kits/faults/useTell.ts";
import type { Data, Design } from "@/model/design.ts";
import { MenuButton } from "@/ui/Menu.tsx";
import { useLanguage, useSay } from "@/words/t.ts";

/** The earlier versions: one of them comes under the pen, and is in force only when it is published. */
export function VersionsMenu(props: {
  room: DesignRoom;
  design: Design;
  onPick: (data: Data, version: number) => void;
}) {
  const { room, design, onPick } = props;
  const say = useSay();
  const language = useLanguage();
  const tell = useTell();
  const when = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en", {
    dateStyle: "medium",
    timeStyle: "short",
  });
  const kept = design.versions.filter((one) => !one.gone);
  return (
    <MenuButton
      label={say("design.versions")}
      className="button"
      items={kept.map((one, index) => ({
        key: String(one.version),
        label: [
          `${say("design.version", { n: one.version })}${index === 0 ? ` · ${say("design.inForce")}` : ""}`,
          when.format(new Date(one.at)),
          one.by ?? "",
        ]
          .filter(Boolean)
          .join(" · "),
        onClick: () =>
          void readVersion(room, design.name, one.version).then(
            (found) => onPick(found.data, one.version),
            tell.fail,
          ),
      }))}
    >
      <History size={16} aria-hidden />
      <span className="wide-only">{say("design.versions")}</span>
    </MenuButton>
  );
}
