import { Ellipsis, Link2, RotateCw, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { isFault } from "@/data/client.ts";
import { useEndAndDelete } from "@/data/deleting.ts";
import { leaving } from "@/data/live.ts";
import { useBulk } from "@/data/records.ts";
import { useMe } from "@/data/session.ts";
import type { FormView, RecordData } from "@/model/api.ts";
import { MenuButton } from "@/ui/Menu.tsx";
import { ask } from "@/ui/notices.tsx";
import { useSay } from "@/words/t.ts";
import { useTell } from "../faults/useTell.ts";
import { recordLink } from "../go.ts";

export function Tool(props: {
  label: string;
  on?: boolean;
  disabled?: boolean;
  className?: string;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      className={props.className ? `icon-button ${props.className}` : "icon-button"}
      aria-label={props.label}
      title={props.label}
      aria-pressed={props.on}
      disabled={props.disabled}
      onClick={props.onClick}
    >
      {props.children}
    </button>
  );
}

export function MoreTools({
  form,
  record,
  onGone,
  onAnew,
}: {
  form: FormView;
  record: RecordData;
  onGone: () => void;
  onAnew: (() => void) | undefined;
}) {
  const say = useSay();
  const tell = useTell();
  const me = useMe();
  const { remove } = useBulk(form.form);
  const end = useEndAndDelete(form.form);
  const copyLink = () =>
    navigator.clipboard
      .writeText(recordLink(form.form, record.id))
      .then(() => tell.good(say("record.linkCopied")), tell.fail);
  const drop = async () => {
    const question = {
      title: say("record.deleteAsk", { title: record.title }),
      text: say("batch.deleteText"),
      yes: say("delete"),
      no: say("cancel"),
      danger: true,
    };
    if (!(await ask(question))) return;
    leaving.add(record.id);
    remove.mutate([record.id], { onSuccess: onGone, onError: refused });
  };
  const refused = async (error: unknown) => {
    leaving.delete(record.id);
    if (!isFault(error) || error.code !== "record.in_approval" || !me.member.is_admin) {
      tell.fail(error);
      return;
    }
    const question = {
      title: say("record.endAsk", { title: record.title }),
      text: say("record.endText"),
      yes: say("record.end"),
      no: say("cancel"),
      danger: true,
    };
    if (await ask(question)) end.mutate(record.id, { onSuccess: onGone, onError: tell.fail });
  };
  const items = [
    {
      key: "link",
      icon: <Link2 size={15} />,
      label: say("record.copyLink"),
      onClick: () => void copyLink(),
    },
    ...(onAnew
      ? [
          {
            key: "anew",
            icon: <RotateCw size={15} />,
            label: say("anew.all"),
            onClick: onAnew,
          },
        ]
      : []),
    ...(record.abilities.delete
      ? [
          {
            key: "delete",
            icon: <Trash2 size={15} />,
            danger: true,
            label: say("delete"),
            onClick: () => void drop(),
          },
        ]
      : []),
  ];
  return (
    <MenuButton items={items} side="bottomEnd" className="icon-button" label={say("more")}>
      <Ellipsis size={18} />
    </MenuButton>
  );
}
