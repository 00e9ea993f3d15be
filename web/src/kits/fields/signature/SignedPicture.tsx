import { fileUrl } from "@/data/sheets.ts";
import type { FileValue } from "@/model/api.ts";
import "./signature.css";

/** Ink on white paper, in the dark too. */
export function SignedPicture(props: {
  file: FileValue;
  form: string;
  record: string;
  small?: boolean;
}) {
  const { file, form, record, small } = props;
  return (
    <span className={small ? "signed signed-small" : "signed"} title={file.name}>
      <img src={fileUrl(form, record, file.id, true)} alt={file.name} loading="lazy" />
    </span>
  );
}
