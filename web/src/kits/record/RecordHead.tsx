import {
  ChevronDown,
  ChevronUp,
  Ellipsis,
  History,
  Link2,
  ListTree,
  Maximize2,
  MessageSquare,
  Trash2,
  X,
} from "lucide-react";
import type { ReactNode } from "react";
import { useBulk } from "@/data/records.ts";
import type { FormView, RecordData } from "@/model/api.ts";
import { asText, fieldOf } from "@/model/values.ts";
import { MenuButton } from "@/ui/Menu.tsx";
import { ask } from "@/ui/notices.tsx";
import { useSay, type Word } from "@/words/t.ts";
import { useTell } from "../faults/useTell.ts";
import { FieldCell } from "../fields/index.ts";
import { recordLink, useGo } from "../go.ts";
import type { Neighbours } from "./neighbours.ts";
import type { SideTab } from "./SidePanel.tsx";

interface HeadProps {
  form: FormView;
  record: RecordData | null;
  neighbours: Neighbours | undefined;
  onClose: (() => void) | undefined;
  onGone: () => void;
  side: SideTab | null;
  onSide: (side: SideTab | null) => void;
}

const SIDES: readonly [SideTab, Word, ReactNode][] = [
  ["comments", "side.comments", <MessageSquare key="c" size={16} />],
  ["history", "side.history", <History key="h" size={16} />],
  ["related", "side.related", <ListTree key="r" size={16} />],
];

function Tool(props: {
  label: string;
  on?: boolean;
  disabled?: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      className="icon-button"
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

function MoreTools({
  form,
  record,
  onGone,
}: {
  form: FormView;
  record: RecordData;
  onGone: () => void;
}) {
  const say = useSay();
  const tell = useTell();
  const { remove } = useBulk(form.form);
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
    if (await ask(question)) remove.mutate([record.id], { onSuccess: onGone, onError: tell.fail });
  };
  const items = [
    {
      key: "link",
      icon: <Link2 size={15} />,
      label: say("record.copyLink"),
      onClick: () => void copyLink(),
    },
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

/** The first choice field of a form says how a record stands. */
function Standing({ form, record }: { form: FormView; record: RecordData }) {
  const state = form.fields.find(
    (field) => field.kind === "choice" && asText(record.values[field.key]),
  );
  const owner = asText(record.values.owner);
  const changedAt = fieldOf(form, "updated_at");
  const ownerField = fieldOf(form, "owner");
  const serial = form.fields.find((field) => field.kind === "serial" && field.key !== form.title);
  return (
    <div className="record-standing">
      {serial ? <span className="quiet num">{asText(record.values[serial.key])}</span> : null}
      {state ? (
        <FieldCell
          field={state}
          value={record.values[state.key] ?? null}
          form={form.form}
          record={record.id}
        />
      ) : null}
      {owner && ownerField ? (
        <FieldCell field={ownerField} value={owner} form={form.form} record={record.id} />
      ) : null}
      {changedAt ? (
        <span className="quiet row-flex">
          {changedAt.label}
          <FieldCell
            field={changedAt}
            value={record.values.updated_at ?? null}
            form={form.form}
            record={record.id}
          />
        </span>
      ) : null}
    </div>
  );
}

export function RecordHead({ form, record, neighbours, onClose, onGone, side, onSide }: HeadProps) {
  const say = useSay();
  const go = useGo();
  return (
    <header className="record-head">
      <div className="grow">
        <div className="record-form-name quiet">{form.label}</div>
        <h2 className="cut">{record ? record.title : say("record.newOf", { form: form.label })}</h2>
        {record ? <Standing form={form} record={record} /> : null}
      </div>
      <div className="record-tools">
        {neighbours ? (
          <>
            <Tool
              label={say("record.previous")}
              disabled={!neighbours.before}
              onClick={() => neighbours.before && neighbours.go(neighbours.before)}
            >
              <ChevronUp size={18} />
            </Tool>
            <Tool
              label={say("record.next")}
              disabled={!neighbours.after}
              onClick={() => neighbours.after && neighbours.go(neighbours.after)}
            >
              <ChevronDown size={18} />
            </Tool>
          </>
        ) : null}
        {record
          ? SIDES.map(([tab, word, icon]) => (
              <Tool
                key={tab}
                label={say(word)}
                on={side === tab}
                onClick={() => onSide(side === tab ? null : tab)}
              >
                {icon}
              </Tool>
            ))
          : null}
        {record && onClose ? (
          <Tool label={say("record.asPage")} onClick={() => go.record(form.form, record.id)}>
            <Maximize2 size={16} />
          </Tool>
        ) : null}
        {record ? <MoreTools form={form} record={record} onGone={onGone} /> : null}
        {onClose ? (
          <Tool label={say("close")} onClick={onClose}>
            <X size={18} />
          </Tool>
        ) : null}
      </div>
    </header>
  );
}
