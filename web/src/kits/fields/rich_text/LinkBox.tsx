import type { Editor } from "@tiptap/core";
import { useState } from "react";
import { useSay } from "@/words/t.ts";
import { addressOf } from "./editing.ts";

/** Where the selected words lead to. */
export function LinkBox({ editor, onClose }: { editor: Editor; onClose: () => void }) {
  const say = useSay();
  const old = String(editor.getAttributes("link").href ?? "");
  const [text, setText] = useState(old);
  const [bad, setBad] = useState(false);
  const chain = () => editor.chain().focus().extendMarkRange("link");
  const keep = () => {
    const href = addressOf(text);
    if (!href) return setBad(true);
    // One writes on behind the link, not over it and not in it.
    chain()
      .setLink({ href })
      .command(({ tr, commands }) => commands.setTextSelection(tr.selection.to))
      .unsetMark("link")
      .run();
    onClose();
  };
  const drop = () => {
    chain().unsetLink().run();
    onClose();
  };
  return (
    <div className="rich-link">
      <input
        autoFocus
        type="url"
        value={text}
        placeholder="https://"
        aria-label={say("rich.address")}
        aria-invalid={bad}
        onChange={(event) => {
          setText(event.target.value);
          setBad(false);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "Enter") {
            event.preventDefault();
            keep();
          }
          if (event.key === "Escape") {
            event.stopPropagation();
            editor.commands.focus();
            onClose();
          }
        }}
      />
      <button type="button" className="button" onClick={keep}>
        {say("rich.linkKeep")}
      </button>
      {old ? (
        <button type="button" className="button" onClick={drop}>
          {say("rich.linkDrop")}
        </button>
      ) : null}
      {bad ? (
        <span className="file-drop-bad" role="alert">
          {say("rich.linkBad")}
        </span>
      ) : null}
    </div>
  );
}
