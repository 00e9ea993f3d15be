import { useQueryClient } from "@tanstack/react-query";
import { Form, Input, Modal, Select } from "antd";
import { useRef } from "react";
import { isFault } from "@/data/client.ts";
import { organisationQuery, useSaveDepartment } from "@/data/people.ts";
import { Refused, useRefusals } from "@/kits/faults/refusals.tsx";
import { useTell } from "@/kits/faults/useTell.ts";
import { changesOf, mayStandUnder, type Organisation, type TreeRow } from "@/model/people.ts";
import { useSay } from "@/words/t.ts";

export interface DepartmentDraft {
  id: string | null;
  name: string;
  parent: string | null;
  head: string | null;
}
type Entered = Omit<DepartmentDraft, "id">;
const FIELDS = ["name", "parent", "head"] as const;

const entered = ({ name, parent, head }: Entered): Entered => ({ name, parent, head });

/** Name, place and head of a department: renaming and moving are one act. */
export function DepartmentBox(props: {
  house: Organisation;
  rows: readonly TreeRow[];
  draft: DepartmentDraft;
  onClose: () => void;
}) {
  const { house, rows, draft, onClose } = props;
  const say = useSay();
  const tell = useTell();
  const save = useSaveDepartment();
  const client = useQueryClient();
  const [form] = Form.useForm<Entered>();
  const [refused, refuse] = useRefusals(form, FIELDS);
  // What one saw when the box opened, or was told since: changes are told from it.
  const seen = useRef(entered(draft));
  const clash = async (error: unknown) => {
    refuse(error);
    if (!isFault(error) || error.code !== "auth.department_changed") return;
    const house = await client.fetchQuery({ ...organisationQuery, staleTime: 0 });
    const now = house.departments.find((one) => one.id === draft.id);
    if (!now) return;
    seen.current = entered(now);
    // What was not touched here follows the other one.
    for (const key of FIELDS)
      if (!form.isFieldTouched(key)) form.setFieldValue(key, seen.current[key]);
  };
  const heads = house.members.filter((member) => member.active || member.id === draft.head);
  const keep = ({ name, parent, head }: Entered) => {
    const now = { name: name.trim(), parent: parent ?? null, head: head ?? null };
    // What was left alone stays as another administrator may have made it meanwhile.
    const { change, was } = changesOf(seen.current, now);
    if (draft.id && Object.keys(change).length === 0) return onClose();
    save.mutate(draft.id ? { id: draft.id, ...change, was } : now, {
      onError: (error) => void clash(error),
      onSuccess: () => {
        tell.good(say("people.departmentSaved"));
        onClose();
      },
    });
  };
  return (
    <Modal
      open
      width={440}
      title={say(draft.id ? "people.editDepartment" : "people.addDepartment")}
      okText={say("save")}
      cancelText={say("cancel")}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<Entered> form={form} layout="vertical" initialValues={entered(draft)} onFinish={keep}>
        <Refused error={refused} />
        <Form.Item
          name="name"
          label={say("people.departmentName")}
          rules={[{ required: true, whitespace: true, message: say("required") }]}
        >
          <Input autoFocus />
        </Form.Item>
        <Form.Item name="parent" label={say("people.parent")}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: "label" }}
            placeholder={say("people.top")}
            options={mayStandUnder(rows, draft.id).map((row) => ({
              value: row.department.id,
              label: row.path,
            }))}
          />
        </Form.Item>
        <Form.Item name="head" label={say("people.head")} extra={say("people.headHint")}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: "label" }}
            options={heads.map((member) => ({
              value: member.id,
              label: `${member.name} · ${member.login}`,
            }))}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
