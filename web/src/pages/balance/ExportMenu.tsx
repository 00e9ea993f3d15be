import { Download } from "lucide-react";
import { download } from "@/data/records.ts";
import { useTell } from "@/kits/faults/useTell.ts";
import { MenuButton } from "@/ui/Menu.tsx";
import { useSay } from "@/words/t.ts";

/** What is shown, whole, as a file. */
export function ExportMenu({ path, ask }: { path: string; ask: object }) {
  const say = useSay();
  const tell = useTell();
  const items = (["xlsx", "csv"] as const).map((format) => ({
    key: format,
    icon: <Download size={15} />,
    label: say(`export.${format}`),
    onClick: () =>
      void download(`balances/${path}/export`, { ...ask, format, headers: "label" }).catch(
        tell.fail,
      ),
  }));
  return (
    <MenuButton
      items={items}
      side="bottomEnd"
      className="icon-button"
      label={say("balance.export")}
      title={say("balance.export")}
    >
      <Download size={16} />
    </MenuButton>
  );
}
