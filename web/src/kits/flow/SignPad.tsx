import { PenLine } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { isFault } from "@/data/client.ts";
import { uploadSignature } from "@/data/flows.ts";
import { useSay, withWords } from "@/words/t.ts";
import "./flow.css";

const SignBox = lazy(() =>
  withWords("editors", import("../fields/signature/SignBox.tsx")).then((m) => ({
    default: m.SignBox,
  })),
);

export interface Signed {
  id: string;
  shown: string;
}

/** Signs a decision by hand, on the paper that signature fields use. */
export function SignPad(props: {
  task: string;
  value: Signed | null;
  bad: string;
  onChange: (signed: Signed | null) => void;
}) {
  const { task, value, bad, onChange } = props;
  const say = useSay();
  const [signing, setSigning] = useState(false);
  const [trouble, setTrouble] = useState("");
  // The picture lives in the browser until the decision is made.
  useEffect(() => () => URL.revokeObjectURL(value?.shown ?? ""), [value]);
  const take = async (picture: File) => {
    setTrouble("");
    try {
      const { id } = await uploadSignature(task, picture);
      onChange({ id, shown: URL.createObjectURL(picture) });
    } catch (error) {
      setTrouble((isFault(error) && error.message) || say("flow.signFailed"));
    }
    setSigning(false);
  };
  return (
    <div className="flow-sign" data-bad={bad || trouble ? true : undefined}>
      <button type="button" className="flow-sign-paper" onClick={() => setSigning(true)}>
        {value ? (
          <img src={value.shown} alt={say("flow.mySignature")} />
        ) : (
          <>
            <PenLine size={15} aria-hidden />
            {say("flow.signHere")}
          </>
        )}
      </button>
      {bad || trouble ? (
        <span className="field-note" role="alert">
          {trouble || bad}
        </span>
      ) : null}
      {signing ? (
        <Suspense>
          <SignBox
            label={say("flow.mySignature")}
            onDone={take}
            onClose={() => setSigning(false)}
          />
        </Suspense>
      ) : null}
    </div>
  );
}
