import type { FieldView, Value } from "@/model/api.ts";
import { useSay } from "@/words/t.ts";
import { FieldEditor } from "../fields/index.ts";

/** One person, or several, chosen as in a field of a form. */
export function People(props: {
  label: string;
  many: boolean;
  value: Value;
  bad: string;
  onChange: (value: Value) => void;
}) {
  const say = useSay();
  const field: FieldView = {
    key: "people",
    label: props.label,
    kind: props.many ? "members" : "member",
    type: "member",
    required: true,
    editable: true,
    fillable: true,
    computed: false,
    live: false,
    has_default: false,
    help: "",
    settings: {},
    operators: [],
    sortable: false,
    groupable: false,
    aggregates: [],
  };
  return (
    <div className="flow-ask">
      <span className="flow-ask-label">
        {props.label}
        <span className="minus" title={say("required")} aria-hidden>
          *
        </span>
      </span>
      <FieldEditor
        field={field}
        value={props.value}
        form=""
        record=""
        path=""
        invalid={props.bad !== ""}
        label={props.label}
        onChange={props.onChange}
      />
      {props.bad ? (
        <span className="field-note" role="alert">
          {props.bad}
        </span>
      ) : null}
    </div>
  );
}
