import { Button, Input, Select } from "antd";
import { useState } from "react";
import { useMe } from "@/data/session.ts";
import type { DesignLine } from "@/model/design.ts";
import { Dialog } from "@/ui/Dialog.tsx";
import { useSay } from "@/words/t.ts";
import { formsOf } from "./ByApp.tsx";

/** A new one begins as a draft in its designer; it is there for others once it is published. */
export function NewDesign(props: {
  title: string;
  /** The key of the first one of a form: `order_approval`. */
  keyOf: (form: string) => string;
  taken: readonly DesignLine[];
  onBegin: (name: string, form: string, label: string) => void;
  onClose: () => void;
}) {
  const say = useSay();
  const me = useMe();
  const [form, setForm] = useState<string>();
  const [label, setLabel] = useState("");
  const inside = (node: HTMLElement) => node.closest("dialog") ?? document.body;
  const begin = () => {
    if (!form || !label.trim()) return;
    const base = props.keyOf(form);
    const taken = new Set(props.taken.map((one) => one.name));
    let name = base;
    for (let n = 2; taken.has(name); n += 1) name = `${base}_${n}`;
    props.onBegin(name, form, label.trim());
  };
  return (
    <Dialog label={props.title} className="flow-try" onClose={props.onClose}>
      <h2>{props.title}</h2>
      <label className="design-part">
        <span>{say("design.form")}</span>
        <Select
          data-first
          getPopupContainer={inside}
          showSearch={{ optionFilterProp: "label" }}
          placeholder={say("design.chooseForm")}
          value={form}
          onChange={setForm}
          options={me.apps.map((app) => ({
            label: app.label,
            options: formsOf(app.nav).map((one) => ({ value: one.form, label: one.label })),
          }))}
        />
      </label>
      <label className="design-part">
        <span>{say("design.name")}</span>
        <Input
          value={label}
          maxLength={60}
          onChange={(event) => setLabel(event.target.value)}
          onPressEnter={begin}
        />
      </label>
      <footer>
        <Button onClick={props.onClose}>{say("cancel")}</Button>
        <Button type="primary" disabled={!form || !label.trim()} onClick={begin}>
          {say("design.begin")}
        </Button>
      </footer>
    </Dialog>
  );
}
