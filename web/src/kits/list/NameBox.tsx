import { Checkbox, Input } from "antd";
import { useState } from "react";
import { useSay } from "@/words/t.ts";

/** Name and reach of a view. */
export function NameBox({
  first,
  mayShare,
  onChange,
}: {
  first: string;
  mayShare: boolean;
  onChange: (name: string, shared: boolean) => void;
}) {
  const say = useSay();
  const [name, setName] = useState(first);
  const [shared, setShared] = useState(false);
  const put = (nextName: string, nextShared: boolean) => {
    setName(nextName);
    setShared(nextShared);
    onChange(nextName, nextShared);
  };
  return (
    <div style={{ display: "grid", gap: 12, marginTop: 12 }}>
      <Input
        autoFocus
        value={name}
        aria-label={say("view.name")}
        placeholder={say("view.name")}
        onChange={(event) => put(event.target.value, shared)}
      />
      {mayShare ? (
        <Checkbox checked={shared} onChange={(event) => put(name, event.target.checked)}>
          {say("view.share")}
        </Checkbox>
      ) : null}
    </div>
  );
}
