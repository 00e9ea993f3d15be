import { Button, Modal, Select } from "antd";
import { X } from "lucide-react";
import { useState } from "react";
import { download, useBulk } from "@/data/records.ts";
import type { FormView, Value } from "@/model/api.ts";
import { fieldsInOrder } from "@/model/columns.ts";
import { plainValues } from "@/model/draft.ts";
import { fieldOf } from "@/model/values.ts";
import { ask } from "@/ui/notices.tsx";
import { useSay } from "@/words/t.ts";
import { useTell } from "../faults/useTell.ts";
import { FieldEditor } from "../fields/index.ts";
import { Fewer, useForAll } from "../standing/useForAll.tsx";
import { BatchStart } from "./BatchStart.tsx";

interface BarProps {
  form: FormView;
  picked: ReadonlySet<string>;
  columns: string[];
  onDone: () => void;
}

function ChangeModal({
  form,
  picked,
  first,
  onClose,
}: {
  form: FormView;
  picked: ReadonlySet<string>;
  first: string;
  onClose: (done: boolean) => void;
}) {
  const say = useSay();
  const tell = useTell();
  const { change } = useBulk(form.form);
  const [key, setKey] = useState(first);
  const [value, setValue] = useState<Value>(null);
  const fields = fieldsInOrder(form).filter(
    (field) => field.editable && !field.computed && field.kind !== "lines",
  );
  const { field, left } = useForAll(form, [...picked], fieldOf(form, key));
  const [only] = picked.size === 1 ? picked : [];
  const apply = () =>
    change.mutate(
      { ids: [...picked], set: plainValues({ [key]: value }) },
      {
        onError: tell.fail,
        onSuccess: ({ failed }) => {
          const lost = failed?.length ?? 0;
          const why = failed?.[0]?.problems[0]?.message ?? "";
          if (lost) tell.bad(say("batch.some", { n: lost, why }));
          else tell.good(say("batch.changed", { n: picked.size }));
          onClose(true);
        },
      },
    );
  return (
    <Modal
      open
      title={say("batch.editTitle", { n: picked.size })}
      okText={say("batch.apply")}
      cancelText={say("cancel")}
      confirmLoading={change.isPending}
      okButtonProps={{ disabled: !field }}
      onOk={apply}
      onCancel={() => onClose(false)}
    >
      <div style={{ display: "grid", gap: 12, padding: "8px 0" }}>
        <Select
          value={key || null}
          placeholder={say("filter.field")}
          aria-label={say("filter.field")}
          showSearch={{ optionFilterProp: "label" }}
          options={fields.map((one) => ({ value: one.key, label: one.label }))}
          onChange={(next: string) => {
            setKey(next);
            setValue(null);
          }}
        />
        {field ? (
          <FieldEditor
            key={key}
            field={field}
            form={form.form}
            record={only ?? ""}
            path={key}
            value={value}
            {...(only ? { draft: { id: only, set: {} } } : {})}
            label={field.label}
            onChange={setValue}
          />
        ) : null}
        <Fewer left={left} />
      </div>
    </Modal>
  );
}

/** What one may do with the ticked records. */
export function BatchBar({ form, picked, columns, onDone }: BarProps) {
  const say = useSay();
  const tell = useTell();
  const { remove } = useBulk(form.form);
  const [editing, setEditing] = useState<string | null>(null);
  const [starting, setStarting] = useState(false);
  const may = (verb: FormView["verbs"][number]) => form.verbs.includes(verb);
  const ids = [...picked];
  const drop = async () => {
    const question = {
      title: say("batch.deleteAsk", { n: ids.length }),
      text: say("batch.deleteText"),
      yes: say("delete"),
      no: say("cancel"),
      danger: true,
    };
    if (await ask(question)) remove.mutate(ids, { onSuccess: onDone, onError: tell.fail });
  };
  const out = () =>
    void download(`forms/${form.form}/export`, {
      columns,
      where: { field: "id", op: "in", value: ids },
      format: "xlsx",
      headers: "label",
    }).catch(tell.fail);
  const owner = fieldOf(form, "owner");
  return (
    <div className="batch-bar" role="toolbar" aria-label={say("batch.title", { n: ids.length })}>
      <strong className="num">{say("batch.title", { n: ids.length })}</strong>
      {may("update") ? (
        <Button size="small" onClick={() => setEditing("")}>
          {say("edit")}
        </Button>
      ) : null}
      {may("update") && owner?.editable ? (
        <Button size="small" onClick={() => setEditing("owner")}>
          {say("batch.assign")}
        </Button>
      ) : null}
      {fieldOf(form, "flow_state") ? (
        <Button size="small" onClick={() => setStarting(true)}>
          {say("batch.start")}
        </Button>
      ) : null}
      {may("export") ? (
        <Button size="small" onClick={out}>
          {say("export")}
        </Button>
      ) : null}
      {may("delete") ? (
        <Button size="small" danger onClick={() => void drop()}>
          {say("delete")}
        </Button>
      ) : null}
      <button
        type="button"
        className="icon-button"
        aria-label={say("batch.clear")}
        onClick={onDone}
      >
        <X size={16} />
      </button>
      {starting ? (
        <BatchStart
          form={form.form}
          ids={ids}
          onClose={(done) => {
            setStarting(false);
            if (done) onDone();
          }}
        />
      ) : null}
      {editing === null ? null : (
        <ChangeModal
          form={form}
          picked={picked}
          first={editing}
          onClose={(done) => {
            setEditing(null);
            if (done) onDone();
          }}
        />
      )}
    </div>
  );
}
