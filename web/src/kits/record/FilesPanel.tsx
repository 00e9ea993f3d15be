import { LayoutGrid, List, Paperclip } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { fileUrl } from "@/data/sheets.ts";
import type { FieldView, FileValue, FormView, RecordData, Value } from "@/model/api.ts";
import { asFiles, asList } from "@/model/values.ts";
import { StatePanel } from "@/ui/bits.tsx";
import { useSay, withWords } from "@/words/t.ts";
import { FieldCell } from "../fields/index.ts";
import "./files.css";

const Lightbox = lazy(() =>
  withWords("record", import("../files/Lightbox.tsx")).then((m) => ({ default: m.Lightbox })),
);

const HOLD_FILES = new Set(["files", "images", "signature"]);
const KEPT = "tombolo.files";

interface Shelf {
  key: string;
  label: string;
  field: FieldView;
  value: Value;
}

/** Every field that holds files, those of sub-form rows too, with what is in it. */
function shelvesOf(form: FormView, record: RecordData): Shelf[] {
  const own = (field: FieldView, value: Value, key: string, label: string): Shelf[] =>
    HOLD_FILES.has(field.kind) && asFiles(value).length ? [{ key, label, field, value }] : [];
  return form.fields.flatMap((field) => {
    const value = record.values[field.key] ?? null;
    if (field.kind !== "lines") return own(field, value, field.key, field.label);
    return asList(value).flatMap((line, row) =>
      (field.fields ?? []).flatMap((part) => {
        const inside =
          line && typeof line === "object" && !Array.isArray(line) ? line[part.key] : null;
        const label = `${field.label} ${row + 1} · ${part.label}`;
        return own(part, inside ?? null, `${field.key}.${row}.${part.key}`, label);
      }),
    );
  });
}

function Thumbs(props: {
  shelf: Shelf;
  form: string;
  record: string;
  onOpen: (file: FileValue) => void;
}) {
  const { shelf, form, record, onOpen } = props;
  return (
    <ul className="thumbs">
      {asFiles(shelf.value).map((file) => (
        <li key={file.id}>
          {file.thumb ? (
            <button
              type="button"
              className="thumb"
              data-whole={shelf.field.kind === "signature" || undefined}
              title={file.name}
              onClick={() => onOpen(file)}
            >
              <img src={fileUrl(form, record, file.id, true)} alt={file.name} loading="lazy" />
            </button>
          ) : (
            <a className="thumb" href={fileUrl(form, record, file.id)} title={file.name}>
              <Paperclip size={18} aria-hidden />
              <span className="thumb-name">{file.name}</span>
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}

/** The files of a record in one place, by the field that holds them: as a list, or to look at. */
export function FilesPanel({ form, record }: { form: FormView; record: RecordData }) {
  const say = useSay();
  const [wall, setWall] = useState(() => localStorage.getItem(KEPT) !== "list");
  const [open, setOpen] = useState<string | null>(null);
  const shelves = shelvesOf(form, record);
  if (shelves.length === 0)
    return (
      <StatePanel icon={<Paperclip />} title={say("files.none")} text={say("files.noneText")} />
    );
  const pictures = shelves.flatMap(({ value }) => asFiles(value).filter((file) => file.thumb));
  const turn = (next: boolean) => {
    localStorage.setItem(KEPT, next ? "wall" : "list");
    setWall(next);
  };
  const ways = [
    [true, say("files.wall"), LayoutGrid],
    [false, say("files.list"), List],
  ] as const;
  return (
    <div className="files-panel">
      <div className="files-ways">
        {ways.map(([way, label, Icon]) => (
          <button
            key={label}
            type="button"
            className="icon-button"
            aria-label={label}
            title={label}
            aria-pressed={wall === way}
            onClick={() => turn(way)}
          >
            <Icon size={15} />
          </button>
        ))}
      </div>
      {shelves.map((shelf) => (
        <section key={shelf.key} aria-label={shelf.label}>
          <h3 className="quiet">{shelf.label}</h3>
          {wall ? (
            <Thumbs
              shelf={shelf}
              form={form.form}
              record={record.id}
              onOpen={(file) => setOpen(file.id)}
            />
          ) : (
            <FieldCell
              field={shelf.field}
              value={shelf.value}
              form={form.form}
              record={record.id}
              roomy
            />
          )}
        </section>
      ))}
      {open ? (
        <Suspense>
          <Lightbox
            pictures={pictures}
            first={open}
            form={form.form}
            record={record.id}
            onClose={() => setOpen(null)}
          />
        </Suspense>
      ) : null}
    </div>
  );
}
