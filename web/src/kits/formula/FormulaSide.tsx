import { useQuery } from "@tanstack/react-query";
import { ChevronRight, Search } from "lucide-react";
import { useState } from "react";
import { functionsQuery, namesQuery } from "@/data/formulas.ts";
import { type Func, fitFunction, fitName, type Name, type Site } from "@/model/formulas.ts";
import { Bone } from "@/ui/bits.tsx";
import { useLanguage, useSay, type Word } from "@/words/t.ts";
import { useTypeWord } from "./FormulaEditor.tsx";
import "./formula.css";

interface Props {
  form: string;
  site: Site;
  onInsert: (text: string) => void;
}
const DEEPEST = 4;

/** What an expression can be made of: the fields as a tree, the functions with examples. */
export function FormulaSide({ form, site, onInsert }: Props) {
  const say = useSay();
  const [shows, setShows] = useState<"fields" | "functions">("fields");
  const [q, setQ] = useState("");
  return (
    <div className="formula-side">
      <div className="formula-tabs" role="tablist" aria-label={say("formula.side")}>
        {(["fields", "functions"] as const).map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            aria-selected={shows === one}
            onClick={() => setShows(one)}
          >
            {say(one === "fields" ? "formula.fields" : "formula.functions")}
          </button>
        ))}
      </div>
      <label className="formula-search">
        <Search size={14} aria-hidden />
        <input
          value={q}
          aria-label={say("formula.find")}
          placeholder={say("formula.find")}
          onChange={(event) => setQ(event.target.value)}
        />
      </label>
      <div className="formula-offers">
        {shows === "fields" ? (
          <Branch form={form} site={site} path={[]} lead="" q={q.trim()} onInsert={onInsert} />
        ) : (
          <Functions q={q.trim()} onInsert={onInsert} />
        )}
      </div>
    </div>
  );
}

function Branch(props: Props & { path: string[]; lead: string; q: string }) {
  const { form, site, path, lead, q, onInsert } = props;
  const say = useSay();
  const { data, isPending } = useQuery(namesQuery(form, site, path));
  if (isPending)
    return (
      <div className="formula-bones" aria-busy>
        <Bone width="70%" />
        <Bone width="55%" />
      </div>
    );
  const shown = (data?.names ?? []).filter((one) => fitName(q, one) > 0);
  if (shown.length === 0) return <p className="quiet formula-none">{say("formula.noMatch")}</p>;
  return (
    <ul className="formula-tree">
      {shown.map((one) => (
        <Leaf key={one.key} one={one} {...{ form, site, path, lead, onInsert }} />
      ))}
    </ul>
  );
}

function Leaf({ one, ...props }: Props & { one: Name; path: string[]; lead: string }) {
  const say = useSay();
  const language = useLanguage();
  const typeWord = useTypeWord();
  const [open, setOpen] = useState(false);
  const label = one.label[language] || one.label.zh;
  const deeper = one.kind !== "value" && props.path.length < DEEPEST;
  return (
    <li>
      <div className="formula-leaf">
        {deeper ? (
          <button
            type="button"
            className="formula-twist"
            aria-expanded={open}
            aria-label={say("formula.behind", { name: label })}
            onClick={() => setOpen(!open)}
          >
            <ChevronRight size={14} aria-hidden />
          </button>
        ) : (
          <span className="formula-twist" />
        )}
        <button
          type="button"
          className="formula-pick"
          title={one.key}
          onClick={() => props.onInsert(props.lead + one.token)}
        >
          <span className="cut grow">{label}</span>
          <span className="quiet">{typeWord(one.kind === "value" ? one.type : one.kind)}</span>
        </button>
      </div>
      {open ? (
        <Branch
          {...props}
          path={[...props.path, one.key]}
          lead={`${props.lead}${one.token}.`}
          q=""
        />
      ) : null}
    </li>
  );
}

function Functions({ q, onInsert }: { q: string; onInsert: (text: string) => void }) {
  const say = useSay();
  const { data } = useQuery(functionsQuery);
  const shown = (data ?? []).filter((one) => !q || fitFunction(q, one) > 0);
  const families = [...new Set(shown.map((one) => one.family))];
  if (data && shown.length === 0)
    return <p className="quiet formula-none">{say("formula.noMatch")}</p>;
  return families.map((family) => (
    <section key={family}>
      <h3>{say(`formula.family.${family}` as Word)}</h3>
      {shown
        .filter((one) => one.family === family)
        .map((one) => (
          <FunctionLine key={one.name} one={one} onInsert={onInsert} />
        ))}
    </section>
  ));
}

function FunctionLine({ one, onInsert }: { one: Func; onInsert: (text: string) => void }) {
  const language = useLanguage();
  return (
    <button type="button" className="formula-function" onClick={() => onInsert(`${one.name}()`)}>
      <code>{one.signature}</code>
      <span>{one.label[language]}</span>
      {one.examples[0] ? (
        <span className="quiet cut">
          {one.examples[0].text} → {one.examples[0].gives || "∅"}
        </span>
      ) : null}
    </button>
  );
}
