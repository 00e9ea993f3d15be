import { Checkbox, Segmented } from "antd";
import type { FieldView } from "@/model/api.ts";
import { put } from "@/model/design.ts";
import { type Right, rightOf, rightsOf, withRight } from "@/model/flow-design.ts";
import { useSay } from "@/words/t.ts";
import { type NodeProps, useDesigning } from "./context.ts";

interface Row {
  key: string;
  label: string;
  inner: boolean;
  computed: boolean;
}

const rowsOf = (fields: readonly FieldView[]): Row[] =>
  fields.flatMap((one) => [
    { key: one.key, label: one.label, inner: false, computed: one.computed },
    ...(one.fields ?? []).map((column) => ({
      key: `${one.key}.${column.key}`,
      label: column.label,
      inner: true,
      computed: column.computed,
    })),
  ]);

/** What whoever decides here sees of the record, may change, and has to fill in. */
export function RightsPart({ path, node }: NodeProps) {
  const say = useSay();
  const { data, change, form } = useDesigning();
  const rights = rightsOf(node);
  const rows = rowsOf(form.fields);
  const tell = (field: string, right: Right, required: boolean) =>
    change(put(data, path, withRight(node, field, right, required)));
  return (
    <table className="flow-rights">
      <thead>
        <tr>
          <th scope="col">{say("flow-design.field")}</th>
          <th scope="col">{say("flow-design.right")}</th>
          <th scope="col">{say("required")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const right = rightOf(rights, row.key);
          return (
            <tr key={row.key} data-right={right}>
              <th scope="row" className={row.inner ? "flow-rights-inner" : undefined}>
                <span className="cut">{row.label}</span>
              </th>
              <td>
                <Segmented<Right>
                  size="small"
                  aria-label={row.label}
                  value={right}
                  onChange={(next) => tell(row.key, next, rights.require.has(row.key))}
                  options={[
                    { value: "hidden", label: say("flow-design.right.hidden") },
                    { value: "read", label: say("flow-design.right.read") },
                    {
                      value: "edit",
                      label: say("flow-design.right.edit"),
                      disabled: row.computed,
                    },
                  ]}
                />
              </td>
              <td>
                <Checkbox
                  aria-label={`${row.label} ${say("required")}`}
                  disabled={right !== "edit"}
                  checked={rights.require.has(row.key)}
                  onChange={(event) => tell(row.key, right, event.target.checked)}
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
