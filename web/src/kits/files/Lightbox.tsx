import { ChevronLeft, ChevronRight, Download, X } from "lucide-react";
import { type PointerEvent, useRef, useState } from "react";
import { fileUrl } from "@/data/sheets.ts";
import type { FileValue } from "@/model/api.ts";
import { Dialog } from "@/ui/Dialog.tsx";
import { useSay } from "@/words/t.ts";
import "./lightbox.css";

interface LightboxProps {
  pictures: readonly FileValue[];
  first: string;
  form: string;
  record: string;
  onClose: () => void;
}

const SWIPE = 48;

/** One picture at a time, the others a key, a click or a swipe away. */
export function Lightbox({ pictures, first, form, record, onClose }: LightboxProps) {
  const say = useSay();
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      pictures.findIndex((one) => one.id === first),
    ),
  );
  const began = useRef<number | null>(null);
  const picture = pictures[at];
  if (!picture) return null;
  const step = (by: number) => setAt((at + by + pictures.length) % pictures.length);
  const onUp = (event: PointerEvent) => {
    const moved = began.current === null ? 0 : event.clientX - began.current;
    began.current = null;
    if (Math.abs(moved) > SWIPE) step(moved < 0 ? 1 : -1);
  };
  return (
    <Dialog
      label={picture.name}
      className="lightbox"
      onClose={onClose}
      onKey={(event) => {
        const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (by) step(by);
      }}
    >
      <header className="lightbox-head">
        <span className="cut grow">{picture.name}</span>
        <span className="num" aria-live="polite">
          {at + 1} / {pictures.length}
        </span>
        <a
          className="icon-button"
          href={fileUrl(form, record, picture.id)}
          download={picture.name}
          aria-label={say("files.download", { name: picture.name })}
          title={say("files.download", { name: picture.name })}
        >
          <Download size={18} />
        </a>
        <button
          type="button"
          className="icon-button"
          data-first
          aria-label={say("close")}
          title={say("close")}
          onClick={onClose}
        >
          <X size={20} />
        </button>
      </header>
      <div
        className="lightbox-stage"
        onPointerDown={(event) => {
          began.current = event.clientX;
        }}
        onPointerUp={onUp}
      >
        <img
          key={picture.id}
          src={`${fileUrl(form, record, picture.id)}?show=1`}
          alt={picture.name}
          draggable={false}
        />
        {pictures.length > 1 ? (
          <>
            <button
              type="button"
              className="lightbox-step"
              aria-label={say("files.previous")}
              onClick={() => step(-1)}
            >
              <ChevronLeft size={24} />
            </button>
            <button
              type="button"
              className="lightbox-step"
              data-next
              aria-label={say("files.next")}
              onClick={() => step(1)}
            >
              <ChevronRight size={24} />
            </button>
          </>
        ) : null}
      </div>
    </Dialog>
  );
}
