import { Check, Clock } from "lucide-react";
import { useEffect, useRef } from "react";
import { isSlow, type StageBar, type StageSpot } from "@/model/stages.ts";
import { tintOf } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";

interface Props {
  bar: StageBar;
  stalled: boolean;
  picked: string;
  held: boolean;
  onPick: (key: string) => void;
}

/** The stages one after another, then how it may end. What may be pressed leads there or shows its tasks. */
export function StageWay({ bar, stalled, picked, held, onPick }: Props) {
  const say = useSay();
  const way = useRef<HTMLOListElement>(null);
  // On a narrow page the bar scrolls by itself to where the record stands.
  useEffect(() => {
    if (!bar.value) return;
    const now = way.current?.querySelector<HTMLElement>('[data-state="now"]');
    if (now && way.current) way.current.scrollLeft = now.offsetLeft - 32;
  }, [bar.value]);
  const target = (key: string) => bar.targets.find((one) => one.key === key);
  const title = (key: string, label: string) => {
    const found = target(key);
    return found ? say(`stage.way.${found.way}`, { to: label }) : label;
  };
  const days = (spot: StageSpot) => {
    if (spot.visits === 0) {
      if (spot.state === "passed") return say("stage.passed");
      return spot.target_days ? say("stage.target", { n: spot.target_days }) : "";
    }
    return say("stage.days", { n: spot.days });
  };
  return (
    <ol ref={way} className="stage-way" data-over={bar.state !== "open" || undefined}>
      {bar.stages.map((spot) => {
        const may = !held && target(spot.key) !== undefined;
        const slow = spot.state === "now" ? stalled : isSlow(spot);
        return (
          <li
            key={spot.key}
            className="stage-step"
            data-state={spot.state}
            data-slow={slow || undefined}
          >
            <button
              type="button"
              aria-current={spot.state === "now" ? "step" : undefined}
              aria-pressed={picked === spot.key}
              data-may={may || undefined}
              disabled={!may && spot.tasks.length === 0}
              title={title(spot.key, spot.label)}
              onClick={() => onPick(spot.key)}
            >
              <span className="stage-name">
                {spot.state === "done" ? <Check size={13} aria-hidden /> : null}
                <span>{spot.label}</span>
              </span>
              <span className="stage-days num">
                {days(spot)}
                {spot.target_days && spot.state === "now" ? ` / ${spot.target_days}` : ""}
              </span>
              {spot.state === "now" && slow ? (
                <span className="stage-stalled">
                  <Clock size={11} aria-hidden />
                  {say("stage.stalled")}
                </span>
              ) : null}
            </button>
          </li>
        );
      })}
      {bar.outcomes.length > 0 ? (
        <li className="stage-ends">
          {bar.outcomes.map((end) => (
            <button
              key={end.key}
              type="button"
              className="stage-end"
              data-tint={tintOf(end.color, end.key)}
              data-state={end.reached ? "now" : undefined}
              aria-current={end.reached ? "step" : undefined}
              disabled={held || target(end.key) === undefined}
              title={title(end.key, end.label)}
              onClick={() => onPick(end.key)}
            >
              {end.label}
            </button>
          ))}
        </li>
      ) : null}
    </ol>
  );
}
