import { Input } from "antd";
import type { Plain } from "@/model/design.ts";
import { saidOf } from "@/model/rule-design.ts";
import { useSay } from "@/words/t.ts";

/** A text in both languages; `{owner.name}` in it is read from the record where it may be. */
export function SaidInput(props: {
  label: string;
  value: Plain | undefined;
  long?: boolean;
  onChange: (value: Plain | undefined) => void;
}) {
  const say = useSay();
  const words = saidOf(props.value);
  const tell = (next: { zh: string; en: string }) =>
    props.onChange(next.zh || next.en ? { ...next } : undefined);
  const shared = (language: "zh" | "en") => ({
    "aria-label": `${props.label} ${say(`design.${language}`)}`,
    placeholder: say(`design.${language}`),
    value: words[language],
    maxLength: props.long ? 2000 : 200,
  });
  return (
    <div className="design-part">
      <span>{props.label}</span>
      {(["zh", "en"] as const).map((language) =>
        props.long ? (
          <Input.TextArea
            key={language}
            {...shared(language)}
            autoSize={{ minRows: 2, maxRows: 6 }}
            onChange={(event) => tell({ ...words, [language]: event.target.value })}
          />
        ) : (
          <Input
            key={language}
            {...shared(language)}
            onChange={(event) => tell({ ...words, [language]: event.target.value })}
          />
        ),
      )}
    </div>
  );
}
