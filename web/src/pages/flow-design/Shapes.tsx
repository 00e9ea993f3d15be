import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import {
  CircleCheck,
  CircleStop,
  GitBranch,
  Move,
  PenLine,
  Play,
  Plus,
  Send,
  Split,
  Stamp,
  Trash2,
  Waypoints,
  Workflow,
  Zap,
} from "lucide-react";
import type { ComponentType, ReactNode } from "react";
import { useWhoWords } from "@/kits/design/useWhoWords.ts";
import { listOf, mapOf, type Plain, spoken, textOf } from "@/model/design.ts";
import {
  decidersOf,
  isHuman,
  kindOf,
  NEW_NODES,
  type NewNode,
  type NodeKind,
  whoOf,
} from "@/model/flow-design.ts";
import type { Placed } from "@/model/flow-layout.ts";
import { MenuButton } from "@/ui/Menu.tsx";
import { useLanguage, useSay, type Word } from "@/words/t.ts";
import { useDesigning } from "./context.ts";
import { usePeopleWorld } from "./usePeopleWorld.tsx";

export interface Shown extends Record<string, unknown> {
  place: Placed;
  value: Plain | undefined;
  chosen: boolean;
  bad: boolean;
  near: boolean;
  /** The node that is being moved, "" otherwise. */
  moving: string;
  /** What became of it when a way was tried; "off": not on it. */
  tried: string;
  people: string[];
  onChoose: () => void;
  onAdd: (kind: NewNode) => void;
  onDrop: () => void;
  onMove: () => void;
  onRemove: () => void;
}
type Shape = NodeProps<Node<Shown>>;

export const ICONS: Record<NodeKind, ComponentType<{ size?: number }>> = {
  approve: Stamp,
  handle: PenLine,
  copy: Send,
  sub: Workflow,
  auto: Zap,
  parallel: Split,
  choose: GitBranch,
  include: Waypoints,
};

/** Where lines begin and end; nobody draws them by hand. */
function Ends() {
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} />
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
    </>
  );
}

function Card(props: {
  data: Shown;
  kind: string;
  icon: ReactNode;
  title: string;
  tools?: boolean;
  children?: ReactNode;
}) {
  const say = useSay();
  const { data, kind, icon, title, tools, children } = props;
  return (
    <div
      className="flow-card"
      data-kind={kind}
      data-chosen={data.chosen || undefined}
      data-bad={data.bad || undefined}
      data-tried={data.tried || undefined}
      data-moved={data.moving === data.place.id || undefined}
    >
      <Ends />
      <button
        type="button"
        className="flow-card-main"
        aria-pressed={data.chosen}
        title={data.bad ? say("flow-design.bad") : undefined}
        onClick={data.onChoose}
      >
        <span className="flow-card-title">
          {icon}
          <b className="cut">{title}</b>
        </span>
        {children}
      </button>
      {tools ? (
        <span className="flow-card-tools nodrag">
          <button
            type="button"
            className="icon-button"
            aria-label={say("flow-design.move", { name: title })}
            title={say("flow-design.moveShort")}
            onClick={data.onMove}
          >
            <Move size={14} />
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label={say("flow-design.remove", { name: title })}
            title={say("flow-design.removeShort")}
            onClick={data.onRemove}
          >
            <Trash2 size={14} />
          </button>
        </span>
      ) : null}
    </div>
  );
}

function Start({ data }: Shape) {
  const say = useSay();
  const { data: flow } = useDesigning();
  const when = textOf(mapOf(flow.submit).when);
  return (
    <Card data={data} kind="start" icon={<Play size={15} />} title={say("flow-design.start")}>
      <span className="flow-card-text cut">{when || say("flow-design.startText")}</span>
    </Card>
  );
}

function End({ data }: Shape) {
  const say = useSay();
  const { data: flow } = useDesigning();
  const written = Object.keys(mapOf(flow.ends)).length;
  return (
    <Card data={data} kind="end" icon={<CircleStop size={15} />} title={say("flow-design.end")}>
      <span className="flow-card-text cut">
        {written ? say("flow-design.endText", { n: written }) : say("flow-design.endNothing")}
      </span>
    </Card>
  );
}

function NodeCard({ data }: Shape) {
  const say = useSay();
  const language = useLanguage();
  const world = usePeopleWorld();
  const whoWords = useWhoWords(world.organisation, world.nodes);
  const node = mapOf(data.value);
  const kind = kindOf(node) ?? "approve";
  const Icon = ICONS[kind];
  const title = spoken(node.label, language) || say(`flow-design.new.${kind}` as Word);
  const text = () => {
    if (data.people.length > 0) return data.people.join("、");
    if (data.tried && data.tried !== "off") return say(`flow-design.state.${data.tried}` as Word);
    if (isHuman(kind)) {
      const { mode, people } = decidersOf(node);
      const who = people.map(whoWords).join("、") || say("flow-design.nobody");
      return people.length > 1 || mode !== "one"
        ? `${say(`flow-design.mode.${mode}` as Word)} · ${who}`
        : who;
    }
    if (kind === "copy")
      return (typeof node.copy === "string" ? [node.copy] : listOf(node.copy))
        .map(whoOf)
        .map(whoWords)
        .join("、");
    if (kind === "sub") return textOf(mapOf(node.sub).flow) || say("flow-design.noFlow");
    return textOf(node.auto);
  };
  return (
    <Card data={data} kind={kind} icon={<Icon size={15} />} title={title} tools>
      <span className="flow-card-text cut">{text()}</span>
      {node.when ? (
        <span className="flow-card-when cut">
          {say("flow-design.onlyWhen")} {textOf(node.when)}
        </span>
      ) : null}
    </Card>
  );
}

function BlockPill({ data }: Shape) {
  const say = useSay();
  const kind = kindOf(data.value) ?? "parallel";
  const Icon = ICONS[kind];
  return (
    <div
      className="flow-pill"
      data-chosen={data.chosen || undefined}
      data-bad={data.bad || undefined}
    >
      <Ends />
      <button type="button" aria-pressed={data.chosen} onClick={data.onChoose}>
        <Icon size={14} /> {say(`flow-design.new.${kind}` as Word)}
      </button>
    </div>
  );
}

function BranchHead({ data }: Shape) {
  const say = useSay();
  const index = Number(data.place.path.at(-1)) + 1;
  const rest = "else" in mapOf(data.value);
  const parallel = Array.isArray(data.value);
  const when = textOf(mapOf(data.value).when);
  const title = rest ? say("flow-design.else") : say("flow-design.branch", { n: index });
  return (
    <div
      className="flow-branch"
      data-chosen={data.chosen || undefined}
      data-bad={data.bad || (!parallel && !rest && !when) || undefined}
    >
      <Ends />
      <button type="button" aria-pressed={data.chosen} onClick={data.onChoose}>
        <b>{title}</b>
        {parallel || rest ? null : (
          <span className="cut">{when || say("flow-design.noCondition")}</span>
        )}
      </button>
    </div>
  );
}

function PlusHere({ data }: Shape) {
  const say = useSay();
  const inside = data.moving && `${data.place.id.slice(5)}.`.startsWith(`${data.moving}.`);
  return (
    <div className="flow-plus nodrag" data-near={data.near || undefined}>
      <Ends />
      {data.moving ? (
        <button
          type="button"
          className="flow-plus-here"
          disabled={Boolean(inside)}
          aria-label={say("flow-design.here")}
          onClick={data.onDrop}
        >
          <CircleCheck size={14} />
        </button>
      ) : (
        <MenuButton
          label={say("flow-design.add")}
          className="flow-plus-button"
          items={NEW_NODES.map((kind) => {
            const Icon = ICONS[kind];
            return {
              key: kind,
              icon: <Icon size={16} />,
              label: say(`flow-design.new.${kind}` as Word),
              onClick: () => data.onAdd(kind),
            };
          })}
        >
          <Plus size={14} aria-hidden />
        </MenuButton>
      )}
    </div>
  );
}

function Join() {
  return (
    <span className="flow-join">
      <Ends />
    </span>
  );
}

export const SHAPES = {
  start: Start,
  end: End,
  card: NodeCard,
  block: BlockPill,
  branch: BranchHead,
  plus: PlusHere,
  join: Join,
};
