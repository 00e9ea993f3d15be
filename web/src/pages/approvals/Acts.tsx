import { Link } from "@tanstack/react-router";
import {
  BellRing,
  Check,
  CirclePause,
  CirclePlay,
  CornerUpLeft,
  Ellipsis,
  FastForward,
  MessageCircleQuestion,
  Octagon,
  RotateCcw,
  Save,
  Send,
  Undo2,
  UserMinus,
  UserPlus,
  UserRoundCog,
  Wrench,
  X,
} from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useInboxCounts } from "@/data/waiting.ts";
import { type ActName, type Approval, otherActs } from "@/model/flow.ts";
import { MenuButton, type MenuItem } from "@/ui/Menu.tsx";
import { useNarrow } from "@/ui/useNarrow.ts";
import { useSay, type Word } from "@/words/t.ts";
import { ActFields, bodyOf, NOTHING_SAID, type Said } from "./ActFields.tsx";
import { Refusal } from "./Refusal.tsx";
import type { Decide, OnBody } from "./useDecide.ts";

const ActDialog = lazy(() => import("./ActDialog.tsx").then((m) => ({ default: m.ActDialog })));

const ICONS: Partial<Record<ActName, ReactNode>> = {
  return: <Undo2 size={15} />,
  transfer: <UserRoundCog size={15} />,
  "add-sign": <UserPlus size={15} />,
  ask: <MessageCircleQuestion size={15} />,
  save: <Save size={15} />,
  cut: <UserMinus size={15} />,
  "take-back": <RotateCcw size={15} />,
  withdraw: <CornerUpLeft size={15} />,
  resubmit: <Send size={15} />,
  remind: <BellRing size={15} />,
  terminate: <Octagon size={15} />,
  suspend: <CirclePause size={15} />,
  resume: <CirclePlay size={15} />,
  jump: <FastForward size={15} />,
  revive: <RotateCcw size={15} />,
  resolve: <Wrench size={15} />,
};
/** Done by the click alone. */
const AT_ONCE: readonly ActName[] = ["remind", "save", "take-back", "resume"];

interface ActsProps {
  approval: Approval;
  decide: Decide;
  onDo: (act: ActName, body: OnBody) => Promise<boolean>;
  onAgain: () => void;
}

/** What can be done now: the decision with its opinion, the rest beside it. */
export function Acts({ approval, decide, onDo, onAgain }: ActsProps) {
  const { task, offer } = approval;
  const say = useSay();
  const narrow = useNarrow();
  const [said, setSaid] = useState<Said>({ ...NOTHING_SAID, opinion: task?.draft ?? "" });
  const [open, setOpen] = useState<ActName | null>(null);
  const others = otherActs(approval);
  const onSay = (change: Partial<Said>) => setSaid((before) => ({ ...before, ...change }));
  const labelOf = (act: ActName) =>
    say(
      act === "approve" && task?.handle
        ? "flow.act.submit"
        : act === "approve" && task?.kind === "advice"
          ? "flow.act.answer"
          : (`flow.act.${act}` as Word),
    );
  const show = (act: ActName) => {
    decide.forget();
    setOpen(act);
  };
  const start = async (act: ActName) => {
    const decides = act === "approve" || act === "reject";
    if (!AT_ONCE.includes(act) && (narrow || !decides)) return show(act);
    if (act === "reject" && !said.opinion.trim()) return show(act);
    await onDo(act, bodyOf(act, said, task ?? offer, approval));
  };
  const item = (act: ActName): MenuItem => ({
    key: act,
    icon: ICONS[act],
    label: labelOf(act),
    danger: act === "terminate" || act === "withdraw",
    onClick: () => void start(act),
  });
  const decides = task !== null && (task.acts.includes("approve") || task.acts.includes("reject"));
  const back = task?.acts.includes("return") === true;
  // What belongs to the decision stands beside it; the rest waits behind "more".
  const seen: ActName[] = decides && !narrow && back ? ["return"] : [];
  const rest: MenuItem[] = [
    ...others.task.filter((act) => !seen.includes(act)).map(item),
    ...(decides && others.instance.length && others.task.length
      ? [{ type: "divider" as const, key: "line" }]
      : []),
    ...(decides ? others.instance.map(item) : []),
  ];
  const placed =
    decide.refused && /^flow\.(opinion|signature|who)/.test(decide.refused.code) && !narrow;
  const dialog = open ? (
    <Suspense>
      <ActDialog
        key={open}
        act={open}
        label={labelOf(open)}
        approval={approval}
        decide={decide}
        said={{ opinion: said.opinion, signed: said.signed }}
        onDo={onDo}
        onAgain={() => {
          setOpen(null);
          onAgain();
        }}
        onClose={() => {
          decide.forget();
          setOpen(null);
        }}
      />
    </Suspense>
  ) : null;
  if (!decides && others.task.length === 0 && others.instance.length === 0)
    return <Waiting approval={approval} />;
  return (
    <footer className="acts" data-decides={decides || undefined}>
      {decide.refused && !open && !placed ? (
        <Refusal fault={decide.refused} onAgain={onAgain} />
      ) : null}
      {decides && !narrow && task ? (
        <ActFields
          act="approve"
          approval={approval}
          offer={task}
          task={task}
          said={said}
          refused={open ? null : decide.refused}
          onSay={onSay}
        />
      ) : null}
      <div className="acts-row">
        {task?.acts.includes("approve") ? (
          <button
            type="button"
            className="button primary acts-yes"
            disabled={decide.busy}
            onClick={() => void start("approve")}
          >
            <Check size={16} aria-hidden />
            {labelOf("approve")}
          </button>
        ) : null}
        {task?.acts.includes("reject") ? (
          <button
            type="button"
            className="button acts-no"
            disabled={decide.busy}
            onClick={() => void start("reject")}
          >
            <X size={16} aria-hidden />
            {labelOf("reject")}
          </button>
        ) : null}
        {seen.map((act) => (
          <button
            key={act}
            type="button"
            className="button"
            disabled={decide.busy}
            onClick={() => void start(act)}
          >
            {ICONS[act]}
            {labelOf(act)}
          </button>
        ))}
        {decides
          ? null
          : [...others.task, ...others.instance].slice(0, narrow ? 2 : 3).map((act, at) => (
              <button
                key={act}
                type="button"
                className={at === 0 && act === "resubmit" ? "button primary" : "button"}
                disabled={decide.busy}
                onClick={() => void start(act)}
              >
                {ICONS[act]}
                {labelOf(act)}
              </button>
            ))}
        {decides ? (
          rest.length ? (
            <MenuButton items={rest} side="top" className="button acts-more" label={say("more")}>
              <Ellipsis size={16} />
              {say("more")}
            </MenuButton>
          ) : null
        ) : (
          <More items={[...others.task, ...others.instance].slice(narrow ? 2 : 3).map(item)} />
        )}
      </div>
      {dialog}
    </footer>
  );
}

function More({ items }: { items: MenuItem[] }) {
  const say = useSay();
  return items.length ? (
    <MenuButton items={items} side="top" className="button acts-more" label={say("more")}>
      <Ellipsis size={16} />
      {say("more")}
    </MenuButton>
  ) : null;
}

/** Nothing is mine to do here: what else waits for me. */
function Waiting({ approval }: { approval: Approval }) {
  const say = useSay();
  const { todo } = useInboxCounts();
  if (todo === 0 || approval.task) return null;
  return (
    <footer className="acts acts-none">
      <Link to="/inbox" className="button">
        {say("flow.moreTodo", { n: todo })}
      </Link>
    </footer>
  );
}
