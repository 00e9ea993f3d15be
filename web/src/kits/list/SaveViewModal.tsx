import { Checkbox, Input, Modal } from "antd";
import { useState } from "react";
import { useSaveView } from "@/data/forms.ts";
import type { FormView, View } from "@/model/api.ts";
import { useSay } from "@/words/t.ts";
import { useTell } from "../faults/useTell.ts";
import type { ListState } from "./useListState.ts";

interface ModalProps {
  form: FormView;
  shown: ReturnType<ListState["shown"]>;
  onClose: () => void;
  onSaved: (view: View) => void;
}

/** Name and reach of a new view. */
export function SaveViewModal({ form, shown, onClose, onSaved }: ModalProps) {
  const say = useSay();
  const tell = useTell();
  const save = useSaveView(form.form);
  const [label, setLabel] = useState("");
  const [shared, setShared] = useState(false);
  const name = label.trim();
  const keep = () =>
    save.mutate({ ...shown, label: name, shared }, { onSuccess: onSaved, onError: tell.fail });
  return (
    <Modal
      open
      title={say("view.saveAs")}
      okText={say("save")}
      cancelText={say("cancel")}
      okButtonProps={{ disabled: !name }}
      confirmLoading={save.isPending}
      onOk={keep}
      onCancel={onClose}
    >
      <div style={{ display: "grid", gap: 12, padding: "8px 0" }}>
        <Input
          autoFocus
          value={label}
          aria-label={say("view.name")}
          placeholder={say("view.name")}
          onChange={(event) => setLabel(event.target.value)}
          onPressEnter={(event) => name && !event.nativeEvent.isComposing && keep()}
        />
        {form.verbs.includes("share_views") ? (
          <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>
            {say("view.share")}
          </Checkbox>
        ) : null}
      </div>
    </Modal>
  );
}
