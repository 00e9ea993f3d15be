import { Form, Input } from "antd";
import { Languages } from "lucide-react";
import { useState } from "react";
import { isFault } from "@/data/client.ts";
import { useSignIn } from "@/data/session.ts";
import { speak, useLanguage, useSay } from "@/words/t.ts";
import { Send } from "./Send.tsx";
import { SignInCode } from "./SignInCode.tsx";
import "./sign-in.css";

interface Entered {
  login: string;
  password: string;
}

/** The password, and for who has turned it on, the code after it. */
export function SignIn() {
  const language = useLanguage();
  const [login, setLogin] = useState("");
  const [challenge, setChallenge] = useState<string | null>(null);
  const [back, setBack] = useState("");
  const goBack = (why: string) => {
    setChallenge(null);
    setBack(why);
  };
  return (
    <main className="sign-in">
      <section className="sign-in-card" aria-labelledby="sign-in-title">
        <img src="/mark.svg" alt="" width={44} height={44} />
        {challenge === null ? (
          <PasswordStep
            login={login}
            back={back}
            onChallenge={(entered, next) => {
              setLogin(entered);
              setChallenge(next);
            }}
          />
        ) : (
          <SignInCode
            login={login}
            challenge={challenge}
            onOther={() => {
              setLogin("");
              goBack("");
            }}
            onOver={goBack}
          />
        )}
      </section>
      <button
        type="button"
        className="plain-button sign-in-language"
        onClick={() => void speak(language === "zh" ? "en" : "zh")}
      >
        <Languages size={16} />
        {language === "zh" ? "English" : "中文"}
      </button>
    </main>
  );
}

interface PasswordStepProps {
  /** Who came back here from the code. */
  login: string;
  /** Why one is here again. */
  back: string;
  onChallenge: (login: string, challenge: string) => void;
}

function PasswordStep({ login, back, onChallenge }: PasswordStepProps) {
  const say = useSay();
  const signIn = useSignIn();
  const fault = isFault(signIn.error) ? signIn.error : null;
  const trouble = fault
    ? fault.status === 0
      ? say("fault.offline")
      : fault.message || say("signin.wrong")
    : signIn.isIdle && back;
  const enter = (entered: Entered) =>
    signIn.mutate(entered, {
      onSuccess: (answer) => {
        if ("second_step" in answer) onChallenge(entered.login, answer.second_step.challenge);
      },
    });
  return (
    <>
      <h1 id="sign-in-title">{say("signin.title")}</h1>
      <p className="quiet">{say("signin.promise")}</p>
      <Form<Entered>
        layout="vertical"
        requiredMark={false}
        initialValues={{ login }}
        onFinish={enter}
      >
        <Form.Item
          name="login"
          label={say("signin.login")}
          rules={[{ required: true, message: say("required") }]}
        >
          <Input autoFocus={!login} autoComplete="username" size="large" />
        </Form.Item>
        <Form.Item
          name="password"
          label={say("signin.password")}
          rules={[{ required: true, message: say("required") }]}
        >
          <Input.Password autoFocus={Boolean(login)} autoComplete="current-password" size="large" />
        </Form.Item>
        <Send trouble={trouble} pending={signIn.isPending}>
          {say("signin.enter")}
        </Send>
      </Form>
    </>
  );
}
