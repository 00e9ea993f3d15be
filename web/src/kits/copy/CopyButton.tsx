import { Check, Copy } from "lucide-react";
import { type RefObject, useState } from "react";
import { useSay } from "@/words/t.ts";
import "./copy.css";

interface Props {
  text: string;
  label: string;
  /** Where the text stands: without https the browser has no clipboard for us, and it is selected there. */
  shown: RefObject<HTMLElement | null>;
}

/** Says what became of it; by hand where the browser does not do it for us. */
export function CopyButton({ text, label, shown }: Props) {
  const say = useSay();
  const [copied, setCopied] = useState<boolean | null>(null);
  const copy = async () => {
    const done = await (navigator.clipboard?.writeText(text) ?? Promise.reject()).then(
      () => true,
      () => {
        if (shown.current) window.getSelection()?.selectAllChildren(shown.current);
        return document.execCommand("copy");
      },
    );
    setCopied(done);
  };
  return (
    <>
      <button type="button" className="button" onClick={() => void copy()}>
        {copied ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
        {copied ? say("copied") : label}
      </button>
      <span className="quiet copy-by-hand" role="status">
        {copied === false ? say("copyByHand") : ""}
      </span>
    </>
  );
}
