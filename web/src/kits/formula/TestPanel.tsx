import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { isFault } from "@/data/client.ts";
import { someRecordsQuery, tryQuery } from "@/data/formulas.ts";
import type { Site, Tried } from "@/model/formulas.ts";
import { useSay } from "@/words/t.ts";
import { useSettled, useTypeWord } from "./FormulaEditor.tsx";
import "./formula.css";

/** The expression on a record that was chosen, worked out anew while somebody types. */
export function TestPanel(props: { form: string; site: Site; text: string; ok: boolean }) {
  const { form, site, ok } = props;
  const say = useSay();
  const [record, setRecord] = useState<string>();
  const [search, setSearch] = useState("");
  const { data: records = [] } = useQuery(someRecordsQuery(form, useSettled(search)));
  const chosen = record ?? records[0]?.id ?? "";
  const text = useSettled(props.text, 300);
  const { data, error, isFetching } = useQuery({
    ...tryQuery(form, site, text, chosen),
    enabled: ok && chosen !== "" && text === props.text,
  });
  return (
    <section className="formula-test" aria-label={say("formula.test")}>
      <h3>{say("formula.test")}</h3>
      <Select
        aria-label={say("formula.record")}
        placeholder={say("formula.record")}
        value={chosen || undefined}
        showSearch={{ filterOption: false, onSearch: setSearch }}
        options={records.map((one) => ({ value: one.id, label: one.title }))}
        notFoundContent={say("formula.noRecord")}
        onChange={setRecord}
      />
      <output data-waiting={isFetching || undefined}>
        {!ok ? (
          <span className="quiet">{say("formula.notYet")}</span>
        ) : chosen === "" ? (
          <span className="quiet">{say("formula.noRecord")}</span>
        ) : error ? (
          <span className="formula-wrong">
            {isFault(error) ? (error.problems[0]?.message ?? error.message) : say("fault.broken")}
          </span>
        ) : data ? (
          <Values tried={data} />
        ) : null}
      </output>
    </section>
  );
}

function Values({ tried }: { tried: Tried }) {
  const say = useSay();
  const typeWord = useTypeWord();
  if (tried.values.length === 0) return <span className="quiet">{say("formula.noLines")}</span>;
  return (
    <>
      {tried.values.map((one, at) => (
        <span key={at} className="formula-value">
          {tried.rows ? <span className="quiet">{say("formula.row", { n: at + 1 })}</span> : null}
          <b className="num">{one.value === null ? say("formula.blank") : one.text}</b>
          {at === 0 ? <span className="quiet">{typeWord(tried.type)}</span> : null}
        </span>
      ))}
    </>
  );
}
