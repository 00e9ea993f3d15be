import { Button, Drawer, Form, Input, Select, Switch } from "antd";
import { KeyRound } from "lucide-react";
import { type MemberChange, useAddMember, useChangeMember } from "@/data/people.ts";
import { useTell } from "@/kits/faults/useTell.ts";
import type { Organisation, OrgMember, TreeRow } from "@/model/people.ts";
import { StatePanel } from "@/ui/bits.tsx";
import { ask } from "@/ui/notices.tsx";
import { useNarrow } from "@/ui/useNarrow.ts";
import { useSay } from "@/words/t.ts";
import type { Secret } from "./OneTimePassword.tsx";
import { Refused, useRefusals } from "./refusals.tsx";
import type { PersonActs } from "./usePersonActs.tsx";

interface Entered {
  name: string;
  login: string;
  email: string;
  department: string | null;
  others: string[];
  roles: string[];
  is_admin: boolean;
  active: boolean;
}
const FIELDS = ["name", "login", "email", "department", "roles", "is_admin", "active"] as const;

const entered = (member: OrgMember | undefined, place: string | null): Entered => ({
  name: member?.name ?? "",
  login: member?.login ?? "",
  email: member?.email ?? "",
  department: member ? member.department : place,
  others: member?.departments.filter((id) => id !== member.department) ?? [],
  roles: member?.roles ?? [],
  is_admin: member?.is_admin ?? false,
  active: member?.active ?? true,
});

const changeOf = (values: Entered): MemberChange & { name: string } => ({
  name: values.name.trim(),
  email: values.email?.trim() || null,
  department: values.department ?? null,
  departments: [...new Set([...(values.department ? [values.department] : []), ...values.others])],
  roles: values.roles,
  is_admin: values.is_admin,
});

interface DrawerProps {
  house: Organisation;
  rows: readonly TreeRow[];
  /** An id, or "new". */
  person: string;
  /** The department that is open beside it, for a new person. */
  place: string | null;
  acts: PersonActs;
  onSecret: (secret: Secret) => void;
  onClose: () => void;
}

/** Adds a person or changes one. */
export function PersonDrawer({ house, rows, person, place, acts, onSecret, onClose }: DrawerProps) {
  const say = useSay();
  const tell = useTell();
  const narrow = useNarrow();
  const member = house.members.find((one) => one.id === person);
  const fresh = person === "new";
  const add = useAddMember();
  const change = useChangeMember();
  const [form] = Form.useForm<Entered>();
  const [refused, refuse] = useRefusals(form, FIELDS);
  const close = async () => {
    const question = {
      title: say("record.leaveAsk"),
      text: say("record.leaveText"),
      yes: say("record.leave"),
      no: say("record.stay"),
    };
    if (!form.isFieldsTouched() || (await ask(question))) onClose();
  };
  const keep = (values: Entered) => {
    if (!member) {
      const body = { ...changeOf(values), login: values.login.trim() };
      return add.mutate(body, {
        onError: refuse,
        onSuccess: ({ password }) => {
          onClose();
          onSecret({ name: body.name, login: body.login, password });
        },
      });
    }
    change.mutate(
      { id: member.id, ...changeOf(values), active: values.active },
      {
        onError: refuse,
        onSuccess: () => {
          tell.good(say("people.saved"));
          onClose();
        },
      },
    );
  };
  return (
    <Drawer
      open
      size={narrow ? "100%" : 480}
      title={fresh ? say("people.add") : (member?.name ?? say("people.missing"))}
      onClose={(event) => {
        // The same press of Escape would otherwise also answer the question that closing may ask.
        event.preventDefault();
        void close();
      }}
      footer={
        fresh || member ? (
          <div className="people-foot">
            {member ? (
              <Button icon={<KeyRound size={15} />} onClick={() => acts.reset(member)}>
                {say("people.reset")}
              </Button>
            ) : null}
            <span className="spacer" />
            <Button onClick={() => void close()}>{say("cancel")}</Button>
            <Button
              type="primary"
              loading={add.isPending || change.isPending}
              onClick={() => form.submit()}
            >
              {say(fresh ? "people.add" : "save")}
            </Button>
          </div>
        ) : null
      }
    >
      {fresh || member ? (
        <Form<Entered>
          form={form}
          layout="vertical"
          initialValues={entered(member, place)}
          onFinish={keep}
          scrollToFirstError
        >
          <Refused error={refused} />
          <PersonFields house={house} rows={rows} fresh={fresh} />
        </Form>
      ) : (
        <StatePanel icon={<KeyRound />} title={say("people.missing")} />
      )}
    </Drawer>
  );
}

function PersonFields(props: { house: Organisation; rows: readonly TreeRow[]; fresh: boolean }) {
  const say = useSay();
  const demanded = { required: true, whitespace: true, message: say("required") };
  const places = props.rows.map((row) => ({ value: row.department.id, label: row.path }));
  const main = Form.useWatch<string | null>("department");
  return (
    <>
      <Form.Item name="name" label={say("people.name")} rules={[demanded]}>
        <Input autoFocus={props.fresh} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="login"
        label={say("people.login")}
        {...(props.fresh ? { extra: say("people.loginHint"), rules: [demanded] } : {})}
      >
        <Input
          disabled={!props.fresh}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      </Form.Item>
      <Form.Item
        name="email"
        label={say("people.email")}
        rules={[{ type: "email", message: say("people.emailBad") }]}
      >
        <Input type="email" autoComplete="off" />
      </Form.Item>
      <Form.Item name="department" label={say("people.department")}>
        <Select allowClear showSearch={{ optionFilterProp: "label" }} options={places} />
      </Form.Item>
      <Form.Item name="others" label={say("people.others")}>
        <Select
          mode="multiple"
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          options={places.filter(({ value }) => value !== main)}
        />
      </Form.Item>
      <Form.Item name="roles" label={say("people.roles")} extra={say("people.rolesHint")}>
        <Select
          mode="multiple"
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          options={props.house.roles.map((role) => ({ value: role.key, label: role.label }))}
        />
      </Form.Item>
      <SwitchLine name="is_admin" label={say("people.admin")} hint={say("people.adminHint")} />
      {props.fresh ? null : (
        <SwitchLine name="active" label={say("people.active")} hint={say("people.activeHint")} />
      )}
    </>
  );
}

function SwitchLine({ name, label, hint }: { name: string; label: string; hint: string }) {
  return (
    <div className="people-switch">
      <div className="grow">
        <label htmlFor={name}>{label}</label>
        <p className="quiet">{hint}</p>
      </div>
      <Form.Item name={name} valuePropName="checked" noStyle>
        <Switch id={name} aria-label={label} />
      </Form.Item>
    </div>
  );
}
