import { useQuery } from "@tanstack/react-query";
import { ListTree, Plus } from "lucide-react";
import { useForm } from "@/data/forms.ts";
import { pageQuery } from "@/data/records.ts";
import type { FormView, RecordData, Related } from "@/model/api.ts";
import { defaultColumns } from "@/model/columns.ts";
import { fieldOf, isBlank } from "@/model/values.ts";
import { Bone, StatePanel } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";
import { useDoor } from "../door/door.ts";
import { FieldCell } from "../fields/index.ts";
import { useGo } from "../go.ts";

const SHOWN = 5;
const FACTS = 4;

function RelatedList({ related, record }: { related: Related; record: RecordData }) {
  const say = useSay();
  const door = useDoor();
  const go = useGo();
  const form = useForm(related.form).data;
  const columns = form
    ? [form.title, ...defaultColumns(form).map((column) => column.path)]
        .filter((path, at, all) => path && path !== related.field && all.indexOf(path) === at)
        .slice(0, FACTS + 1)
    : [];
  const where = { field: related.field, op: "is" as const, value: record.id };
  const page = useQuery(pageQuery(related.form, { columns, where, limit: SHOWN, count: true }));
  const link = { [related.field]: { id: record.id, title: record.title } };
  const total = page.data?.count;
  const all = () =>
    go.form(related.form, {
      where: { field: related.field, op: "is", value: { id: record.id, title: record.title } },
    });
  return (
    <section className="related" aria-label={related.label}>
      <header className="row-flex">
        <h3 className="grow cut">
          {related.label}{" "}
          <span className="quiet num">{total ? `${total.n}${total.more ? "+" : ""}` : ""}</span>
        </h3>
        {related.verbs.includes("create") ? (
          <button
            type="button"
            className="icon-button"
            aria-label={say("record.newOf", { form: related.label })}
            onClick={() => void door.create(related.form, link)}
          >
            <Plus size={16} />
          </button>
        ) : null}
      </header>
      {page.isPending ? <Bone height={40} /> : null}
      {page.error ? <p className="quiet">{say("fault.broken")}</p> : null}
      {page.data?.rows.map((row) => (
        <div key={row[0]} className="related-row">
          <button
            type="button"
            className="related-open cut"
            onClick={() => door.open(related.form, row[0])}
          >
            {form && fieldOf(form, columns[0] ?? "") ? (
              <FieldCell
                field={fieldOf(form, columns[0] ?? "")!}
                value={row[2] ?? null}
                form={related.form}
                record={row[0]}
              />
            ) : (
              row[0].slice(0, 8)
            )}
          </button>
          <div className="related-facts">
            {columns.slice(1).map((path, at) => {
              const field = fieldOf(form, path);
              const value = row[at + 3] ?? null;
              return field && !isBlank(value) ? (
                <FieldCell
                  key={path}
                  field={field}
                  value={value}
                  form={related.form}
                  record={row[0]}
                />
              ) : null;
            })}
          </div>
        </div>
      ))}
      {page.data?.rows.length === 0 ? <p className="quiet">{say("related.none")}</p> : null}
      {total && total.n > SHOWN ? (
        <button type="button" className="plain-button" onClick={all}>
          {say("related.all", { n: total.n })}
        </button>
      ) : null}
    </section>
  );
}

/** Records of other forms that point here. */
export function RelatedLists({ form, record }: { form: FormView; record: RecordData }) {
  const say = useSay();
  if (form.related.length === 0)
    return <StatePanel icon={<ListTree />} title={say("related.nothing")} />;
  return (
    <div style={{ display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: 20 }}>
      {form.related.map((related) => (
        <RelatedList key={related.key} related={related} record={record} />
      ))}
    </div>
  );
}
