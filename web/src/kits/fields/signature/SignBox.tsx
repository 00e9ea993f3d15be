import { Eraser, Undo2 } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import SignaturePad from "signature_pad";
import { Dialog } from "@/ui/Dialog.tsx";
import { ask } from "@/ui/notices.tsx";
import { useSay } from "@/words/t.ts";
import { boundsOf, pictureOf } from "./strokes.ts";

interface BoxProps {
  label: string;
  onDone: (picture: File) => Promise<void>;
  onClose: () => void;
}

/** Paper of its own: white and black in the dark too, as wide as a phone. */
export function SignBox({ label, onDone, onClose }: BoxProps) {
  const say = useSay();
  const paper = useRef<HTMLCanvasElement>(null);
  const pad = useRef<SignaturePad | null>(null);
  const [strokes, setStrokes] = useState(0);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const canvas = paper.current;
    if (!canvas) return;
    const made = new SignaturePad(canvas, {
      minWidth: 0.9,
      maxWidth: 2.8,
      penColor: "#14181f",
    });
    pad.current = made;
    // The paper has as many dots as the screen; what was written stays when it turns.
    const lay = () => {
      const written = made.toData();
      const ratio = Math.max(window.devicePixelRatio, 1);
      canvas.width = canvas.offsetWidth * ratio;
      canvas.height = canvas.offsetHeight * ratio;
      canvas.getContext("2d")?.scale(ratio, ratio);
      made.clear();
      made.fromData(written);
    };
    lay();
    const watch = new ResizeObserver(lay);
    watch.observe(canvas);
    made.addEventListener("endStroke", () => setStrokes(made.toData().length));
    return () => {
      watch.disconnect();
      made.off();
    };
  }, []);
  const write = (next: ReturnType<SignaturePad["toData"]>) => {
    pad.current?.fromData(next);
    setStrokes(next.length);
  };
  const undo = () => write(pad.current?.toData().slice(0, -1) ?? []);
  const done = async () => {
    const canvas = paper.current;
    const size = { width: canvas?.offsetWidth ?? 0, height: canvas?.offsetHeight ?? 0 };
    const part = boundsOf(pad.current?.toData() ?? [], size);
    if (!canvas || !part) return;
    const dots = canvas.width / size.width;
    const inDots = {
      x: part.x * dots,
      y: part.y * dots,
      width: part.width * dots,
      height: part.height * dots,
    };
    setBusy(true);
    await onDone(await pictureOf(canvas, inDots, `${label}.png`)).finally(() => setBusy(false));
  };
  const leave = async () => {
    const question = {
      title: say("sign.leaveAsk"),
      text: say("sign.leaveText"),
      yes: say("record.leave"),
      no: say("record.stay"),
    };
    if (!pad.current?.toData().length || (await ask(question))) onClose();
  };
  const onKey = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    undo();
  };
  return (
    <Dialog label={label} onClose={() => void leave()} onKey={onKey}>
      <h2>{label}</h2>
      <div className="sign-paper">
        <canvas ref={paper} role="img" aria-label={say("sign.paper")} />
        {strokes ? null : (
          <span className="sign-hint" aria-hidden>
            {say("sign.hint")}
          </span>
        )}
      </div>
      <div className="dialog-foot">
        <button type="button" className="plain-button" disabled={!strokes} onClick={undo}>
          <Undo2 size={15} />
          {say("sign.undo")}
        </button>
        <button
          type="button"
          className="plain-button"
          disabled={!strokes}
          onClick={() => write([])}
        >
          <Eraser size={15} />
          {say("sign.clear")}
        </button>
        <span className="spacer" />
        <button type="button" className="button" onClick={() => void leave()}>
          {say("cancel")}
        </button>
        <button
          type="button"
          className="button primary"
          disabled={!strokes || busy}
          onClick={() => void done()}
        >
          {say("sign.done")}
        </button>
      </div>
    </Dialog>
  );
}
