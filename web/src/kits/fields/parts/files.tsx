import { File as FileIcon } from "lucide-react";
import { fileUrl } from "@/data/sheets.ts";
import type { FileValue } from "@/model/api.ts";
import { asFiles, fileSize } from "@/model/values.ts";
import type { CellProps } from "../kind.ts";
import "./files.css";

export function FileFace({
  file,
  form,
  record,
}: {
  file: FileValue;
  form: string;
  record: string;
}) {
  if (file.thumb)
    return <img src={fileUrl(form, record, file.id, true)} alt={file.name} loading="lazy" />;
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
  return (
    <ul className="files">
      {files.map((file) => (
        <li key={file.id}>
          <a
            href={fileUrl(form, record, file.id)}
            target="_blank"
            rel="noreferrer"
            className="file"
          >
            <FileFace file={file} form={form} record={record} />
            <span className="cut grow">{file.name}</span>
            <span className="quiet num">{fileSize(file.size)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
