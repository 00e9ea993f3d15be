import { Button, Input } from "antd";
import { LocateFixed } from "lucide-react";
import { asParts } from "@/model/values.ts";
import { type CellProps, type EditorProps, type FieldKind, good } from "../kind.ts";
import { useTongue } from "../tongue.ts";

const PlaceCell = ({ value }: CellProps) => {
  const { text, lat, lng } = asParts(value);
  return <span className="cut">{text || [lat, lng].filter(Boolean).join(", ")}</span>;
};

function PlaceEditor(props: EditorProps) {
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

export const place: FieldKind = {
  name: "place",
  Icon: LocateFixed,
  width: 180,
  align: "start",
  mode: "none",
  Cell: PlaceCell,
  Editor: PlaceEditor,
  format: (value) => asParts(value).text ?? "",
  parse: (text) => good(text.trim() ? { text: text.trim() } : null),
};
