import { Form, type InputRef } from "antd";
import { useRef, useState } from "react";
import { isFault } from "@/data/client.ts";
import { useSecondStepSignIn } from "@/data/session.ts";
import { CodeInput } from "@/kits/second-step/CodeInput.tsx";
import { RecoveryInput } from "@/kits/second-step/RecoveryInput.tsx";
import { useSay } from "@/words/t.ts";
import { Send } from "./Send.tsx";

interface Props {
  login: string;
  challenge: string;
  onOther: () => void;
  /** The password has to be said once more, and why. */
  onOver: (why: string) => void;
}

/** The second step: a code from the phone, or one of the recovery codes. */
export function SignInCode({ login, challenge, onOther, onOver }: Props) {
  const say = useSay();
  const verify = useSecondStepSignIn();
  const [recovery, setRecovery] = useState(false);
  const [form] = Form.useForm<{ code: string }>();
  const box = useRef<InputRef>(null);
  const fault = isFault(verify.error) ? verify.error : null;
  const trouble = fault && (fault.status === 0 ? say("fault.offline") : fault.message);
  const send = ({ code }: { code: string }) => {
    if (verify.isPending) return;
    verify.mutate(
      { challenge, code: code.trim() },
      {
        onError: (error) => {
          if (isFault(error) && error.code === "auth.challenge_over") return onOver(error.message);
          // Six digits are typed anew; a long code may have one wrong letter in it.
          if (!recovery) form.resetFields();
          box.current?.focus({ cursor: recovery ? "all" : "end" });
        },
      },
    );
  };
  const turn = () => {
    form.resetFields();
    verify.reset();
    setRecovery(!recovery);
  };
  return (
    <>
      <h1 id="sign-in-title">{say(recovery ? "signin.recovery" : "signin.code")}</h1>
      <p className="quiet">
        {recovery ? say("signin.recoveryText") : say("signin.codeText", { login })}
      </p>
      <Form<{ code: string }>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ code: "" }}
        onFinish={send}
      >
        <Form.Item
          key={recovery ? "recovery" : "code"}
          name="code"
          label={say(recovery ? "signin.recoveryField" : "signin.codeField")}
          rules={[{ required: true, message: say("required") }]}
        >
          {recovery ? (
            <RecoveryInput ref={box} autoFocus />
          ) : (
            <CodeInput ref={box} autoFocus onFull={() => form.submit()} />
          )}
        </Form.Item>
        <Send trouble={trouble} pending={verify.isPending}>
          {say("signin.verify")}
        </Send>
      </Form>
      <footer className="sign-in-ways">
        <button type="button" className="link-button" onClick={turn}>
          {say(recovery ? "signin.useCode" : "signin.useRecovery")}
        </button>
        <span className="spacer" />
        <button type="button" className="link-button" onClick={onOther}>
          {say("signin.other")}
        </button>
      </footer>
    </>
  );
}
