import { Button, Input } from "antd";
import { LocateFixed } from "lucide-react";
import { asParts } from "@/model/values.ts";
import type { EditorProps } from "../kind.ts";
import { useTongue } from "../tongue.ts";

export function PlaceEditor(props: EditorProps) {
  const { say } = useTongue();
  const parts = asParts(props.value);
  const locate = () =>
    navigator.geolocation?.getCurrentPosition(({ coords }) =>
      props.onChange({
        ...parts,
        lat: coords.latitude.toFixed(6),
        lng: coords.longitude.toFixed(6),
      }),
    );
  return (
    <div style={{ display: "flex", gap: 6 }}>
      <Input
        {...(props.id ? { id: props.id } : {})}
        value={parts.text ?? ""}
        aria-label={props.label ?? props.field.label}
        suffix={
          <span className="quiet num">{[parts.lat, parts.lng].filter(Boolean).join(", ")}</span>
        }
        onChange={(event) => props.onChange({ ...parts, text: event.target.value })}
      />
      <Button icon={<LocateFixed size={16} />} onClick={locate} aria-label={say("place.here")} />
    </div>
  );
}
