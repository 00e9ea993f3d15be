import { Form, Input, Modal, Select } from "antd";
import { useSaveDepartment } from "@/data/people.ts";
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
  const [form] = Form.useForm<Entered>();
  const [refused, refuse] = useRefusals(form, ["name", "parent", "head"]);
  const heads = house.members.filter((member) => member.active || member.id === draft.head);
  const keep = ({ name, parent, head }: Entered) => {
    const now = { name: name.trim(), parent: parent ?? null, head: head ?? null };
    const was = { name: draft.name, parent: draft.parent, head: draft.head };
    // What was left alone stays as another administrator may have made it meanwhile.
    const body = draft.id ? { id: draft.id, ...changesOf(was, now).change } : now;
    save.mutate(body, {
      onError: refuse,
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
      <Form<Entered>
        form={form}
        layout="vertical"
        initialValues={{ name: draft.name, parent: draft.parent, head: draft.head }}
        onFinish={keep}
      >
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
