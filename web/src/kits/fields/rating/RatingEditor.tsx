import { Rate } from "antd";
import { asText } from "@/model/values.ts";
import type { EditorProps } from "../kind.ts";

export function RatingEditor(props: EditorProps) {
  return (
    <Rate
      count={props.field.settings.top ?? 5}
      value={Number(asText(props.value))}
      onChange={(stars) => props.onChange(stars ? String(stars) : null)}
    />
  );
}
