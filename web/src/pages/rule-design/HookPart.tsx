import { useQuery } from "@tanstack/react-query";
import { Button, Input, Select } from "antd";
import { Copy } from "lucide-react";
import { useState } from "react";
import { automationsQuery, useCloseHook, useMakeHook } from "@/data/automations.ts";
import { useTell } from "@/kits/faults/useTell.ts";
import type { HookAddress } from "@/model/automations.ts";
import { type Data, mapOf, type Plain, textOf } from "@/model/design.ts";
import { useLanguage, useSay } from "@/words/t.ts";
import { useRuleDesigning } from "./context.ts";
import { Takes } from "./OutsideParts.tsx";

interface OnProps {
  on: Data;
  set: (key: string, value: Plain | undefined) => void;
}

/** A call from outside: what it brings, what it is told apart by, and the address it comes to. */
export function HookPart({ on, set }: OnProps) {
  const say = useSay();
  const takes = mapOf(on.take);
  return (
    <>
      <label className="design-part">
        <span>{say("rule-design.seal")}</span>
        <Select
          value={textOf(on.hook) || "token"}
          onChange={(next) => set("hook", next)}
          options={[
            { value: "token", label: say("rule-design.seal.token") },
            { value: "signed", label: say("rule-design.seal.signed") },
          ]}
        />
        <small className="quiet">{say("rule-design.sealHelp")}</small>
      </label>
      <Takes
        label={say("rule-design.brings")}
        help={say("rule-design.bringsHelp")}
        value={takes}
        onChange={(next) => set("take", next ?? {})}
      />
      <label className="design-part">
        <span>{say("rule-design.once")}</span>
        <Select
          allowClear
          value={textOf(on.once) || null}
          placeholder={say("rule-design.onceNone")}
          onChange={(next) => set("once", next || undefined)}
          options={Object.keys(takes).map((one) => ({ value: one, label: one }))}
        />
        <small className="quiet">{say("rule-design.onceHelp")}</small>
      </label>
      <Address />
    </>
  );
}

/** The secret address: made anew and shown once, or closed. */
function Address() {
  const say = useSay();
  const tell = useTell();
  const language = useLanguage();
  const { rule } = useRuleDesigning();
  const known = useQuery(automationsQuery).data?.find((one) => one.name === rule)?.hook;
  const make = useMakeHook();
  const close = useCloseHook();
  const [made, setMade] = useState<HookAddress | null>(null);
  const at = known?.made_at
    ? new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en", {
        dateStyle: "medium",
        timeStyle: "short",
      }).format(new Date(known.made_at))
    : "";
  return (
    <fieldset className="design-people">
      <legend>{say("rule-design.address")}</legend>
      {!known ? (
        <p className="quiet">{say("rule-design.addressLater")}</p>
      ) : (
        <>
          {made ? (
            <div role="status">
              <Shown label={say("rule-design.address")} text={made.url} />
              {made.secret ? (
                <Shown label={say("rule-design.signSecretShown")} text={made.secret} />
              ) : null}
              <small className="design-warn">{say("rule-design.addressOnce")}</small>
            </div>
          ) : (
            <p className="quiet">
              {at
                ? say("rule-design.addressSince", { at, who: known.by ?? "" })
                : say("rule-design.addressNone")}
            </p>
          )}
          <span className="recipe-buttons">
            <Button
              loading={make.isPending}
              onClick={() => make.mutate(rule, { onSuccess: setMade, onError: tell.fail })}
            >
              {say(known.made_at ? "rule-design.addressAnew" : "rule-design.addressMake")}
            </Button>
            {known.made_at ? (
              <Button
                danger
                loading={close.isPending}
                onClick={() =>
                  close.mutate(rule, { onSuccess: () => setMade(null), onError: tell.fail })
                }
              >
                {say("rule-design.addressClose")}
              </Button>
            ) : null}
          </span>
          {known.made_at && !made ? (
            <small className="quiet">{say("rule-design.addressAnewHelp")}</small>
          ) : null}
        </>
      )}
    </fieldset>
  );
}

function Shown({ label, text }: { label: string; text: string }) {
  const say = useSay();
  const tell = useTell();
  return (
    <label className="design-part">
      <span>{label}</span>
      <Input
        readOnly
        value={text}
        onFocus={(event) => event.target.select()}
        suffix={
          <button
            type="button"
            className="icon-button"
            aria-label={say("rule-design.copy", { what: label })}
            onClick={() => {
              void navigator.clipboard?.writeText(text).then(() => tell.good(say("copied")));
            }}
          >
            <Copy size={14} />
          </button>
        }
      />
    </label>
  );
}
