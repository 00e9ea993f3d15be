import { ENDS } from "@/model/flow-design.ts";
import { useSay, type Word } from "@/words/t.ts";
import { PutsPart } from "./PutsPart.tsx";

/** What each end writes into the record. */
export function EndsPart() {
  const say = useSay();
  return (
    <>
      <header>
        <h2>{say("flow-design.end")}</h2>
      </header>
      <div className="design-panel-body">
        <p className="quiet">{say("flow-design.endHelp")}</p>
        {ENDS.map((one) => (
          <PutsPart
            key={one}
            label={say(`flow-design.ends.${one}` as Word)}
            path={["ends", one, "set"]}
          />
        ))}
      </div>
    </>
  );
}
