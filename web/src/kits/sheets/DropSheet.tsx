import { FileSpreadsheet } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { uploadSheet } from "@/data/sheets.ts";
import type { SheetFile } from "@/model/api.ts";
import { useSay } from "@/words/t.ts";
import { useTell } from "../faults/useTell.ts";
import "./sheets.css";

/** Where an Excel file is put down. */
export function DropSheet({ onRead }: { onRead: (sheet: SheetFile, name: string) => void }) {
  const say = useSay();
  const tell = useTell();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [busy, setBusy] = useState("");
  const take = (file: File | undefined) => {
    if (!file) return;
    setBusy(file.name);
    uploadSheet(file)
      .then((sheet) => onRead(sheet, file.name), tell.fail)
      .finally(() => setBusy(""));
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    <>
      <button
        type="button"
        className="drop-sheet"
        data-over={over}
        aria-busy={busy !== ""}
        onClick={() => input.current?.click()}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <FileSpreadsheet size={36} aria-hidden />
        <strong>{busy ? say("sheet.reading", { name: busy }) : say("sheet.drop")}</strong>
        <span className="quiet">{say("sheet.kinds")}</span>
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".xlsx,.csv"
        aria-label={say("sheet.drop")}
        onChange={(event) => {
          take(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
    </>
  );
}
