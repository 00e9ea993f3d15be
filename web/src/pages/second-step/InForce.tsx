import { Button, Form, Input } from "antd";
import { ShieldCheck, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { type Proof, useNewCodes, useNewSecret, useTurnOff } from "@/data/second-step.ts";
import { Refused, useRefusals } from "@/kits/faults/refusals.tsx";
import { CodeInput } from "@/kits/second-step/CodeInput.tsx";
import { RecoveryInput } from "@/kits/second-step/RecoveryInput.tsx";
import { Whose } from "@/kits/Whose.tsx";
import { exactMoment } from "@/model/dates.ts";
import { FEW_CODES, type NewSecret, type SecondStep } from "@/model/second-step.ts";
import { StatusTag } from "@/ui/bits.tsx";
import { toast } from "@/ui/notices.tsx";
import { useSay } from "@/words/t.ts";

interface Props {
  state: SecondStep;
  onCodes: (shown: { codes: string[]; said: string }) => void;
  onFresh: (secret: NewSecret) => void;
}

/** It is on: since when, what is left, and what one may still want. */
export function InForce({ state, onCodes, onFresh }: Props) {
  const say = useSay();
  const [open, setOpen] = useState<"codes" | "device" | "off" | null>(null);
  const renew = useNewCodes();
  const anew = useNewSecret();
  const turnOff = useTurnOff();
  const close = () => setOpen(null);
  return (
    <>
      <dl className="second-step-facts">
        <dt>{say("secondStep.state")}</dt>
        <dd>
          <StatusTag tint="green">{say("secondStep.on")}</StatusTag>
          {state.since ? (
            <span className="quiet num" title={exactMoment(state.since)}>
              {say("secondStep.since", { date: exactMoment(state.since).slice(0, 10) })}
            </span>
          ) : null}
        </dd>
        <dt>{say("secondStep.codesLeft")}</dt>
        <dd>
          <CodesLeft n={state.codes_left} />
        </dd>
      </dl>
      {open === "codes" ? (
        <ProofForm
          title={say("secondStep.again")}
          text={say("secondStep.againText")}
          yes={say("secondStep.renew")}
          pending={renew.isPending}
          onNo={close}
          onProof={(proof, refuse) =>
            renew.mutate(proof, {
              onError: refuse,
              onSuccess: ({ codes }) => onCodes({ codes, said: say("secondStep.renewed") }),
            })
          }
        />
      ) : open === "device" ? (
        <ProofForm
          title={say("secondStep.device")}
          text={say("secondStep.deviceText")}
          yes={say("secondStep.deviceYes")}
          pending={anew.isPending}
          onNo={close}
          onProof={(proof, refuse) => anew.mutate(proof, { onError: refuse, onSuccess: onFresh })}
        />
      ) : open === "off" ? (
        <ProofForm
          danger
          title={say("secondStep.off")}
          text={say("secondStep.offText")}
          yes={say("secondStep.offYes")}
          pending={turnOff.isPending}
          onNo={close}
          onProof={(proof, refuse) =>
            turnOff.mutate(proof, {
              onError: refuse,
              onSuccess: () => toast(say("secondStep.offDone"), true),
            })
          }
        />
      ) : (
        <>
          {state.demanded ? (
            <p className="quiet second-step-demanded">{say("secondStep.demanded")}</p>
          ) : null}
          <div className="second-step-acts">
            <Button onClick={() => setOpen("device")}>{say("secondStep.device")}</Button>
            <Button onClick={() => setOpen("codes")}>{say("secondStep.again")}</Button>
            {state.demanded ? null : (
              <Button danger onClick={() => setOpen("off")}>
                {say("secondStep.off")}
              </Button>
            )}
          </div>
        </>
      )}
    </>
  );
}

function CodesLeft({ n }: { n: number }) {
  const say = useSay();
  if (n >= FEW_CODES) {
    return (
      <>
        <ShieldCheck size={15} aria-hidden className="quiet" />
        <span className="num">{say("secondStep.left", { n })}</span>
      </>
    );
  }
  return (
    <span className="second-step-few num">
      <TriangleAlert size={15} aria-hidden />
      {n === 0 ? say("secondStep.leftNone") : say("secondStep.leftFew", { n })}
    </span>
  );
}

interface ProofProps {
  title: string;
  text: string;
  yes: string;
  danger?: boolean;
  pending: boolean;
  onNo: () => void;
  onProof: (proof: Proof, refuse: (error: unknown) => void) => void;
}

/** Both steps once more, before something that weakens them. */
function ProofForm({ title, text, yes, danger = false, pending, onNo, onProof }: ProofProps) {
  const say = useSay();
  const [recovery, setRecovery] = useState(false);
  const [form] = Form.useForm<Proof>();
  const [refused, refuse] = useRefusals(form, ["password", "code"]);
  const demanded = { required: true, message: say("required") };
  const send = (proof: Proof) =>
    onProof(proof, (error) => {
      // Six digits are typed anew; a long code may have one wrong letter in it.
      if (!recovery) form.resetFields(["code"]);
      refuse(error);
    });
  return (
    <div className="second-step-proof">
      <h2>{title}</h2>
      <p className="quiet">{text}</p>
      <Form<Proof>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ password: "", code: "" }}
        onFinish={send}
      >
        <Refused error={refused} />
        <Whose />
        <div className="second-step-two">
          <Form.Item name="password" label={say("secondStep.password")} rules={[demanded]}>
            <Input.Password autoFocus autoComplete="current-password" size="large" />
          </Form.Item>
          <Form.Item
            key={recovery ? "recovery" : "code"}
            name="code"
            label={say(recovery ? "secondStep.recovery" : "secondStep.code")}
            rules={[demanded]}
          >
            {recovery ? <RecoveryInput autoFocus /> : <CodeInput />}
          </Form.Item>
        </div>
        <div className="second-step-acts">
          <Button type="primary" danger={danger} htmlType="submit" size="large" loading={pending}>
            {yes}
          </Button>
          <Button size="large" onClick={onNo}>
            {say("cancel")}
          </Button>
          <span className="spacer" />
          <button
            type="button"
            className="link-button"
            onClick={() => {
              form.resetFields(["code"]);
              setRecovery(!recovery);
            }}
          >
            {say(recovery ? "secondStep.useCode" : "secondStep.useRecovery")}
          </button>
        </div>
      </Form>
    </div>
  );
}
