import { Input, Select } from "antd";
import type { Plain } from "@/model/design.ts";
import { saidOf } from "@/model/rule-design.ts";
import { useSay } from "@/words/t.ts";

/** A text in both languages; `{owner.name}` in it is read from the record where it may be. */
export function SaidInput(props: {
  label: string;
  value: Plain | undefined;
  long?: boolean;
  /** Fields that may be put in by choosing them; without them it is said as it is written. */
  fields?: readonly { key: string; label: string }[];
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
      <span className="recipe-said">
        {props.label}
        {props.fields ? (
          <Select
            size="small"
            variant="borderless"
            aria-label={say("rule-design.insert", { into: props.label })}
            placeholder={say("rule-design.insertField")}
            showSearch={{ optionFilterProp: "label" }}
            popupMatchSelectWidth={false}
            value={null}
            onChange={(key: string) =>
              tell({
                zh: `${words.zh}{${key}}`,
                en: words.en ? `${words.en} {${key}}` : "",
              })
            }
            options={props.fields.map((one) => ({ value: one.key, label: one.label }))}
          />
        ) : null}
      </span>
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
