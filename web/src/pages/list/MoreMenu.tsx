import { Download, Ellipsis, Sigma, Trash2, Upload } from "lucide-react";
import { download } from "@/data/records.ts";
import { useMe } from "@/data/session.ts";
import { useTell } from "@/kits/faults/useTell.ts";
import { useGo } from "@/kits/go.ts";
import type { Ask, FormView } from "@/model/api.ts";
import { MenuButton } from "@/ui/Menu.tsx";
import { useSay } from "@/words/t.ts";

/** Import, export, recycle bin: as far as the server lets me. */
export function MoreMenu({ form, ask }: { form: FormView; ask: Ask }) {
  const say = useSay();
  const go = useGo();
  const tell = useTell();
  const may = (verb: FormView["verbs"][number]) => form.verbs.includes(verb);
  const me = useMe();
  const { count: _count, totals: _totals, limit: _limit, ...rest } = ask;
  const out = (format: "xlsx" | "csv") =>
    void download(`forms/${form.form}/export`, { ...rest, format, headers: "label" }).catch(
      tell.fail,
    );
  const items = [
    ...(may("import")
      ? [
          {
            key: "import",
            icon: <Upload size={15} />,
            label: say("import.title"),
            onClick: () => go.to(`/f/${form.form}/import`),
          },
        ]
      : []),
    ...(may("export")
      ? [
          {
            key: "xlsx",
            icon: <Download size={15} />,
            label: say("export.xlsx"),
            onClick: () => out("xlsx"),
          },
          {
            key: "csv",
            icon: <Download size={15} />,
            label: say("export.csv"),
            onClick: () => out("csv"),
          },
        ]
      : []),
    ...(may("restore") || may("delete")
      ? [
          {
            key: "bin",
            icon: <Trash2 size={15} />,
            label: say("bin.title"),
            onClick: () => go.to(`/f/${form.form}/bin`),
          },
        ]
      : []),
    ...(me.member.is_admin
      ? [
          {
            key: "rules",
            icon: <Sigma size={15} />,
            label: say("rules.open"),
            onClick: () => go.to(`/rules/${form.form}`),
          },
        ]
      : []),
  ];
  if (items.length === 0) return null;
  return (
    <MenuButton items={items} side="bottomEnd" className="icon-button" label={say("more")}>
      <Ellipsis size={18} />
    </MenuButton>
  );
}
