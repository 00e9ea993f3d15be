import {
  ChevronDown,
  ChevronUp,
  History,
  ListTree,
  Maximize2,
  MessageSquare,
  Paperclip,
  Stamp,
  X,
} from "lucide-react";
import type { ReactNode } from "react";
import type { FormView, RecordData } from "@/model/api.ts";
import { useSay, type Word } from "@/words/t.ts";
import { useGo } from "../go.ts";
import { FlowsTool, isFlowed } from "./flows.tsx";
import { MoreTools, Tool } from "./HeadTools.tsx";
import type { Neighbours } from "./neighbours.ts";
import type { SideTab } from "./SidePanel.tsx";
import { Standing } from "./Standing.tsx";

interface HeadProps {
  form: FormView;
  record: RecordData | null;
  neighbours: Neighbours | undefined;
  onClose: (() => void) | undefined;
  onGone: () => void;
  side: SideTab | null;
  onSide: (side: SideTab | null) => void;
  onAnew: (() => void) | undefined;
  touched: boolean;
}

const SIDES: readonly [SideTab, Word, ReactNode][] = [
  ["comments", "side.comments", <MessageSquare key="c" size={16} />],
  ["history", "side.history", <History key="h" size={16} />],
  ["related", "side.related", <ListTree key="r" size={16} />],
  ["files", "side.files", <Paperclip key="f" size={16} />],
];

const FLOWS: (typeof SIDES)[number] = ["flows", "side.flows", <Stamp key="a" size={16} />];

export function RecordHead(props: HeadProps) {
  const { form, record, neighbours, onClose, onGone, side, onSide } = props;
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
        {record ? <FlowsTool form={form} id={record.id} touched={props.touched} /> : null}
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
          ? (isFlowed(form) ? [FLOWS, ...SIDES] : SIDES).map(([tab, word, icon]) => (
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
          <Tool
            className="as-page"
            label={say("record.asPage")}
            onClick={() => go.record(form.form, record.id)}
          >
            <Maximize2 size={16} />
          </Tool>
        ) : null}
        {record ? (
          <MoreTools form={form} record={record} onGone={onGone} onAnew={props.onAnew} />
        ) : null}
        {onClose ? (
          <Tool label={say("close")} onClick={onClose}>
            <X size={18} />
          </Tool>
        ) : null}
      </div>
    </header>
  );
}
