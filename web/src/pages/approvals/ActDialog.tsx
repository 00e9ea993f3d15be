import { Modal } from "antd";
import { useState } from "react";
import { type ActName, type Approval, isGrave, isOnTask } from "@/model/flow.ts";
import { useSay, type Word } from "@/words/t.ts";
import { ActFields, bodyOf, lacks, NOTHING_SAID, type Said } from "./ActFields.tsx";
import { Refusal } from "./Refusal.tsx";
import type { Decide, OnBody } from "./useDecide.ts";

/** An act that needs more than a click: whom, where to, what one says. */
export function ActDialog(props: {
  act: ActName;
  label: string;
  approval: Approval;
  decide: Decide;
  said: Partial<Said>;
  onDo: (act: ActName, body: OnBody) => Promise<boolean>;
  onAgain: () => void;
  onClose: () => void;
}) {
  const { act, label, approval, decide, onDo, onAgain, onClose } = props;
  const say = useSay();
  const [said, setSaid] = useState<Said>({ ...NOTHING_SAID, ...props.said });
  const task = isOnTask(act) ? approval.task : null;
  const offer = task ?? approval.offer;
  const send = async () => {
    if (await onDo(act, bodyOf(act, said, offer, approval))) onClose();
  };
  const { refused } = decide;
  const placed = refused && /^flow\.(opinion|signature|who)/.test(refused.code);
  return (
    <Modal
      open
      title={label}
      className="act-dialog"
      okText={label}
      cancelText={say("cancel")}
      okButtonProps={{
        danger: isGrave(act),
        disabled: lacks(act, said, task, approval),
        loading: decide.busy,
      }}
      onOk={() => void send()}
      onCancel={onClose}
    >
      <p className="quiet act-help">{say(`flow.help.${act}` as Word)}</p>
      {refused && !placed ? <Refusal fault={refused} onAgain={onAgain} /> : null}
      <ActFields
        act={act}
        approval={approval}
        offer={offer}
        task={task}
        said={said}
        refused={refused}
        onSay={(change) => setSaid((before) => ({ ...before, ...change }))}
      />
    </Modal>
  );
}
