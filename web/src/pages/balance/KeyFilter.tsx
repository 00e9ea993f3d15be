import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useDeferredValue, useState } from "react";
import { useForm } from "@/data/forms.ts";
import { pageQuery } from "@/data/records.ts";
import type { FieldView, Json } from "@/model/api.ts";
import { useSay } from "@/words/t.ts";

const MOST = 50;

interface FilterProps {
  field: FieldView;
  value: Json;
  onChange: (value: Json) => void;
}

/** One record of a key that is a link; whose records may not be read is found by its name alone. */
export function KeyFilter(props: FilterProps) {
  const to = props.field.kind === "link" ? (props.field.settings.to ?? "") : "";
  const target = useForm(to);
  return target.data ? <LinkFilter {...props} to={to} title={target.data.title} /> : null;
}

function LinkFilter({
  field,
  value,
  onChange,
  to,
  title,
}: FilterProps & { to: string; title: string }) {
  const say = useSay();
  const [q, setQ] = useState("");
  const search = useDeferredValue(q.trim());
  const page = useQuery(
    pageQuery(to, { columns: [title], limit: MOST, ...(search ? { search } : {}) }),
  );
  // The chosen one keeps its name when the list below has gone on to others.
  const chosen = useQuery(
    pageQuery(typeof value === "string" ? to : "", {
      columns: [title],
      limit: 1,
      where: { field: "id", op: "is", value },
    }),
  );
  const rows = [...(chosen.data?.rows ?? []), ...(page.data?.rows ?? [])];
  const names = new Map(rows.map((row) => [row[0], String(row[2] ?? "")]));
  return (
    <Select
      className="balance-key"
      allowClear
      value={typeof value === "string" ? value : null}
      aria-label={field.label}
      placeholder={say("balance.all", { field: field.label })}
      loading={page.isFetching}
      showSearch={{ filterOption: false, onSearch: setQ }}
      options={[...names].map(([id, label]) => ({ value: id, label }))}
      onChange={(next?: string) => onChange(next ?? null)}
    />
  );
}
