import { Paperclip, X } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { isFault } from "@/data/client.ts";
import { uploadFile } from "@/data/sheets.ts";
import type { FileValue, Value } from "@/model/api.ts";
import { asFiles, fileSize } from "@/model/values.ts";
import { useSay } from "@/words/t.ts";
import type { EditorProps } from "../kind.ts";
import { FileName } from "./files.tsx";

const asValue = ({ id, name, size, type, thumb }: FileValue): Value => ({
  id,
  name,
  size,
  type,
  thumb,
});

function useUpload(props: EditorProps, most: number) {
  const say = useSay();
  const [busy, setBusy] = useState(0);
  const [trouble, setTrouble] = useState("");
  const files = asFiles(props.value);
  const take = async (picked: readonly File[]) => {
    setTrouble("");
    const { max_size } = props.field.settings;
    const room = picked.slice(0, Math.max(0, most - files.length));
    const fit = room.filter((file) => !max_size || file.size <= max_size);
    if (room.length < picked.length) setTrouble(say("file.tooMany", { n: most }));
    if (fit.length < room.length) setTrouble(say("file.tooBig", { size: fileSize(max_size ?? 0) }));
    setBusy(fit.length);
    const done: FileValue[] = [];
    for (const file of fit) {
      try {
        done.push(await uploadFile(file, props.form, props.path));
      } catch (error) {
        setTrouble(
          isFault(error) && error.message ? error.message : say("file.failed", { name: file.name }),
        );
      }
    }
    setBusy(0);
    if (done.length) props.onChange([...files, ...done].map(asValue));
  };
  return { busy, trouble, files, take };
}

/** Drop, pick, or on a phone photograph. */
export function FilesEditor(props: EditorProps & { images?: boolean }) {
  const say = useSay();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const most = props.field.settings.most ?? 20;
  const { busy, trouble, files, take } = useUpload(props, most);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take([...event.dataTransfer.files]);
  };
  const remove = (id: string) => {
    const left = files.filter((file) => file.id !== id);
    props.onChange(left.length ? left.map(asValue) : null);
  };
  const accept = props.images ? "image/*" : props.field.settings.types?.join(",");
  return (
    <div className="file-drop">
      {files.map((file) => (
        <div key={file.id} className="file">
          <FileName file={file} files={files} form={props.form} record={props.record} />
          <span className="quiet num">{fileSize(file.size)}</span>
          <button
            type="button"
            className="icon-button"
            aria-label={say("file.remove", { name: file.name })}
            onClick={() => remove(file.id)}
          >
            <X size={14} />
          </button>
        </div>
      ))}
      {files.length < most ? (
        <button
          type="button"
          className="file-drop-zone"
          data-over={over}
          aria-describedby={props.describedBy}
          onClick={() => input.current?.click()}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={onDrop}
        >
          <Paperclip size={14} />
          {busy
            ? say("file.busy", { n: busy })
            : say(props.images ? "file.dropImage" : "file.drop")}
        </button>
      ) : null}
      {trouble ? (
        <span className="file-drop-bad" role="alert">
          {trouble}
        </span>
      ) : null}
      <input
        ref={input}
        type="file"
        hidden
        aria-label={props.field.label}
        multiple={most > 1}
        {...(accept ? { accept } : {})}
        onChange={(event) => {
          void take([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
    </div>
  );
}
