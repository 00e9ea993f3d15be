import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Select } from "antd";
import {
  CircleCheckBig,
  FileSearch,
  Inbox as InboxIcon,
  Search,
  UserRoundCheck,
  X,
} from "lucide-react";
import { type KeyboardEvent, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { inboxQuery } from "@/data/inbox.ts";
import { useInboxCounts } from "@/data/waiting.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { useNames } from "@/kits/flow/useNames.ts";
import type { InboxLine as Line } from "@/model/flow.ts";
import { WHICH, type Which } from "@/model/inbox.ts";
import { Bone, StatePanel } from "@/ui/bits.tsx";
import { useSay, type Word } from "@/words/t.ts";
import { DelegationDialog } from "./DelegationDialog.tsx";
import { InboxBatch, InboxRefused, type RefusedLine } from "./InboxBatch.tsx";
import { InboxLine } from "./InboxLine.tsx";
import "./inbox.css";

interface Asked {
  which?: Which;
  flow?: string;
  q?: string;
}

/** Flows are offered as a filter as soon as one of their lines was met. */
function useFlowsMet(lines: readonly Line[]): [string, string][] {
  const met = useRef(new Map<string, string>());
  for (const line of lines) met.current.set(line.flow, line.flow_label);
  return [...met.current];
}

function Bones() {
  return (
    <div className="inbox-bones" aria-busy="true">
      {Array.from({ length: 6 }, (_, at) => (
        <Bone key={at} height={56} />
      ))}
    </div>
  );
}

function Nothing({ which, narrowed }: { which: Which; narrowed: boolean }) {
  const say = useSay();
  if (narrowed)
    return (
      <StatePanel
        icon={<FileSearch />}
        title={say("inbox.noMatch")}
        text={say("inbox.noMatchText")}
      />
    );
  return (
    <StatePanel
      icon={which === "todo" ? <CircleCheckBig /> : <InboxIcon />}
      title={say(`inbox.none.${which}` as Word)}
      text={say(`inbox.noneText.${which}` as Word)}
    />
  );
}

/** Approvals of one person: what waits, what was done, sent, told. */
export function InboxPage() {
  const say = useSay();
  const navigate = useNavigate();
  const asked = useSearch({ strict: false }) as Asked;
  const which = asked.which ?? "todo";
  const flow = asked.flow ?? "";
  const [text, setText] = useState(asked.q ?? "");
  const q = useDeferredValue(text.trim());
  const counts = useInboxCounts();
  const found = useInfiniteQuery(inboxQuery({ which, flow, q }));
  const pages = found.data?.pages;
  const lines = useMemo(() => pages?.flatMap((page) => page.lines) ?? [], [pages]);
  const names = useMemo(
    () => Object.assign({}, ...(pages ?? []).map((one) => one.people)),
    [pages],
  );
  const nameOf = useNames(names);
  const flows = useFlowsMet(lines);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [handing, setHanding] = useState(false);
  const [refused, setRefused] = useState<readonly RefusedLine[]>([]);
  const chosen = lines.filter((line) => line.task && picked.has(line.task));
  useEffect(() => {
    document.title = `${say("nav.inbox")} · 连岛`;
  }, [say]);

  const turn = (next: Asked) => {
    setPicked(new Set());
    setRefused([]);
    const search = { ...asked, ...next };
    void navigate({
      to: "/inbox",
      search: {
        ...(search.which && search.which !== "todo" ? { which: search.which } : {}),
        ...(search.flow ? { flow: search.flow } : {}),
      },
      replace: true,
    });
  };
  const open = (line: Line) =>
    void navigate({
      to: "/approvals/$instance",
      params: { instance: line.instance },
      search: line.task ? { task: line.task } : {},
    });
  const pick = (task: string) =>
    setPicked((before) => {
      const next = new Set(before);
      if (!next.delete(task)) next.add(task);
      return next;
    });
  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-line]")];
    const at = all.findIndex((one) => one.closest("li")?.contains(document.activeElement));
    if (step) {
      event.preventDefault();
      all[Math.max(0, Math.min(all.length - 1, at + step))]?.focus();
    }
    const task = lines[at]?.task;
    if (event.key === " " && which === "todo" && task && document.activeElement === all[at]) {
      event.preventDefault();
      pick(task);
    }
  };
  const many = which === "todo" ? lines.flatMap((line) => line.task ?? []) : [];
  const allPicked = many.length > 0 && many.every((task) => picked.has(task));

  return (
    <div className="inbox">
      <header className="inbox-head">
        <h1>{say("nav.inbox")}</h1>
        <div className="inbox-tabs" role="tablist" aria-label={say("nav.inbox")}>
          {WHICH.filter((one) => one !== "delegated" || which === one || counts.delegated > 0).map(
            (one) => (
              <button
                key={one}
                type="button"
                role="tab"
                aria-selected={one === which}
                className="view-tab"
                onClick={() => turn({ which: one })}
              >
                {say(`inbox.which.${one}` as Word)}
                {one === "todo" || one === "copied" || one === "delegated" ? (
                  <Count n={counts[one]} />
                ) : null}
              </button>
            ),
          )}
        </div>
        <span className="spacer" />
        <label className="inbox-search">
          <Search size={15} aria-hidden />
          <input
            type="search"
            value={text}
            placeholder={say("inbox.search")}
            aria-label={say("inbox.search")}
            onChange={(event) => setText(event.target.value)}
          />
          {text ? (
            <button
              type="button"
              className="icon-button"
              aria-label={say("search.clear")}
              onClick={() => setText("")}
            >
              <X size={14} />
            </button>
          ) : null}
        </label>
        {flows.length > 1 || flow ? (
          <Select
            className="inbox-flows"
            value={flow || null}
            allowClear
            placeholder={say("inbox.allFlows")}
            aria-label={say("inbox.allFlows")}
            popupMatchSelectWidth={false}
            options={flows.map(([value, label]) => ({ value, label }))}
            onChange={(value) => turn({ flow: value ?? "" })}
          />
        ) : null}
        <button type="button" className="button" onClick={() => setHanding(true)}>
          <UserRoundCheck size={15} aria-hidden />
          {say("inbox.delegation")}
        </button>
      </header>
      {handing ? <DelegationDialog onClose={() => setHanding(false)} /> : null}
      {refused.length ? (
        <InboxRefused lines={refused} onOpen={open} onClose={() => setRefused([])} />
      ) : null}
      <div className="inbox-body">
        {found.error && !found.data ? (
          <FaultPanel error={found.error} onRetry={() => void found.refetch()} />
        ) : found.isPending ? (
          <Bones />
        ) : lines.length === 0 ? (
          <Nothing which={which} narrowed={q !== "" || flow !== ""} />
        ) : (
          <section
            className="inbox-box"
            onKeyDown={onKey}
            aria-label={say(`inbox.which.${which}` as Word)}
          >
            {many.length > 1 ? (
              <label className="inbox-all">
                <input
                  type="checkbox"
                  checked={allPicked}
                  onChange={() => setPicked(new Set(allPicked ? [] : many))}
                />
                {say("inbox.pickAll")}
              </label>
            ) : null}
            <ul className="inbox-lines">
              {lines.map((line) => (
                <InboxLine
                  key={`${line.instance} ${line.task ?? ""}`}
                  line={line}
                  which={which}
                  nameOf={nameOf}
                  picked={line.task !== null && picked.has(line.task)}
                  onPick={which === "todo" && line.task ? () => pick(line.task ?? "") : undefined}
                />
              ))}
            </ul>
            {found.hasNextPage ? (
              <button
                type="button"
                className="link-button inbox-more"
                disabled={found.isFetchingNextPage}
                onClick={() => void found.fetchNextPage()}
              >
                {say("history.more")}
              </button>
            ) : null}
          </section>
        )}
      </div>
      {chosen.length ? (
        <InboxBatch
          picked={chosen}
          onClear={() => setPicked(new Set())}
          onDone={setPicked}
          onRefused={setRefused}
        />
      ) : null}
    </div>
  );
}

function Count({ n }: { n: number }) {
  return n > 0 ? <span className="inbox-count num">{n > 99 ? "99+" : n}</span> : null;
}
