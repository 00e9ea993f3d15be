import { Button, Form, Input } from "antd";
import { Languages } from "lucide-react";
import { isFault } from "@/data/client.ts";
import { useSignIn } from "@/data/session.ts";
import { speak, useLanguage, useSay } from "@/words/t.ts";
import "./sign-in.css";

interface Entered {
  login: string;
  password: string;
}

export function SignIn() {
  const say = useSay();
  const language = useLanguage();
  const signIn = useSignIn();
  const fault = isFault(signIn.error) ? signIn.error : null;
  const trouble =
    fault && (fault.status === 0 ? say("fault.offline") : fault.message || say("signin.wrong"));
  return (
    <main className="sign-in">
      <section className="sign-in-card" aria-labelledby="sign-in-title">
        <img src="/mark.svg" alt="" width={44} height={44} />
        <h1 id="sign-in-title">{say("signin.title")}</h1>
        <p className="quiet">{say("signin.promise")}</p>
        <Form<Entered>
          layout="vertical"
          requiredMark={false}
          onFinish={(entered) => signIn.mutate(entered)}
        >
          <Form.Item
            name="login"
            label={say("signin.login")}
            rules={[{ required: true, message: say("required") }]}
          >
            <Input autoFocus autoComplete="username" size="large" />
          </Form.Item>
          <Form.Item
            name="password"
            label={say("signin.password")}
            rules={[{ required: true, message: say("required") }]}
          >
            <Input.Password autoComplete="current-password" size="large" />
          </Form.Item>
          {trouble ? (
            <p className="sign-in-trouble" role="alert">
              {trouble}
            </p>
          ) : null}
          <Button type="primary" htmlType="submit" size="large" block loading={signIn.isPending}>
            {say("signin.enter")}
          </Button>
        </Form>
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
