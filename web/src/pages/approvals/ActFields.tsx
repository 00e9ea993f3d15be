import { Input } from "antd";
import type { Fault } from "@/data/client.ts";
import { People } from "@/kits/flow/People.tsx";
import { type Signed, SignPad } from "@/kits/flow/SignPad.tsx";
import type { Value } from "@/model/api.ts";
import { type ActBody, type ActName, type MyTask, needsOpinion, type Offer } from "@/model/flow.ts";
import { useSay, type Word } from "@/words/t.ts";

/** What is filled in for an act before it is sent. */
export interface Said {
  opinion: string;
  signed: Signed | null;
  to: string;
  who: Value;
  place: "before" | "after" | "with";
  mode: "rerun" | "jump" | "";
}
export const NOTHING_SAID: Said = {
  opinion: "",
  signed: null,
  to: "",
  who: null,
  place: "before",
  mode: "",
};

const SENDS: readonly ActName[] = ["return", "jump", "revive"];
const WHO: readonly ActName[] = ["transfer", "ask", "add-sign"];
const SIGNS: readonly ActName[] = ["approve", "reject"];
const PLACES = ["before", "after", "with"] as const;

/** What the server gets of it. */
export function bodyOf(act: ActName, said: Said, offer: Offer): ActBody {
  const one = typeof said.who === "string" ? said.who : "";
  return {
    opinion: said.opinion.trim(),
    ...(said.signed && SIGNS.includes(act) ? { signature: said.signed.id } : {}),
    ...(SENDS.includes(act) ? { to: said.to || (offer.targets[0]?.key ?? "") } : {}),
    ...(act === "return" && said.mode ? { mode: said.mode } : {}),
    ...(act === "transfer" ? { to: one } : {}),
    ...(act === "ask" ? { of: one } : {}),
    ...(act === "add-sign"
      ? { people: Array.isArray(said.who) ? said.who.map(String) : [], place: said.place }
      : {}),
  };
}

/** What is missing before it can be sent. */
export const lacks = (act: ActName, said: Said, task: MyTask | null): boolean =>
  (needsOpinion(act, task) && !said.opinion.trim()) ||
  (WHO.includes(act) && (Array.isArray(said.who) ? said.who.length === 0 : !said.who)) ||
  (act === "approve" && task?.sign === true && !said.signed);

interface FieldsProps {
  act: ActName;
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
export function ActFields({ act, offer, task, said, refused, onSay }: FieldsProps) {
  const say = useSay();
  const badOpinion = refused?.code.startsWith("flow.opinion") ? refused.message : "";
  const need = needsOpinion(act, task);
  return (
    <div className="act-fields">
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
      {WHO.includes(act) ? (
        <People
          label={say(`flow.who.${act}` as Word)}
          many={act === "add-sign"}
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
