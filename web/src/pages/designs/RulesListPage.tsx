import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { KeyRound, Pause, Play, Waypoints, Zap } from "lucide-react";
import { useState } from "react";
import { automationsQuery, usePause } from "@/data/automations.ts";
import { useMe } from "@/data/session.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { useTell } from "@/kits/faults/useTell.ts";
import type { Automation } from "@/model/automations.ts";
import { Bone, StatePanel, StatusTag } from "@/ui/bits.tsx";
import { useLanguage, useSay, type Word } from "@/words/t.ts";
import { ByApp } from "./ByApp.tsx";
import { DesignsFrame } from "./DesignsFrame.tsx";
import { NewDesign } from "./NewDesign.tsx";
import { RulesPicture } from "./RulesPicture.tsx";
import { SecretsDialog } from "./SecretsDialog.tsx";

/** Every rule there is: how it fares, what it belongs to, and the way to its designer. */
export function RulesListPage() {
  const say = useSay();
  const me = useMe();
  const navigate = useNavigate();
  const query = useQuery({ ...automationsQuery, enabled: me.member.is_admin });
  const [open, setOpen] = useState<"new" | "secrets" | null>(null);
  const [drawn, setDrawn] = useState(false);
  const lines = (query.data ?? []).map((one) => ({ ...one, form: one.form ?? "" }));
  return (
    <DesignsFrame
      newLabel={say("design.newRule")}
      onNew={() => setOpen("new")}
      tools={
        <>
          <button
            type="button"
            className="button"
            aria-label={say("design.picture")}
            aria-pressed={drawn}
            onClick={() => setDrawn(!drawn)}
          >
            <Waypoints size={16} aria-hidden />
            <span className="wide-only">{say("design.picture")}</span>
          </button>
          <button
            type="button"
            className="button"
            aria-label={say("design.secrets")}
            onClick={() => setOpen("secrets")}
          >
            <KeyRound size={16} aria-hidden />
            <span className="wide-only">{say("design.secrets")}</span>
          </button>
        </>
      }
    >
      {query.error ? (
        <FaultPanel error={query.error} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <div className="designs-list" aria-busy>
          <Bone width="40%" />
          <Bone width="50%" />
        </div>
      ) : lines.length === 0 ? (
        <StatePanel icon={<Zap />} title={say("design.noRules")} text={say("design.noRulesText")} />
      ) : drawn ? (
        <RulesPicture />
      ) : (
        <ByApp designs={lines} entry={(one) => <RuleLine rule={one} />} />
      )}
      {open === "secrets" ? <SecretsDialog onClose={() => setOpen(null)} /> : null}
      {open === "new" ? (
        <NewDesign
          title={say("design.newRule")}
          keyOf={(form) => `${form}_rule`}
          taken={lines}
          onBegin={(rule, form, label) =>
            void navigate({
              to: "/design/rules/$rule",
              params: { rule },
              search: { form, label },
            })
          }
          onClose={() => setOpen(null)}
        />
      ) : null}
    </DesignsFrame>
  );
}

function RuleLine({ rule }: { rule: Automation }) {
  const say = useSay();
  const tell = useTell();
  const language = useLanguage();
  const pause = usePause();
  const paused = rule.state === "paused";
  const when = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en", {
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  const facts = [
    rule.form_label ?? "",
    rule.trigger.kind === "schedule" || rule.trigger.kind === "due" || rule.trigger.kind === "hook"
      ? say(`design.on.${rule.trigger.kind}`)
      : say(rule.timing === "together" ? "design.together" : "design.after"),
    rule.next_run_at ? say("design.next", { at: when.format(new Date(rule.next_run_at)) }) : "",
  ].filter(Boolean);
  return (
    <div className="designs-row">
      <Link to="/design/rules/$rule" params={{ rule: rule.name }} className="designs-entry grow">
        <Zap size={18} aria-hidden />
        <span className="grow cut">
          <b>{rule.label}</b>
          <span className="quiet">{facts.join(" · ")}</span>
        </span>
        {rule.runs > 0 ? (
          <span className="designs-figures num">
            <span>{say("design.runs7", { n: rule.runs })}</span>
            {rule.failures > 0 ? (
              <span className="bad-text">{say("design.failures", { n: rule.failures })}</span>
            ) : null}
          </span>
        ) : null}
        {paused ? (
          <StatusTag tint="amber">{say("design.paused")}</StatusTag>
        ) : rule.last?.state === "failed" ? (
          <StatusTag tint="red">{say(`design.run.${rule.last.state}` as Word)}</StatusTag>
        ) : null}
      </Link>
      {rule.timing === "after" || paused ? (
        <button
          type="button"
          className="icon-button"
          aria-label={say(paused ? "design.resume" : "design.pause", { name: rule.label })}
          title={paused ? (rule.reason?.message ?? "") : say("design.pauseHelp")}
          disabled={pause.isPending}
          onClick={() =>
            pause.mutate(
              { rule: rule.name, to: paused ? "resume" : "pause" },
              { onError: tell.fail },
            )
          }
        >
          {paused ? <Play size={16} /> : <Pause size={16} />}
        </button>
      ) : (
        <span className="icon-button" aria-hidden />
      )}
    </div>
  );
}
