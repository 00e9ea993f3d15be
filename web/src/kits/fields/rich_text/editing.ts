/** What the editor knows. The server keeps the same (schema/kinds/rich_text.py); a journey compares the two. */
import { Editor } from "@tiptap/core";
import StarterKit from "@tiptap/starter-kit";
import { cleanPasted } from "./pasted.ts";

const LEVELS: (1 | 2 | 3)[] = [1, 2, 3];
const SCHEMES = /^(https?|mailto|tel):/i;

const KNOWN = StarterKit.configure({
  heading: { levels: LEVELS },
  horizontalRule: false,
  // A paragraph after everything would be saved as an empty line.
  trailingNode: false,
  link: {
    openOnClick: false,
    autolink: true,
    defaultProtocol: "https",
    isAllowedUri: (url, { defaultValidate }) => SCHEMES.test(url) && defaultValidate(url),
    HTMLAttributes: { target: null, rel: "noopener noreferrer", class: null },
  },
});

interface Wishes {
  element: HTMLElement;
  html: string;
  attributes: Record<string, string>;
  onHtml: (html: string | null) => void;
}

export function makeEditor({ element, html, attributes, onHtml }: Wishes): Editor {
  return new Editor({
    element,
    extensions: [KNOWN],
    content: html,
    editorProps: {
      attributes: { class: "rich", role: "textbox", "aria-multiline": "true", ...attributes },
      transformPastedHTML: cleanPasted,
    },
    onUpdate: ({ editor }) => onHtml(htmlOf(editor)),
  });
}

/** Nothing but empty lines is nothing. */
export const htmlOf = (editor: Editor): string | null =>
  editor.getText().trim() === "" ? null : editor.getHTML();

/** An address as people type it; null for what is none. */
export function addressOf(text: string): string | null {
  const typed = text.trim();
  if (!typed || /\s/.test(typed)) return null;
  if (SCHEMES.test(typed)) return typed;
  if (/^[a-z][a-z0-9+.-]*:(?!\d)/i.test(typed)) return null;
  if (/^[^@/]+@[^@/]+\.[^@/]+$/.test(typed)) return `mailto:${typed}`;
  return typed.includes(".") ? `https://${typed}` : null;
}
