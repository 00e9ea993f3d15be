import { File as FileIcon } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { fileUrl } from "@/data/sheets.ts";
import type { FileValue } from "@/model/api.ts";
import { asFiles, fileSize } from "@/model/values.ts";
import { withWords } from "@/words/t.ts";
import type { CellProps } from "../kind.ts";
import "./files.css";

export function FileFace({
  file,
  form,
  record,
  named,
}: {
  file: FileValue;
  form: string;
  record: string;
  /** Its name stands beside it. */
  named?: boolean;
}) {
  if (file.thumb) {
    const alt = named ? "" : file.name;
    return <img src={fileUrl(form, record, file.id, true)} alt={alt} loading="lazy" />;
  }
  return <FileIcon size={14} aria-hidden />;
}

export function FilesCell({ value, form, record, roomy }: CellProps) {
  const files = asFiles(value);
  if (!roomy) {
    return (
      <span className="cell-list files-cell">
        {files.map((file) => (
          <span key={file.id} className="file-small" title={file.name}>
            <FileFace file={file} form={form} record={record} />
            {file.thumb ? null : <span className="cut">{file.name}</span>}
          </span>
        ))}
      </span>
    );
  }
  return <FileRows files={files} form={form} record={record} />;
}

const Lightbox = lazy(() =>
  withWords("record", import("../../files/Lightbox.tsx")).then((m) => ({ default: m.Lightbox })),
);

interface Held {
  files: readonly FileValue[];
  form: string;
  record: string;
}

/** A file's face and name: pictures are looked at in place, everything else is fetched. */
export function FileName(props: Held & { file: FileValue }) {
  const { file, files, form, record } = props;
  const [open, setOpen] = useState(false);
  const face = (
    <>
      <FileFace file={file} form={form} record={record} named />
      <span className="cut grow">{file.name}</span>
    </>
  );
  if (!file.thumb)
    return (
      <a
        href={fileUrl(form, record, file.id)}
        target="_blank"
        rel="noreferrer"
        className="file-name"
      >
        {face}
      </a>
    );
  return (
    <>
      <button type="button" className="file-name" onClick={() => setOpen(true)}>
        {face}
      </button>
      {open ? (
        <Suspense>
          <Lightbox
            pictures={files.filter((one) => one.thumb)}
            first={file.id}
            form={form}
            record={record}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      ) : null}
    </>
  );
}

function FileRows({ files, form, record }: Held) {
  return (
    <ul className="files">
      {files.map((file) => (
        <li key={file.id} className="file">
          <FileName file={file} files={files} form={form} record={record} />
          <span className="quiet num">{fileSize(file.size)}</span>
        </li>
      ))}
    </ul>
  );
}
