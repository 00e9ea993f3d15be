import { signatureUrl } from "@/data/flows.ts";
import { useMoment } from "@/kits/flow/useMoment.ts";
import type { Happened } from "@/model/flow.ts";
import { useSay, type Word } from "@/words/t.ts";

interface LogProps {
  instance: string;
  happened: readonly Happened[];
  nameOf: (who: string | null) => string;
}

/** The people and places an act names, as they are called. */
function useDetail(nameOf: LogProps["nameOf"]) {
  const say = useSay();
  return ({ detail }: Happened): string => {
    const said = (value: unknown): string =>
      Array.isArray(value)
        ? value.map(said).join("、")
        : value === "start"
          ? say("flow.start")
          : typeof value === "string"
            ? nameOf(value)
            : "";
    return ["to", "of", "people", "person", "successor"]
      .map((key) => said(detail[key]))
      .filter(Boolean)
      .join("、");
  };
}

/** Everything that happened, newest first. */
export function Log({ instance, happened, nameOf }: LogProps) {
  const say = useSay();
  const moment = useMoment();
  const detailOf = useDetail(nameOf);
  return (
    <details className="log">
      <summary>{say("flow.log", { n: happened.length })}</summary>
      <ol>
        {happened.toReversed().map((one) => (
          <li key={one.seq}>
            <time className="quiet num" title={moment.exact(one.at)}>
              {moment.near(one.at)}
            </time>
            <p>
              <strong>{one.actor ? nameOf(one.actor) : say("flow.itself")}</strong>{" "}
              {one.on_behalf_of ? `${say("flow.for", { name: nameOf(one.on_behalf_of) })} ` : ""}
              {say(`flow.did.${one.what}` as Word)} {detailOf(one)}
              {one.node ? <span className="quiet"> · {one.node}</span> : null}
            </p>
            {one.opinion ? <p className="way-opinion">{one.opinion}</p> : null}
            {one.signature ? (
              <span className="way-signed">
                <img
                  src={signatureUrl(instance, one.signature)}
                  alt={say("flow.signedBy", { name: nameOf(one.actor) })}
                  loading="lazy"
                />
              </span>
            ) : null}
          </li>
        ))}
      </ol>
    </details>
  );
}
