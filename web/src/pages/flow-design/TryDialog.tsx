import { useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useState } from "react";
import { isFault } from "@/data/client.ts";
import { type TriedWay, tryFlow } from "@/data/designs.ts";
import { someRecordsQuery } from "@/data/formulas.ts";
import { useMe } from "@/data/session.ts";
import { Dialog } from "@/ui/Dialog.tsx";
import { useSay } from "@/words/t.ts";
import { useDesigning } from "./context.ts";

/** The flow as it is drawn, with a record and a person: nothing is saved. */
export function TryDialog(props: { onTried: (way: TriedWay) => void; onClose: () => void }) {
  const say = useSay();
  const me = useMe();
  const { data, flow, form, organisation } = useDesigning();
  const [search, setSearch] = useState("");
  const [record, setRecord] = useState<string>();
  const [person, setPerson] = useState(me.member.id);
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const records = useQuery(someRecordsQuery(form.form, search));
  // Inside a dialog of the browser's own, what drops down has to be inside too.
  const inside = (node: HTMLElement) => node.closest("dialog") ?? document.body;
  const run = async () => {
    if (!record) return;
    setBusy(true);
    setWrong("");
    try {
      props.onTried(await tryFlow(flow, { data, record, person }));
    } catch (error) {
      const fault = isFault(error) ? error : null;
      setWrong(
        [
          fault?.message || say("fault.broken"),
          ...(fault?.problems ?? []).map((one) => one.message),
        ].join(" "),
      );
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog label={say("design.try")} className="flow-try" onClose={props.onClose}>
      <h2>{say("design.try")}</h2>
      <p className="quiet">{say("flow-design.tryHelp")}</p>
      <label className="design-part">
        <span>{form.label}</span>
        <Select
          data-first
          getPopupContainer={inside}
          showSearch={{ filterOption: false, onSearch: setSearch }}
          loading={records.isFetching}
          placeholder={say("flow-design.chooseRecord")}
          value={record}
          onChange={setRecord}
          options={(records.data ?? []).map((one) => ({ value: one.id, label: one.title }))}
        />
      </label>
      <label className="design-part">
        <span>{say("flow-design.submitter")}</span>
        <Select
          getPopupContainer={inside}
          showSearch={{ optionFilterProp: "label" }}
          value={person}
          onChange={setPerson}
          options={organisation.members
            .filter((one) => one.active)
            .map((one) => ({ value: one.id, label: one.name }))}
        />
      </label>
      {wrong ? (
        <p role="alert" className="bad-text">
          {wrong}
        </p>
      ) : null}
      <footer>
        <Button onClick={props.onClose}>{say("cancel")}</Button>
        <Button type="primary" disabled={!record} loading={busy} onClick={() => void run()}>
          {say("flow-design.run")}
        </Button>
      </footer>
    </Dialog>
  );
}
