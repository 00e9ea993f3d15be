import { useQueryClient } from "@tanstack/react-query";
import { Button, Drawer, Form, Input, Select, Switch } from "antd";
import { KeyRound } from "lucide-react";
import { useRef } from "react";
import { isFault } from "@/data/client.ts";
import { organisationQuery, useAddMember, useChangeMember } from "@/data/people.ts";
import { Refused, useRefusals } from "@/kits/faults/refusals.tsx";
import { useTell } from "@/kits/faults/useTell.ts";
import { changesOf, type Organisation, type OrgMember, type TreeRow } from "@/model/people.ts";
import { StatePanel, StatusTag } from "@/ui/bits.tsx";
import { ask } from "@/ui/notices.tsx";
import { useNarrow } from "@/ui/useNarrow.ts";
import { useSay } from "@/words/t.ts";
import type { Secret } from "./OneTimePassword.tsx";
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
const FIELDS = [
  "name",
  "login",
  "email",
  "department",
  "others",
  "roles",
  "is_admin",
  "active",
] as const;

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

const wholeOf = (values: Entered) => ({
  name: values.name.trim(),
  email: values.email?.trim() || null,
  department: values.department ?? null,
  departments: [...new Set([...(values.department ? [values.department] : []), ...values.others])],
  roles: values.roles,
  is_admin: values.is_admin,
  active: values.active,
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
  const client = useQueryClient();
  const add = useAddMember();
  const change = useChangeMember();
  const [form] = Form.useForm<Entered>();
  const [refused, refuse] = useRefusals(form, FIELDS, { departments: "others" });
  // What one saw when the drawer opened, or was told since: changes are told from it.
  const seen = useRef(entered(member, place));
  const clash = async (error: unknown) => {
    refuse(error);
    if (!isFault(error) || error.code !== "auth.member_changed") return;
    const house = await client.fetchQuery({ ...organisationQuery, staleTime: 0 });
    const now = entered(
      house.members.find((one) => one.id === person),
      null,
    );
    seen.current = now;
    // What was not touched here follows the other one.
    for (const key of FIELDS)
      if (!form.isFieldTouched(key)) form.setFieldValue(key, now[key] as never);
  };
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
      const { active: _active, ...body } = { ...wholeOf(values), login: values.login.trim() };
      return add.mutate(body, {
        onError: refuse,
        onSuccess: ({ password }) => {
          onClose();
          onSecret({ name: body.name, login: body.login, password });
        },
      });
    }
    const { change: changed, was } = changesOf(wholeOf(seen.current), wholeOf(values));
    if (Object.keys(changed).length === 0) return onClose();
    change.mutate(
      { id: member.id, ...changed, was },
      {
        onError: (error) => void clash(error),
        onSuccess: ({ tasks }) => {
          const name = member.name;
          if (tasks?.left) tell.bad(say("people.leaveLeft", { name, n: tasks.left }));
          else if (tasks?.handed) tell.good(say("people.leaveDone", { name, n: tasks.handed }));
          else tell.good(say("people.saved"));
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
          {member ? <SecondStepLine member={member} reset={acts.resetSecondStep(member)} /> : null}
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

function SecondStepLine({ member, reset }: { member: OrgMember; reset: (() => void) | null }) {
  const say = useSay();
  return (
    <div className="people-switch people-second-step">
      <strong>{say("people.secondStep")}</strong>
      <StatusTag tint={member.second_step ? "green" : "gray"}>
        {say(member.second_step ? "people.secondStepOn" : "people.secondStepOff")}
      </StatusTag>
      <span className="spacer" />
      {reset ? <Button onClick={reset}>{say("people.secondStepReset")}</Button> : null}
    </div>
  );
}

function SwitchLine({ name, label, hint }: { name: string; label: string; hint: string }) {
  return (
    <div className="people-switch">
      <div className="grow">
        <label htmlFor={name}>{label}</label>
        <p className="quiet">{hint}</p>
      </div>
      <Form.Item name={name} valuePropName="checked" style={{ marginBottom: 0 }}>
        <Switch id={name} aria-label={label} />
      </Form.Item>
    </div>
  );
}
