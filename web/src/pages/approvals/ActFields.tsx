import { Input } from "antd";
import type { Fault } from "@/data/client.ts";
import { People } from "@/kits/flow/People.tsx";
import { type Signed, SignPad } from "@/kits/flow/SignPad.tsx";
import { useNames } from "@/kits/flow/useNames.ts";
import { WHYS } from "@/kits/flow/Way.tsx";
import type { Value } from "@/model/api.ts";
import {
  type ActName,
  type Approval,
  type How,
  type MyTask,
  needsOpinion,
  type Offer,
} from "@/model/flow.ts";
import { useSay, type Word } from "@/words/t.ts";
import type { OnBody } from "./useDecide.ts";

/** What is filled in for an act before it is sent. */
export interface Said {
  opinion: string;
  signed: Signed | null;
  to: string;
  who: Value;
  place: "before" | "after" | "with";
  mode: "rerun" | "jump" | "";
  cut: string;
  how: How | "";
  branch: number;
}
export const NOTHING_SAID: Said = {
  opinion: "",
  signed: null,
  to: "",
  who: null,
  place: "before",
  mode: "",
  cut: "",
  how: "",
  branch: 0,
};

const SENDS: readonly ActName[] = ["return", "jump", "revive"];
const WHO: readonly ActName[] = ["transfer", "ask", "add-sign"];
const SIGNS: readonly ActName[] = ["approve", "reject"];
const PLACES = ["before", "after", "with"] as const;

const howOf = (said: Said, { stuck }: Approval): How => said.how || (stuck[0]?.hows[0] ?? "retry");
const asksWho = (act: ActName, said: Said, approval: Approval): boolean =>
  WHO.includes(act) || (act === "resolve" && howOf(said, approval) === "assign");

/** What the server gets of it. */
export function bodyOf(act: ActName, said: Said, offer: Offer, approval: Approval): OnBody {
  const one = typeof said.who === "string" ? said.who : "";
  const many = Array.isArray(said.who) ? said.who.map(String) : [];
  if (act === "cut") return { on: said.cut || (approval.cuts[0]?.task ?? "") };
  if (act === "resolve") {
    const how = howOf(said, approval);
    return {
      opinion: said.opinion.trim(),
      run: approval.stuck[0]?.run ?? "",
      how,
      ...(how === "choose" ? { branch: said.branch } : {}),
      ...(how === "assign" ? { people: many } : {}),
    };
  }
  return {
    opinion: said.opinion.trim(),
    ...(said.signed && SIGNS.includes(act) ? { signature: said.signed.id } : {}),
    ...(SENDS.includes(act) ? { to: said.to || (offer.targets[0]?.key ?? "") } : {}),
    ...(act === "return" && said.mode ? { mode: said.mode } : {}),
    ...(act === "transfer" ? { to: one } : {}),
    ...(act === "ask" ? { of: one } : {}),
    ...(act === "add-sign" ? { people: many, place: said.place } : {}),
  };
}

/** What is missing before it can be sent. */
export const lacks = (act: ActName, said: Said, task: MyTask | null, approval: Approval): boolean =>
  (needsOpinion(act, task) && !said.opinion.trim()) ||
  (asksWho(act, said, approval) && (Array.isArray(said.who) ? said.who.length === 0 : !said.who)) ||
  (act === "approve" && task?.sign === true && !said.signed);

interface FieldsProps {
  act: ActName;
  approval: Approval;
  offer: Offer;
  task: MyTask | null;
  said: Said;
  refused: Fault | null;
  onSay: (change: Partial<Said>) => void;
}

function Choice<T extends string>(props: {
  label: string;
  options: readonly { key: T; label: string; help?: string }[];
  value: T;
  onChange: (value: T) => void;
}) {
  return (
    <fieldset className="act-choice">
      <legend>{props.label}</legend>
      {props.options.map(({ key, label, help }) => (
        <label key={key} data-on={key === props.value || undefined}>
          <input
            type="radio"
            name={props.label}
            checked={key === props.value}
            onChange={() => props.onChange(key)}
          />
          <span>
            {label}
            {help ? <small className="quiet">{help}</small> : null}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Where to, whom, how, and what one says to it: only what the act takes. */
export function ActFields({ act, approval, offer, task, said, refused, onSay }: FieldsProps) {
  const say = useSay();
  const badOpinion = refused?.code.startsWith("flow.opinion") ? refused.message : "";
  const need = needsOpinion(act, task);
  const nameOf = useNames(approval.people);
  const [stuck] = approval.stuck;
  if (act === "cut")
    return (
      <div className="act-fields">
        <Choice
          label={say("flow.cutWho")}
          options={approval.cuts.map(({ task: key, person, kind, label }) => ({
            key,
            label: nameOf(person),
            help: `${label} · ${say(`flow.kind.${kind}` as Word)}`,
          }))}
          value={said.cut || (approval.cuts[0]?.task ?? "")}
          onChange={(cut) => onSay({ cut })}
        />
      </div>
    );
  return (
    <div className="act-fields">
      {act === "resolve" && stuck ? (
        <>
          <p>
            <strong>{stuck.label}</strong>{" "}
            {WHYS.includes(stuck.because) ? say(`flow.because.${stuck.because}` as Word) : ""}
          </p>
          <Choice
            label={say("flow.how")}
            options={stuck.hows.map((key) => ({
              key,
              label: say(`flow.how.${key}` as Word),
              help: say(`flow.howHelp.${key}` as Word),
            }))}
            value={howOf(said, approval)}
            onChange={(how) => onSay({ how })}
          />
          {howOf(said, approval) === "choose" ? (
            <Choice
              label={say("flow.branch")}
              options={stuck.ways.map((label, at) => ({
                key: String(at),
                label: label || say("flow.noSteps"),
              }))}
              value={String(said.branch)}
              onChange={(at) => onSay({ branch: Number(at) })}
            />
          ) : null}
        </>
      ) : null}
      {SENDS.includes(act) && offer.targets.length ? (
        <Choice
          label={say(act === "return" ? "flow.returnTo" : "flow.jumpTo")}
          options={offer.targets.map(({ key, label }) => ({
            key,
            label: key === "start" ? say("flow.start") : label,
          }))}
          value={said.to || (offer.targets[0]?.key ?? "")}
          onChange={(to) => onSay({ to })}
        />
      ) : null}
      {act === "return" && offer.modes.length > 1 ? (
        <Choice
          label={say("flow.after")}
          options={offer.modes.map((key) => ({
            key,
            label: say(`flow.back.${key}` as Word),
            help: say(`flow.backHelp.${key}` as Word),
          }))}
          value={said.mode || (offer.modes[0] ?? "rerun")}
          onChange={(mode) => onSay({ mode })}
        />
      ) : null}
      {asksWho(act, said, approval) ? (
        <People
          label={say(`flow.who.${act}` as Word)}
          many={act === "add-sign" || act === "resolve"}
          value={said.who}
          bad={refused?.code === "flow.who" ? refused.message : ""}
          onChange={(who) => onSay({ who })}
        />
      ) : null}
      {act === "add-sign" ? (
        <Choice
          label={say("flow.place")}
          options={PLACES.map((key) => ({
            key,
            label: say(`flow.place.${key}` as Word),
            help: say(`flow.placeHelp.${key}` as Word),
          }))}
          value={said.place}
          onChange={(place) => onSay({ place })}
        />
      ) : null}
      <div className="flow-ask">
        <label className="flow-ask-label">
          {say(need ? "flow.opinion" : "flow.opinionFree")}
          {need ? (
            <span className="minus" aria-hidden>
              *
            </span>
          ) : null}
          <Input.TextArea
            data-opinion
            value={said.opinion}
            maxLength={2000}
            autoSize={{ minRows: 2, maxRows: 6 }}
            status={badOpinion ? "error" : ""}
            aria-invalid={badOpinion !== ""}
            aria-required={need}
            placeholder={say("flow.opinionHint")}
            onChange={(event) => onSay({ opinion: event.target.value })}
          />
        </label>
        {badOpinion ? (
          <span className="field-note" role="alert">
            {badOpinion}
          </span>
        ) : null}
      </div>
      {task?.sign && SIGNS.includes(act) ? (
        <div className="flow-ask">
          <span className="flow-ask-label">
            {say("flow.signature")}
            {act === "approve" ? (
              <span className="minus" aria-hidden>
                *
              </span>
            ) : null}
          </span>
          <SignPad
            task={task.id}
            value={said.signed}
            bad={refused?.code.startsWith("flow.signature") ? refused.message : ""}
            onChange={(signed) => onSay({ signed })}
          />
        </div>
      ) : null}
    </div>
  );
}
