import { Button, Form, Input } from "antd";
import { useNewSecret } from "@/data/second-step.ts";
import { Refused, useRefusals } from "@/kits/faults/refusals.tsx";
import { Whose } from "@/kits/Whose.tsx";
import type { NewSecret } from "@/model/second-step.ts";
import { useSay } from "@/words/t.ts";

/** What it is, and the password before it begins. */
export function Begin({ onBegun }: { onBegun: (fresh: NewSecret) => void }) {
  const say = useSay();
  const begin = useNewSecret();
  const [form] = Form.useForm<{ password: string }>();
  const [refused, refuse] = useRefusals(form, ["password"]);
  return (
    <>
      <p>{say("secondStep.what")}</p>
      <p>{say("secondStep.why")}</p>
      <Form<{ password: string }>
        form={form}
        className="second-step-form"
        layout="vertical"
        requiredMark={false}
        onFinish={(entered) => begin.mutate(entered, { onSuccess: onBegun, onError: refuse })}
      >
        <Refused error={refused} />
        <Whose />
        <Form.Item
          name="password"
          label={say("secondStep.password")}
          rules={[{ required: true, message: say("required") }]}
        >
          <Input.Password autoFocus autoComplete="current-password" size="large" />
        </Form.Item>
        <Button type="primary" htmlType="submit" size="large" loading={begin.isPending}>
          {say("secondStep.begin")}
        </Button>
      </Form>
    </>
  );
}
