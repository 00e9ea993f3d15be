import { Button, Input, type InputRef, Modal } from "antd";
import { Check, Copy } from "lucide-react";
import { useRef, useState } from "react";
import { useSay } from "@/words/t.ts";

export interface Secret {
  name: string;
  login: string;
  password: string;
}

/** Shown once: a slip of the hand beside the box must not lose it, so only the button closes. */
export function OneTimePassword({
  name,
  login,
  password,
  onClose,
}: Secret & { onClose: () => void }) {
  const say = useSay();
  const box = useRef<InputRef>(null);
  const [copied, setCopied] = useState<boolean | null>(null);
  const copy = async () => {
    box.current?.select();
    // Without https the browser has no clipboard for us; the text is then selected for Ctrl-C.
    const done = await (navigator.clipboard?.writeText(password) ?? Promise.reject()).then(
      () => true,
      () => document.execCommand("copy"),
    );
    setCopied(done);
  };
  return (
    <Modal
      open
      centered
      width={440}
      title={say("people.once", { name })}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={
        <Button type="primary" onClick={onClose}>
          {say("people.onceDone")}
        </Button>
      }
    >
      <p className="quiet">{say("people.onceText")}</p>
      <dl className="people-secret">
        <dt>{say("people.login")}</dt>
        <dd>{login}</dd>
        <dt>{say("people.oncePassword")}</dt>
        <dd className="row-flex">
          <Input
            ref={box}
            readOnly
            value={password}
            aria-label={say("people.oncePassword")}
            className="people-secret-box"
            onFocus={({ target }) => target.select()}
          />
          <button type="button" className="button" onClick={() => void copy()}>
            {copied ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
            {say(copied ? "people.copied" : "people.copy")}
          </button>
        </dd>
      </dl>
      <p className="quiet" role="status">
        {copied === false ? say("people.copyByHand") : ""}
      </p>
    </Modal>
  );
}
