import { Input } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { ConditionFormula } from "@/kits/formula/ConditionFormula.tsx";
import { at, type Data, labelOf, listOf, mapOf, type Path, put, textOf } from "@/model/design.ts";
import { useSay } from "@/words/t.ts";
import { useStageDesigning } from "./context.ts";

/** Conditions of a move, each with the words that are said where it does not hold. */
export function GatesPart({ label, path }: { label: string; path: Path }) {
  const say = useSay();
  const { data, change, form } = useStageDesigning();
  const gates = listOf(at(data, path)).map(mapOf);
  const tell = (next: Data[]) => change(put(data, path, next.length > 0 ? next : undefined));
  const edit = (index: number, next: Data) =>
    tell(gates.map((one, n) => (n === index ? next : one)));
  return (
    <fieldset className="design-people">
      <legend>{label}</legend>
      {gates.map((gate, index) => {
        const words = labelOf(gate.say);
        return (
          <div key={index} className="design-check">
            <ConditionFormula
              form={form.form}
              formula={textOf(gate.need)}
              label={`${label} ${index + 1}`}
              onChange={(need) => edit(index, { ...gate, need })}
            />
            <button
              type="button"
              className="icon-button"
              aria-label={say("stage-design.removeGate", { of: label, n: index + 1 })}
              onClick={() => tell(gates.filter((_, n) => n !== index))}
            >
              <Trash2 size={14} />
            </button>
            {(["zh", "en"] as const).map((language) => (
              <Input
                key={language}
                aria-label={`${say("stage-design.say")} ${index + 1} ${say(`design.${language}`)}`}
                placeholder={`${say("stage-design.say")} · ${say(`design.${language}`)}`}
                value={words[language]}
                onChange={(event) =>
                  edit(index, { ...gate, say: { ...words, [language]: event.target.value } })
                }
              />
            ))}
          </div>
        );
      })}
      <button
        type="button"
        className="button"
        onClick={() => tell([...gates, { need: "", say: { zh: "", en: "" } }])}
      >
        <Plus size={14} aria-hidden /> {say("stage-design.addGate")}
      </button>
    </fieldset>
  );
}
