import { Button, Checkbox } from "antd";
import { ArrowRight } from "lucide-react";
import { useState } from "react";
import type { Anew } from "@/model/anew.ts";
import type { FormView, Value } from "@/model/api.ts";
import { Bone } from "@/ui/bits.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { useSay } from "@/words/t.ts";
import { FieldCell } from "../fields/index.ts";
import type { AnewHands } from "../record-form/useAnew.ts";
import "./anew.css";

const ROWS = 5;

interface Props {
  form: FormView;
  record: string;
  anew: AnewHands;
  onClose: () => void;
}

/** What the sources would change in the form, each to be left out; nothing is saved by it. */
export function AnewDialog({ form, record, anew, onClose }: Props) {
  const say = useSay();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const chosen = anew.found.filter((one) => !left.has(one.path)).map((one) => one.path);
  const title = (one: Anew) =>
    one.lines ? `${one.lines.label} · ${one.field.label}` : one.field.label;
  const tick = (path: string, on: boolean) =>
    setLeft((before) => {
      const next = new Set(before);
      if (on) next.delete(path);
      else next.add(path);
      return next;
    });
  const fill = () => {
    void anew.take(chosen);
    onClose();
  };
  const cell = (one: Anew, value: Value) =>
    value === null || value === "" ? (
      <span className="quiet">{say("anew.blank")}</span>
    ) : (
      <FieldCell field={one.field} value={value} form={form.form} record={record} />
    );
  const empty = anew.found.length === 0;
  return (
    <Dialog label={say("anew.all")} onClose={onClose}>
      <h2>{say("anew.all")}</h2>
      <div className="anew" aria-live="polite">
        {empty && anew.busy ? <Bone width="70%" /> : null}
        {empty && !anew.busy ? <p>{say("anew.none")}</p> : null}
        {empty ? null : <p className="quiet">{say("anew.text")}</p>}
        <ul>
          {anew.found.map((one) => (
            <li key={one.path}>
              <Checkbox
                checked={!left.has(one.path)}
                onChange={(event) => tick(one.path, event.target.checked)}
              >
                {title(one)}
                {one.lines ? (
                  <span className="quiet"> {say("anew.rows", { n: one.moves.length })}</span>
                ) : null}
              </Checkbox>
              <div className="anew-moves">
                {one.moves.slice(0, ROWS).map((move) => (
                  <div key={move.row} className="anew-move">
                    {one.lines ? (
                      <span className="quiet num">{say("anew.row", { n: move.at + 1 })}</span>
                    ) : null}
                    <span className="anew-value">{cell(one, move.from)}</span>
                    <ArrowRight size={13} aria-label={say("anew.to")} />
                    <span className="anew-value anew-next">{cell(one, move.to)}</span>
                  </div>
                ))}
                {one.moves.length > ROWS ? (
                  <span className="quiet">{say("anew.more", { n: one.moves.length - ROWS })}</span>
                ) : null}
              </div>
            </li>
          ))}
        </ul>
      </div>
      <div className="dialog-foot">
        <span className="spacer" />
        <Button onClick={onClose}>{say(empty ? "close" : "cancel")}</Button>
        {empty ? null : (
          <Button type="primary" data-first disabled={chosen.length === 0} onClick={fill}>
            {say("anew.fill", { n: chosen.length })}
          </Button>
        )}
      </div>
    </Dialog>
  );
}
