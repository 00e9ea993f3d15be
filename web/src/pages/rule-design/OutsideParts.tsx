import { Checkbox, Input, Select } from "antd";
import { Plus, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { type Data, isMap, mapOf, type Plain, put, textOf } from "@/model/design.ts";
import { useSay, type Word } from "@/words/t.ts";
import { type StepProps, useFields, useRuleDesigning } from "./context.ts";
import { DraftFormula } from "./DraftFormula.tsx";
import { SaidInput } from "./SaidInput.tsx";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const ROBOTS = ["wecom", "dingtalk", "feishu"] as const;
const TYPES = ["text", "number", "boolean", "date", "moment"] as const;

/** A call over HTTP: where to, what with, what is taken from the answer. */
export function CallPart({ path, body, set }: StepProps) {
  const say = useSay();
  const secret = isMap(body.url);
  return (
    <>
      <div className="recipe-address">
        <Select
          aria-label={say("rule-design.method")}
          value={textOf(body.method) || "POST"}
          onChange={(next) => set("method", next)}
          options={METHODS.map((one) => ({ value: one, label: one }))}
        />
        <Input
          aria-label={say("rule-design.url")}
          placeholder="https://"
          value={secret ? textOf(mapOf(body.url).secret) : textOf(body.url)}
          onChange={(event) =>
            set("url", secret ? { secret: event.target.value } : event.target.value)
          }
        />
        <SecretSwitch
          on={secret}
          onChange={(next) => set("url", next ? { secret: "" } : "https://")}
        />
      </div>
      <Pairs
        label={say("rule-design.query")}
        value={mapOf(body.query)}
        onChange={(next) => set("query", next)}
        cell={(key, value, tell) => (
          <DraftFormula
            path={[...path, "query", key]}
            value={textOf(value)}
            label={key}
            onChange={tell}
          />
        )}
      />
      <Pairs
        label={say("rule-design.headers")}
        value={mapOf(body.headers)}
        onChange={(next) => set("headers", next)}
        cell={(key, value, tell) => <HeaderCell name={key} value={value} onChange={tell} />}
      />
      {body.body === undefined || isMap(body.body) ? (
        <Pairs
          label={say("rule-design.body")}
          value={mapOf(body.body)}
          onChange={(next) => set("body", next)}
          cell={(key, value, tell) =>
            typeof value === "object" ? (
              <code className="cut">{JSON.stringify(value)}</code>
            ) : (
              <DraftFormula
                path={[...path, "body", key]}
                value={textOf(value)}
                label={key}
                onChange={tell}
              />
            )
          }
        />
      ) : null}
      <label className="design-part">
        <span>{say("rule-design.replyName")}</span>
        <Input
          value={textOf(body.name)}
          placeholder="reply"
          onChange={(event) => set("name", event.target.value || undefined)}
        />
      </label>
      <Takes value={mapOf(body.take)} onChange={(next) => set("take", next)} />
      <If path={path} body={body} set={set} />
    </>
  );
}

/** A message into a group chat. */
export function RobotPart({ path, body, set }: StepProps) {
  const say = useSay();
  const { data } = useRuleDesigning();
  const fields = useFields(mapOf(data.when).form);
  return (
    <>
      <label className="design-part">
        <span>{say("rule-design.robotKind")}</span>
        <Select
          value={textOf(body.kind) || "wecom"}
          onChange={(next) => set("kind", next)}
          options={ROBOTS.map((one) => ({
            value: one as string,
            label: say(`rule-design.robot.${one}` as Word),
          }))}
        />
      </label>
      <div className="design-pair">
        <label className="design-part">
          <span>{say("rule-design.addressSecret")}</span>
          <Input
            value={textOf(body.address)}
            placeholder="sales_group"
            onChange={(event) => set("address", event.target.value)}
          />
        </label>
        <label className="design-part">
          <span>{say("rule-design.signSecret")}</span>
          <Input
            value={textOf(body.sign)}
            onChange={(event) => set("sign", event.target.value || undefined)}
          />
        </label>
      </div>
      <small className="quiet">{say("rule-design.secretHelp")}</small>
      <SaidInput
        label={say("rule-design.title")}
        fields={fields}
        value={body.title}
        onChange={(value) => set("title", value ?? "")}
      />
      <SaidInput
        long
        label={say("rule-design.text")}
        fields={fields}
        value={body.text}
        onChange={(value) => set("text", value)}
      />
      <small className="quiet">{say("rule-design.templateHelp")}</small>
      <If path={path} body={body} set={set} />
    </>
  );
}

function If({ path, body, set }: StepProps) {
  const say = useSay();
  return (
    <div className="design-part">
      <span>{say("rule-design.onlyIf")}</span>
      <DraftFormula
        path={[...path, "if"]}
        value={textOf(body.if)}
        label={say("rule-design.onlyIf")}
        onChange={(text) => set("if", text || undefined)}
      />
    </div>
  );
}

function SecretSwitch({ on, onChange }: { on: boolean; onChange: (on: boolean) => void }) {
  const say = useSay();
  return (
    <label className="recipe-secret">
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.target.checked)} />
      {say("rule-design.isSecret")}
    </label>
  );
}

function HeaderCell(props: { name: string; value: Plain; onChange: (value: Plain) => void }) {
  const { value, onChange } = props;
  const secret = isMap(value);
  return (
    <span className="recipe-header">
      <Input
        aria-label={props.name}
        value={secret ? textOf(mapOf(value).secret) : textOf(value)}
        onChange={(event) =>
          onChange(secret ? { ...mapOf(value), secret: event.target.value } : event.target.value)
        }
      />
      <SecretSwitch on={secret} onChange={(next) => onChange(next ? { secret: "" } : "")} />
    </span>
  );
}

/** Names with what stands for each; a name is given once and stays. */
function Pairs(props: {
  label: string;
  value: Data;
  onChange: (value: Data | undefined) => void;
  cell: (key: string, value: Plain, tell: (value: Plain) => void) => ReactNode;
}) {
  const say = useSay();
  const { value, onChange } = props;
  const tell = (next: Data) => onChange(Object.keys(next).length > 0 ? next : undefined);
  return (
    <fieldset className="design-people">
      <legend>{props.label}</legend>
      {Object.entries(value).map(([key, one]) => (
        <div key={key} className="design-put">
          <code className="cut">{key}</code>
          {props.cell(key, one, (next) => tell({ ...value, [key]: next }))}
          <button
            type="button"
            className="icon-button"
            aria-label={say("design.removePut", { name: key })}
            onClick={() => tell(put(value, [key], undefined))}
          >
            <Trash2 size={14} />
          </button>
        </div>
      ))}
      <NewName label={props.label} onAdd={(key) => key in value || tell({ ...value, [key]: "" })} />
    </fieldset>
  );
}

function NewName({ label, onAdd }: { label: string; onAdd: (name: string) => void }) {
  const say = useSay();
  return (
    <Input.Search
      aria-label={say("rule-design.newName", { of: label })}
      placeholder={say("rule-design.name")}
      enterButton={<Plus size={14} aria-label={say("rule-design.add")} />}
      onSearch={(text, _, info) => {
        if (text.trim() && info?.source !== "clear") onAdd(text.trim());
      }}
    />
  );
}

/** Fields that steps know of what came: of an answer, of a call. */
export function Takes(props: {
  value: Data;
  label?: string;
  help?: string;
  /** Whether the way to it in what came is asked for. */
  plain?: boolean;
  onChange: (value: Data | undefined) => void;
}) {
  const say = useSay();
  return (
    <>
      <Pairs
        label={props.label ?? say("rule-design.take")}
        value={props.value}
        onChange={props.onChange}
        cell={(key, value, tell) => {
          const type = isMap(value) ? textOf(value.type) : textOf(value);
          return (
            <span className="recipe-header">
              <Select
                aria-label={`${key} ${say("rule-design.type")}`}
                value={type || "text"}
                onChange={(next) => tell(isMap(value) ? { ...value, type: next } : next)}
                options={TYPES.map((one) => ({
                  value: one as string,
                  label: say(`rule-design.type.${one}` as Word),
                }))}
              />
              {props.plain ? null : (
                <Input
                  aria-label={`${key} ${say("rule-design.from")}`}
                  placeholder={key}
                  value={isMap(value) ? textOf(value.from) : ""}
                  onChange={(event) => tell(taking(value, "from", event.target.value))}
                />
              )}
              {props.help === undefined ? null : (
                <Checkbox
                  checked={isMap(value) && value.needed === true}
                  onChange={(event) => tell(taking(value, "needed", event.target.checked))}
                >
                  {say("rule-design.needed")}
                </Checkbox>
              )}
            </span>
          );
        }}
      />
      <small className="quiet">{props.help ?? say("rule-design.takeHelp")}</small>
    </>
  );
}

/** What is taken, as short as it can be said: `phone: text`, or a mapping. */
const taking = (value: Plain, key: "from" | "needed", next: string | boolean): Plain => {
  const { [key]: _, type, ...rest } = isMap(value) ? value : { type: value };
  const made: Data = { type: textOf(type) || "text", ...rest, ...(next ? { [key]: next } : {}) };
  return Object.keys(made).length > 1 ? made : textOf(made.type);
};
