import { PutsPart as Puts } from "@/kits/design/PutsPart.tsx";
import { ConditionFormula } from "@/kits/formula/ConditionFormula.tsx";
import { at, mapOf, type Path, put } from "@/model/design.ts";
import { useDesigning } from "./context.ts";

/** Fields that are written at a moment of the flow. */
export function PutsPart({ label, path }: { label: string; path: Path }) {
  const { data, change, form } = useDesigning();
  return (
    <Puts
      label={label}
      fields={form.fields.filter((one) => !one.computed && one.kind !== "lines")}
      puts={mapOf(at(data, path))}
      value={({ value, ...on }) => (
        <ConditionFormula
          any
          form={form.form}
          formula={value}
          label={on.label}
          onChange={on.onChange}
        />
      )}
      onChange={(puts) => change(put(data, path, Object.keys(puts).length > 0 ? puts : undefined))}
    />
  );
}
