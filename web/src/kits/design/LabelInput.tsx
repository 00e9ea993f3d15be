import { Input } from "antd";
import { labelData, labelOf, type Plain } from "@/model/design.ts";
import { useSay } from "@/words/t.ts";

/** What something is called, in Chinese and in English. */
export function LabelInput(props: {
  label: string;
  value: Plain | undefined;
  onChange: (value: Plain | undefined) => void;
}) {
  const say = useSay();
  const words = labelOf(props.value);
  return (
    <div className="design-part">
      <span>{props.label}</span>
      <div className="design-pair">
        <Input
          aria-label={`${props.label} ${say("design.zh")}`}
          value={words.zh}
          maxLength={60}
          onChange={(event) => props.onChange(labelData({ ...words, zh: event.target.value }))}
        />
        <Input
          aria-label={`${props.label} ${say("design.en")}`}
          placeholder="English"
          value={words.en}
          maxLength={60}
          onChange={(event) => props.onChange(labelData({ ...words, en: event.target.value }))}
        />
      </div>
    </div>
  );
}
