import { Input } from "antd";
import { asParts } from "@/model/values.ts";
import { useSay, type Word } from "@/words/t.ts";
import type { EditorProps } from "../kind.ts";

const PARTS: readonly [string, Word][] = [
  ["province", "address.province"],
  ["city", "address.city"],
  ["district", "address.district"],
];

export function AddressEditor(props: EditorProps) {
  const say = useSay();
  const parts = asParts(props.value);
  const put = (part: string, text: string) => {
    const next = { ...parts, [part]: text };
    props.onChange(Object.values(next).some(Boolean) ? next : null);
  };
  return (
    <div style={{ display: "grid", gap: 6 }}>
      <div style={{ display: "flex", gap: 6 }}>
        {PARTS.map(([part, word], index) => (
          <Input
            key={part}
            {...(index === 0 && props.id ? { id: props.id } : {})}
            value={parts[part] ?? ""}
            placeholder={say(word)}
            aria-label={`${props.field.label} ${say(word)}`}
            onChange={(event) => put(part, event.target.value)}
          />
        ))}
      </div>
      {props.field.settings.detail === false ? null : (
        <Input
          value={parts.detail ?? ""}
          placeholder={say("address.detail")}
          aria-label={`${props.field.label} ${say("address.detail")}`}
          onChange={(event) => put("detail", event.target.value)}
        />
      )}
    </div>
  );
}
