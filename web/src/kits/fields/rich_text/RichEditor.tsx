import type { Editor } from "@tiptap/core";
import { useEffect, useReducer, useRef, useState } from "react";
import { asText } from "@/model/values.ts";
import type { EditorProps } from "../kind.ts";
import "./editor.css";
import { makeEditor } from "./editing.ts";
import { LinkBox } from "./LinkBox.tsx";
import { RichTools } from "./RichTools.tsx";
import "./rich.css";

/** Formatted text. What stands in it is given on at every change, and taken from outside only when it differs. */
export function RichEditor(props: EditorProps) {
  const page = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<Editor | null>(null);
  const [linking, setLinking] = useState(false);
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const given = useRef(props);
  given.current = props;
  const known = useRef(props.value);
  useEffect(() => {
    if (!page.current) return;
    const { id, label, field, describedBy, value } = given.current;
    const made = makeEditor({
      element: page.current,
      html: asText(value),
      attributes: {
        tabindex: "0",
        "aria-label": label ?? field.label,
        ...(id ? { id } : {}),
        ...(describedBy ? { "aria-describedby": describedBy } : {}),
      },
      onHtml: (html) => {
        known.current = html;
        given.current.onChange(html);
      },
    });
    made.on("transaction", redraw);
    setEditor(made);
    return () => made.destroy();
  }, []);
  const { value } = props;
  useEffect(() => {
    if (!editor || value === known.current) return;
    known.current = value;
    editor.commands.setContent(asText(value), { emitUpdate: false });
  }, [editor, value]);
  return (
    <div className="rich-box" data-bad={props.invalid || undefined}>
      {editor ? <RichTools editor={editor} onLink={() => setLinking(true)} /> : null}
      {editor && linking ? <LinkBox editor={editor} onClose={() => setLinking(false)} /> : null}
      <div ref={page} className="rich-page" />
    </div>
  );
}
