import { useInfiniteQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Button, Checkbox } from "antd";
import { ArrowLeft, Trash2 } from "lucide-react";
import { useMemo, useState } from "react";
import { useForm } from "@/data/forms.ts";
import { rowsQuery, useBulk } from "@/data/records.ts";
import { useMe } from "@/data/session.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { useTell } from "@/kits/faults/useTell.ts";
import { FieldCell } from "@/kits/fields/index.ts";
import { useGo } from "@/kits/go.ts";
import { ListBones } from "@/kits/list/ListBones.tsx";
import type { FormView } from "@/model/api.ts";
import { fieldOf } from "@/model/values.ts";
import { StatePanel } from "@/ui/bits.tsx";
import { ask } from "@/ui/notices.tsx";
import { useSay } from "@/words/t.ts";
import "@/kits/list/list.css";
import "./bin.css";

function useBin(form: FormView) {
  const columns = useMemo(() => {
    const own = form.fields
      .filter((field) => field.kind !== "lines" && field.key !== form.title)
      .slice(0, 2);
    const wanted = [form.title, ...own.map((field) => field.key), "updated_by", "updated_at"];
    return [...new Set(wanted)].filter((key) => fieldOf(form, key));
  }, [form]);
  const query = useInfiniteQuery(rowsQuery(form.form, { columns, bin: true, limit: 100 }));
  return { columns, query, rows: query.data?.pages.flatMap((page) => page.rows) ?? [] };
}

function Bin({ form }: { form: FormView }) {
  const say = useSay();
  const tell = useTell();
  const go = useGo();
  const me = useMe();
  const { columns, query, rows } = useBin(form);
  const { restore, purge } = useBulk(form.form);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const ids = [...picked];
  // Nothing changes in the bin: who changed it last is who deleted it.
  const headOf = (key: string) =>
    key === "updated_by"
      ? say("bin.by")
      : key === "updated_at"
        ? say("bin.at")
        : fieldOf(form, key)?.label;
  const turn = (id: string) => {
    const next = new Set(picked);
    next.has(id) ? next.delete(id) : next.add(id);
    setPicked(next);
  };
  const bring = () =>
    restore.mutate(ids, {
      onError: tell.fail,
      onSuccess: () => {
        tell.good(say("bin.restored", { n: ids.length }));
        setPicked(new Set());
      },
    });
  const burn = async () => {
    const question = {
      title: say("bin.purgeAsk", { n: ids.length }),
      text: say("bin.purgeText"),
      yes: say("bin.purge"),
      no: say("cancel"),
      danger: true,
    };
    if (await ask(question))
      purge.mutate(ids, { onSuccess: () => setPicked(new Set()), onError: tell.fail });
  };
  if (query.error) return <FaultPanel error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <div className="list-page">
      <header className="list-head">
        <button
          type="button"
          className="icon-button"
          aria-label={say("back")}
          onClick={() => go.form(form.form)}
        >
          <ArrowLeft size={18} />
        </button>
        <h1 className="grow cut">
          {form.label} · {say("bin.title")}
        </h1>
        {form.verbs.includes("restore") && rows.length ? (
          <Button
            type="primary"
            disabled={ids.length === 0}
            loading={restore.isPending}
            onClick={bring}
          >
            {say("bin.restore")}
          </Button>
        ) : null}
        {me.member.is_admin && rows.length ? (
          <Button danger disabled={ids.length === 0} onClick={() => void burn()}>
            {say("bin.purge")}
          </Button>
        ) : null}
      </header>
      <div className="bin-body">
        {query.isPending ? <ListBones /> : null}
        {query.data && rows.length === 0 ? (
          <StatePanel icon={<Trash2 />} title={say("bin.empty")} text={say("bin.emptyText")} />
        ) : null}
        {rows.length ? (
          <table className="bin-table">
            <thead>
              <tr>
                <th>
                  <Checkbox
                    aria-label={say("grid.pickAll")}
                    checked={picked.size === rows.length}
                    indeterminate={picked.size > 0 && picked.size < rows.length}
                    onChange={() =>
                      setPicked(picked.size ? new Set() : new Set(rows.map((row) => row[0])))
                    }
                  />
                </th>
                {columns.map((key) => (
                  <th key={key}>{headOf(key)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row[0]}>
                  <td>
                    <Checkbox
                      aria-label={say("bin.pick")}
                      checked={picked.has(row[0])}
                      onChange={() => turn(row[0])}
                    />
                  </td>
                  {columns.map((key, at) => {
                    const field = fieldOf(form, key);
                    return (
                      <td key={key} data-key={at === 0 ? "title" : key}>
                        {field ? (
                          <FieldCell
                            field={field}
                            value={row[at + 2] ?? null}
                            form={form.form}
                            record={row[0]}
                          />
                        ) : null}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        ) : null}
        {query.hasNextPage ? (
          <Button type="link" onClick={() => void query.fetchNextPage()}>
            {say("history.more")}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

/** What was deleted and can come back. */
export function BinPage() {
  const { form = "" } = useParams({ strict: false });
  const definition = useForm(form);
  if (definition.data) return <Bin form={definition.data} />;
  if (definition.error) return <FaultPanel error={definition.error} />;
  return <ListBones />;
}
