import { Form, Input } from "antd";
import { isFault } from "@/data/client.ts";
import { useChangeSession, useSignOut } from "@/data/session.ts";
import { useGo } from "@/kits/go.ts";
import { Whose } from "@/kits/Whose.tsx";
import { toast } from "@/ui/notices.tsx";
import { useSay } from "@/words/t.ts";
import { Send } from "./Send.tsx";
import "./sign-in.css";

interface Entered {
  old: string;
  password: string;
  again: string;
}

/** The two passwords; what the server does not accept is said at the field it means. */
function PasswordForm({ onDone }: { onDone?: () => void }) {
  const say = useSay();
  const change = useChangeSession();
  const fault = isFault(change.error) ? change.error : null;
  const said = fault?.problems.length
    ? fault.problems.map((problem) => problem.message).join(" ")
    : fault?.status === 0
      ? say("fault.offline")
      : fault?.message;
  const save = ({ old, password }: Entered) =>
    change.mutate(
      { old_password: old, password },
      {
        onSuccess: () => {
          toast(say("password.done"), true);
          onDone?.();
        },
      },
    );
  const demanded = { required: true, message: say("required") };
  return (
    <Form<Entered> layout="vertical" requiredMark={false} onFinish={save}>
      <Whose />
      <Form.Item name="old" label={say("password.old")} rules={[demanded]}>
        <Input.Password autoFocus autoComplete="current-password" size="large" />
      </Form.Item>
      <Form.Item
        name="password"
        label={say("password.new")}
        extra={say("password.rule")}
        rules={[demanded]}
      >
        <Input.Password autoComplete="new-password" size="large" />
      </Form.Item>
      <Form.Item
        name="again"
        label={say("password.again")}
        dependencies={["password"]}
        rules={[
          demanded,
          ({ getFieldValue }) => ({
            validator: (_rule, value) =>
              !value || value === getFieldValue("password")
                ? Promise.resolve()
                : Promise.reject(new Error(say("password.differ"))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" size="large" />
      </Form.Item>
      <Send trouble={said} pending={change.isPending}>
        {say("password.save")}
      </Send>
    </Form>
  );
}

/** Before anything else, for who signed in with a one-time password. */
export function FirstPassword() {
  const say = useSay();
  const signOut = useSignOut();
  return (
    <main className="sign-in">
      <section className="sign-in-card" aria-labelledby="password-title">
        <img src="/mark.svg" alt="" width={44} height={44} />
        <h1 id="password-title">{say("password.title")}</h1>
        <p className="quiet">{say("password.first")}</p>
        <PasswordForm />
      </section>
      <button
        type="button"
        className="plain-button sign-in-language"
        onClick={() => signOut.mutate()}
      >
        {say("me.signOut")}
      </button>
    </main>
  );
}

/** The same from the menu, whenever one likes. */
export function PasswordPage() {
  const say = useSay();
  const go = useGo();
  return (
    <div className="sign-in">
      <section className="sign-in-card" aria-labelledby="password-title">
        <h1 id="password-title">{say("password.title")}</h1>
        <PasswordForm onDone={go.home} />
      </section>
    </div>
  );
}
