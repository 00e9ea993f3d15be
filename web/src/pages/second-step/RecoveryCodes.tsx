import { Button } from "antd";
import { Download } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useMe } from "@/data/session.ts";
import { CopyButton } from "@/kits/copy/CopyButton.tsx";
import { useSay } from "@/words/t.ts";

const GONE_MS = 10_000;

function keepFile(name: string, text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), GONE_MS);
}

/** Shown this once; they stay until one says that they are kept. */
export function RecoveryCodes(props: { codes: readonly string[]; onKept: () => Promise<void> }) {
  const say = useSay();
  const me = useMe();
  const list = useRef<HTMLOListElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const [going, setGoing] = useState(false);
  // The field that had the focus is gone; who listens to the page hears where it went on.
  useEffect(() => title.current?.focus(), []);
  const text = props.codes.join("\n");
  const download = () => {
    const date = new Date().toLocaleDateString("sv");
    const head = say("secondStep.fileHead", { login: me.member.login, date });
    keepFile(`${say("secondStep.file")}.txt`, `${head}\n\n${text}\n`);
  };
  return (
    <>
      <h2 ref={title} tabIndex={-1} className="second-step-heading">
        {say("secondStep.codes")}
      </h2>
      <p>{say("secondStep.codesText")}</p>
      <ol ref={list} className="second-step-codes">
        {props.codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="second-step-acts">
        <CopyButton text={text} label={say("copy")} shown={list} />
        <button type="button" className="button" onClick={download}>
          <Download size={15} aria-hidden />
          {say("secondStep.download")}
        </button>
        <span className="spacer" />
        <Button
          type="primary"
          loading={going}
          onClick={() => {
            setGoing(true);
            void props.onKept();
          }}
        >
          {say("secondStep.done")}
        </Button>
      </div>
    </>
  );
}
