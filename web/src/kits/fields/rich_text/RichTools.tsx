import type { Editor } from "@tiptap/core";
import {
  Bold,
  ChevronDown,
  Code,
  Italic,
  Link2,
  List,
  ListOrdered,
  type LucideIcon,
  Quote,
  Redo2,
  RemoveFormatting,
  SquareCode,
  Strikethrough,
  Underline,
  Undo2,
} from "lucide-react";
import type { KeyboardEvent } from "react";
import { MenuButton } from "@/ui/Menu.tsx";
import { useSay, type Word } from "@/words/t.ts";

interface Act {
  key: string;
  word: Word;
  Icon: LucideIcon;
  keys?: string;
  on?: boolean;
  off?: boolean;
  run: () => void;
}

const LEVELS = [1, 2, 3] as const;

function actsOf(editor: Editor, onLink: () => void): Act[][] {
  const run = () => editor.chain().focus();
  return [
    [
      {
        key: "undo",
        word: "rich.undo",
        Icon: Undo2,
        keys: "Ctrl Z",
        off: !editor.can().undo(),
        run: () => run().undo().run(),
      },
      {
        key: "redo",
        word: "rich.redo",
        Icon: Redo2,
        keys: "Ctrl Y",
        off: !editor.can().redo(),
        run: () => run().redo().run(),
      },
    ],
    [
      {
        key: "bold",
        word: "rich.bold",
        Icon: Bold,
        keys: "Ctrl B",
        on: editor.isActive("bold"),
        run: () => run().toggleBold().run(),
      },
      {
        key: "italic",
        word: "rich.italic",
        Icon: Italic,
        keys: "Ctrl I",
        on: editor.isActive("italic"),
        run: () => run().toggleItalic().run(),
      },
      {
        key: "underline",
        word: "rich.underline",
        Icon: Underline,
        keys: "Ctrl U",
        on: editor.isActive("underline"),
        run: () => run().toggleUnderline().run(),
      },
      {
        key: "strike",
        word: "rich.strike",
        Icon: Strikethrough,
        keys: "Ctrl Shift S",
        on: editor.isActive("strike"),
        run: () => run().toggleStrike().run(),
      },
      {
        key: "code",
        word: "rich.code",
        Icon: Code,
        keys: "Ctrl E",
        on: editor.isActive("code"),
        run: () => run().toggleCode().run(),
      },
    ],
    [
      {
        key: "bullets",
        word: "rich.bullets",
        Icon: List,
        keys: "Ctrl Shift 8",
        on: editor.isActive("bulletList"),
        run: () => run().toggleBulletList().run(),
      },
      {
        key: "numbers",
        word: "rich.numbers",
        Icon: ListOrdered,
        keys: "Ctrl Shift 7",
        on: editor.isActive("orderedList"),
        run: () => run().toggleOrderedList().run(),
      },
      {
        key: "quote",
        word: "rich.quote",
        Icon: Quote,
        keys: "Ctrl Shift B",
        on: editor.isActive("blockquote"),
        run: () => run().toggleBlockquote().run(),
      },
      {
        key: "codeBlock",
        word: "rich.codeBlock",
        Icon: SquareCode,
        on: editor.isActive("codeBlock"),
        run: () => run().toggleCodeBlock().run(),
      },
    ],
    [
      {
        key: "link",
        word: "rich.link",
        Icon: Link2,
        on: editor.isActive("link"),
        off: !editor.isActive("link") && editor.state.selection.empty,
        run: onLink,
      },
      {
        key: "clear",
        word: "rich.clear",
        Icon: RemoveFormatting,
        run: () => run().unsetAllMarks().clearNodes().run(),
      },
    ],
  ];
}

/** One stop for the Tab key; arrows go from tool to tool. */
function onArrow(event: KeyboardEvent<HTMLElement>) {
  const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (!step) return;
  const tools = [...event.currentTarget.querySelectorAll<HTMLButtonElement>(":scope > button")];
  const free = tools.filter((tool) => !tool.disabled);
  const at = free.indexOf(document.activeElement as HTMLButtonElement);
  if (at < 0) return;
  event.preventDefault();
  free[(at + step + free.length) % free.length]?.focus();
}

export function RichTools({ editor, onLink }: { editor: Editor; onLink: () => void }) {
  const say = useSay();
  const level = LEVELS.find((one) => editor.isActive("heading", { level: one }));
  const style = level ? say("rich.heading", { n: level }) : say("rich.plain");
  const run = () => editor.chain().focus();
  const styles = [
    {
      key: "plain",
      label: say("rich.plain"),
      checked: level === undefined,
      onClick: () => run().setParagraph().run(),
    },
    ...LEVELS.map((one) => ({
      key: `h${one}`,
      label: say("rich.heading", { n: one }),
      checked: level === one,
      onClick: () => run().setHeading({ level: one }).run(),
    })),
  ];
  const [history = [], ...others] = actsOf(editor, onLink);
  const tool = ({ key, word, Icon, keys, on, off, run }: Act) => (
    <button
      key={key}
      type="button"
      className="icon-button"
      tabIndex={-1}
      aria-label={say(word)}
      title={keys ? `${say(word)} ${keys}` : say(word)}
      {...(on === undefined ? {} : { "aria-pressed": on })}
      disabled={off ?? false}
      // The selection in the text stays where it is.
      onMouseDown={(event) => event.preventDefault()}
      onClick={run}
    >
      <Icon size={15} />
    </button>
  );
  return (
    <div role="toolbar" aria-label={say("rich.tools")} className="rich-tools" onKeyDown={onArrow}>
      <MenuButton items={styles} className="plain-button" label={`${say("rich.style")} ${style}`}>
        <span className="grow">{style}</span>
        <ChevronDown size={14} aria-hidden />
      </MenuButton>
      {others.map((group, at) => [<i key={at} aria-hidden />, ...group.map(tool)])}
      <i aria-hidden />
      {history.map(tool)}
    </div>
  );
}
