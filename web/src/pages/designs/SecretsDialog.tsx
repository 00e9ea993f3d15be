import { useQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { secretsQuery, useForgetSecret, useKeepSecret } from "@/data/automations.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { useTell } from "@/kits/faults/useTell.ts";
import { Bone } from "@/ui/bits.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { ask } from "@/ui/notices.tsx";
import { useSay } from "@/words/t.ts";

/** What rules name and nobody reads: put in once, sealed, never shown again. */
export function SecretsDialog({ onClose }: { onClose: () => void }) {
  const say = useSay();
  const tell = useTell();
  const query = useQuery(secretsQuery);
  const keep = useKeepSecret();
  const forget = useForgetSecret();
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const run = () =>
    keep.mutate(
      { name: name.trim(), value },
      {
        onSuccess: () => {
          setName("");
          setValue("");
          tell.good(say("design.secretKept"));
        },
        onError: tell.fail,
      },
    );
  const remove = async (one: string) => {
    const yes = await ask({
      title: say("design.secretForget", { name: one }),
      text: say("design.secretForgetText"),
      yes: say("delete"),
      no: say("cancel"),
      danger: true,
    });
    if (yes) forget.mutate(one, { onError: tell.fail });
  };
  return (
    <Dialog label={say("design.secrets")} className="flow-try" onClose={onClose}>
      <h2>{say("design.secrets")}</h2>
      <p className="quiet">{say("design.secretsHelp")}</p>
      {query.error ? (
        <FaultPanel error={query.error} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <Bone height={32} />
      ) : (
        <ul className="design-secrets">
          {query.data.missing.map((one) => (
            <li key={one.name}>
              <code>{one.name}</code>
              <span className="bad-text grow">{say("design.secretMissing")}</span>
              <button type="button" className="button" onClick={() => setName(one.name)}>
                {say("design.secretFill")}
              </button>
            </li>
          ))}
          {query.data.secrets.map((one) => (
            <li key={one.name}>
              <code>{one.name}</code>
              <span className="quiet grow cut">
                {[one.by, ...one.rules].filter(Boolean).join(" · ")}
              </span>
              <button
                type="button"
                className="icon-button"
                aria-label={say("design.secretForget", { name: one.name })}
                onClick={() => void remove(one.name)}
              >
                <Trash2 size={14} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="design-pair">
        <label className="design-part">
          <span>{say("design.secretName")}</span>
          <Input
            data-first
            value={name}
            placeholder="sales_group"
            maxLength={40}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <label className="design-part">
          <span>{say("design.secretValue")}</span>
          <Input.Password
            autoComplete="off"
            value={value}
            onChange={(event) => setValue(event.target.value)}
          />
        </label>
      </div>
      <footer>
        <Button onClick={onClose}>{say("close")}</Button>
        <Button
          type="primary"
          loading={keep.isPending}
          disabled={!name.trim() || !value}
          onClick={run}
        >
          {say("save")}
        </Button>
      </footer>
    </Dialog>
  );
}
