import { PenLine, Upload, X } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import { isFault } from "@/data/client.ts";
import { uploadFile } from "@/data/sheets.ts";
import { asFiles } from "@/model/values.ts";
import { useSay, withWords } from "@/words/t.ts";
import type { EditorProps } from "../kind.ts";
import { SignedPicture } from "./SignedPicture.tsx";
import { pictureOf } from "./strokes.ts";

const SignBox = lazy(() =>
  withWords("editors", import("./SignBox.tsx")).then((m) => ({ default: m.SignBox })),
);

/** Signed by hand in a box of its own, or a picture of the signature for who has no hand free. */
export function SignatureEditor(props: EditorProps) {
  const say = useSay();
  const [signing, setSigning] = useState(false);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const [file] = asFiles(props.value);
  const { label } = props.field;
  const take = async (make: () => Promise<File>) => {
    setTrouble("");
    setBusy(true);
    try {
      const { id, name, size, type, thumb } = await uploadFile(
        await make(),
        props.form,
        props.path,
      );
      props.onChange([{ id, name, size, type, thumb }]);
      setSigning(false);
    } catch (error) {
      const said = isFault(error) && error.message;
      setTrouble(said || say("file.failed", { name: label }));
      setSigning(false);
    }
    setBusy(false);
  };
  /** Whatever picture it is, it is kept as a small PNG on white. */
  const redrawn = async (picked: File) => {
    const picture = await createImageBitmap(picked);
    const whole = { x: 0, y: 0, width: picture.width, height: picture.height };
    return pictureOf(picture, whole, `${label}.png`);
  };
  return (
    <div className="sign-field">
      {file ? (
        <SignedPicture file={file} form={props.form} record={props.record} />
      ) : (
        <button
          type="button"
          className="file-drop-zone sign-zone"
          aria-label={`${label} ${say("sign.start")}`}
          aria-describedby={props.describedBy}
          disabled={busy}
          onClick={() => setSigning(true)}
        >
          <PenLine size={15} />
          {busy ? say("file.busy", { n: 1 }) : say("sign.start")}
        </button>
      )}
      <div className="sign-acts">
        {file ? (
          <>
            <button
              type="button"
              className="plain-button"
              disabled={busy}
              onClick={() => setSigning(true)}
            >
              <PenLine size={14} />
              {say("sign.again")}
            </button>
            <button type="button" className="plain-button" onClick={() => props.onChange(null)}>
              <X size={14} />
              {say("sign.drop")}
            </button>
          </>
        ) : null}
        <button
          type="button"
          className="plain-button"
          disabled={busy}
          onClick={() => input.current?.click()}
        >
          <Upload size={14} />
          {say("sign.upload")}
        </button>
      </div>
      {trouble ? (
        <span className="file-drop-bad" role="alert">
          {trouble}
        </span>
      ) : null}
      <input
        ref={input}
        type="file"
        hidden
        accept="image/*"
        aria-label={`${label} ${say("sign.upload")}`}
        onChange={(event) => {
          const [picked] = event.target.files ?? [];
          if (picked) void take(() => redrawn(picked));
          event.target.value = "";
        }}
      />
      {signing ? (
        <Suspense>
          <SignBox
            label={label}
            onDone={(picture) => take(() => Promise.resolve(picture))}
            onClose={() => setSigning(false)}
          />
        </Suspense>
      ) : null}
    </div>
  );
}
