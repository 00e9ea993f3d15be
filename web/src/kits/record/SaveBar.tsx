import { Button } from "antd";
import { Kbd } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";

interface BarProps {
  fresh: boolean;
  busy: boolean;
  count: number;
  onSave: () => void;
  onDiscard: (() => void) | undefined;
}

export function SaveBar({ fresh, busy, count, onSave, onDiscard }: BarProps) {
  const say = useSay();
  return (
    <footer className="save-bar">
      <span className="quiet grow cut">{fresh ? "" : say("record.changed", { n: count })}</span>
      {onDiscard ? (
        <Button onClick={onDiscard}>{say(fresh ? "cancel" : "record.discard")}</Button>
      ) : null}
      <Button type="primary" loading={busy} onClick={onSave}>
        {say("save")} <Kbd>Ctrl S</Kbd>
      </Button>
    </footer>
  );
}
