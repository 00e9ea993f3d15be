import { Button, Form } from "antd";
import { Smartphone } from "lucide-react";
import { lazy, Suspense, useRef } from "react";
import { useConfirmSecret } from "@/data/second-step.ts";
import { CopyButton } from "@/kits/copy/CopyButton.tsx";
import { Refused, useRefusals } from "@/kits/faults/refusals.tsx";
import { CodeInput } from "@/kits/second-step/CodeInput.tsx";
import { inFours, type NewSecret } from "@/model/second-step.ts";
import { useSay } from "@/words/t.ts";

const Qr = lazy(() => import("./Qr.tsx"));

interface Props {
  fresh: NewSecret;
  onBack: () => void;
  onCodes: (codes: string[]) => void;
}

/** The secret goes into the authenticator, a code comes back as the proof that it did. */
export function SetUp({ fresh, onBack, onCodes }: Props) {
  const say = useSay();
  const confirm = useConfirmSecret();
  const secret = useRef<HTMLElement>(null);
  const [form] = Form.useForm<{ code: string }>();
  const [refused, refuse] = useRefusals(form, ["code"]);
  const send = (entered: { code: string }) => {
    if (confirm.isPending) return;
    confirm.mutate(entered, {
      onSuccess: ({ codes }) => onCodes(codes),
      onError: (error) => {
        form.resetFields();
        refuse(error);
        form.focusField("code");
      },
    });
  };
  return (
    <>
      <div className="second-step-scan">
        <div className="second-step-qr">
          <Suspense>
            <Qr text={fresh.uri} label={say("secondStep.qr")} />
          </Suspense>
        </div>
        <div className="second-step-secret">
          <h2>{say("secondStep.scan")}</h2>
          <p className="quiet">{say("secondStep.scanText")}</p>
          <code ref={secret}>
            {inFours(fresh.secret).map((four, at) => (
              <span key={at}>{four}</span>
            ))}
          </code>
          <div className="second-step-acts">
            <CopyButton text={fresh.secret} label={say("secondStep.copySecret")} shown={secret} />
            <a className="second-step-here" href={fresh.uri}>
              <Smartphone size={15} aria-hidden />
              {say("secondStep.here")}
            </a>
          </div>
        </div>
      </div>
      <Form<{ code: string }>
        form={form}
        className="second-step-form"
        layout="vertical"
        requiredMark={false}
        initialValues={{ code: "" }}
        onFinish={send}
      >
        <Refused error={refused} />
        <Form.Item
          name="code"
          label={say("secondStep.enter")}
          rules={[{ required: true, message: say("required") }]}
        >
          <CodeInput autoFocus onFull={() => form.submit()} />
        </Form.Item>
        <div className="second-step-acts">
          <Button type="primary" htmlType="submit" size="large" loading={confirm.isPending}>
            {say("secondStep.confirm")}
          </Button>
          <Button size="large" onClick={onBack}>
            {say("back")}
          </Button>
        </div>
      </Form>
    </>
  );
}
