import { Input } from "antd";
import { asText } from "@/model/values.ts";
import type { EditorProps } from "../kind.ts";
import { htmlOf, wordsOf } from "./words.ts";

export function RichEditor(props: EditorProps) {
  return (
    <Input.TextArea
      {...(props.id ? { id: props.id } : {})}
      value={wordsOf(asText(props.value))}
      autoSize={{ minRows: 4, maxRows: 20 }}
      aria-label={props.label}
      onChange={(event) =>
        props.onChange(event.target.value === "" ? null : htmlOf(event.target.value))
      }
    />
  );
}
