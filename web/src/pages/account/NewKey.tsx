import { Button, Checkbox, Form, Input, Modal, Select } from "antd";
import { useRef, useState } from "react";
import { type KeyWish, useAddKey } from "@/data/account.ts";
import { CopyButton } from "@/kits/copy/CopyButton.tsx";
import { Refused, useRefusals } from "@/kits/faults/refusals.tsx";
import { Whose } from "@/kits/Whose.tsx";
import type { Scope } from "@/model/account.ts";
import { useSay } from "@/words/t.ts";

const DAYS = [30, 90, 365, 730];

/** What the key is for; then the key itself, this once. */
export function NewKey({ scopes, onClose }: { scopes: Scope[]; onClose: () => void }) {
  const say = useSay();
  const [token, setToken] = useState<string | null>(null);
  return (
    <Modal
      open
      centered
      width={480}
      title={say(token ? "account.keyOnce" : "account.newKey")}
      closable={!token}
      keyboard={!token}
      mask={{ closable: false }}
      footer={null}
      onCancel={onClose}
      destroyOnHidden
    >
      {token ? (
        <Once token={token} onClose={onClose} />
      ) : (
        <Wish scopes={scopes} onToken={setToken} onClose={onClose} />
      )}
    </Modal>
  );
}

interface WishProps {
  scopes: Scope[];
  onToken: (token: string) => void;
  onClose: () => void;
}

function Wish({ scopes, onToken, onClose }: WishProps) {
  const say = useSay();
  const [form] = Form.useForm<KeyWish>();
  const [refused, refuse] = useRefusals(form, ["name", "scopes", "days", "password"]);
  const add = useAddKey();
  const demanded = { required: true, message: say("required") };
  return (
    <Form<KeyWish>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ scopes: ["read"], days: 365 }}
      onFinish={(wish) =>
        add.mutate(wish, { onSuccess: ({ token }) => onToken(token), onError: refuse })
      }
    >
      <p className="quiet account-key-text">{say("account.keyText")}</p>
      <Refused error={refused} />
      <Form.Item name="name" label={say("account.keyName")} rules={[demanded]}>
        <Input autoFocus maxLength={100} placeholder={say("account.keyNameHint")} />
      </Form.Item>
      <Form.Item name="scopes" label={say("account.scopes")} rules={[demanded]}>
        <Checkbox.Group
          options={scopes.map((scope) => ({ value: scope, label: say(`account.scope.${scope}`) }))}
        />
      </Form.Item>
      <Form.Item name="days" label={say("account.days")}>
        <Select options={DAYS.map((n) => ({ value: n, label: say("account.nDays", { n }) }))} />
      </Form.Item>
      <Whose />
      <Form.Item name="password" label={say("account.password")} rules={[demanded]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <div className="account-acts">
        <Button onClick={onClose}>{say("cancel")}</Button>
        <Button type="primary" htmlType="submit" loading={add.isPending}>
          {say("account.make")}
        </Button>
      </div>
    </Form>
  );
}

function Once({ token, onClose }: { token: string; onClose: () => void }) {
  const say = useSay();
  const shown = useRef<HTMLElement>(null);
  return (
    <>
      <p className="quiet account-key-text">{say("account.keyOnceText")}</p>
      <code ref={shown} className="account-token">
        {token}
      </code>
      <pre className="account-example">{`Authorization: Bearer ${token.slice(0, 8)}…`}</pre>
      <div className="account-acts">
        <CopyButton text={token} label={say("account.copyKey")} shown={shown} />
        <Button type="primary" onClick={onClose}>
          {say("account.kept")}
        </Button>
      </div>
    </>
  );
}
