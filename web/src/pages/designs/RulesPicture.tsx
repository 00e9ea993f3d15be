import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { pictureQuery } from "@/data/automations.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { placed } from "@/model/automations.ts";
import { Bone } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";

const WIDE = 208;
const HIGH = 52;
const GAP = { x: 88, y: 20 };

/** Which rule wakes which by what it writes, from left to right. */
export function RulesPicture() {
  const say = useSay();
  const { data, error, refetch } = useQuery(pictureQuery);
  if (error) return <FaultPanel error={error} onRetry={() => void refetch()} />;
  if (!data) return <Bone height={120} />;
  const places = placed(data);
  const at = (rule: string) => {
    const place = places.get(rule) ?? { column: 0, row: 0 };
    return { x: place.column * (WIDE + GAP.x), y: place.row * (HIGH + GAP.y) };
  };
  const all = [...places.keys()].map(at);
  const width = Math.max(0, ...all.map((one) => one.x)) + WIDE + 48;
  const height = Math.max(0, ...all.map((one) => one.y)) + HIGH + 24;
  const alone = data.nodes.filter((one) => !places.has(one.rule));
  return (
    <div className="designs-picture">
      {data.warnings.map((one) => (
        <p key={`${one.rule} ${one.message}`} className="design-warned">
          <TriangleAlert size={14} aria-hidden /> {one.message}
        </p>
      ))}
      {places.size === 0 ? (
        <p className="quiet">{say("design.pictureNone")}</p>
      ) : (
        <div className="designs-canvas" style={{ width, height }}>
          <svg width={width} height={height} aria-hidden>
            <defs>
              <marker
                id="rules-arrow"
                viewBox="0 0 8 8"
                refX="7"
                refY="4"
                markerWidth="8"
                markerHeight="8"
                orient="auto"
              >
                <path d="M0 0 L8 4 L0 8 z" className="designs-arrow" />
              </marker>
            </defs>
            {data.edges.map((one) => {
              const [a, b] = [at(one.from), at(one.to)];
              const [x1, y1] = [a.x + WIDE, a.y + HIGH / 2];
              const [x2, y2] = [b.x, b.y + HIGH / 2];
              const bend = Math.max(36, Math.abs(x2 - x1) / 2);
              const way =
                one.from === one.to
                  ? `M${x1} ${y1 - 10} C${x1 + 36} ${y1 - 28} ${x1 + 36} ${y1 + 28} ${x1} ${y1 + 10}`
                  : `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
              return (
                <path
                  key={`${one.from} ${one.to}`}
                  d={way}
                  className="designs-edge"
                  markerEnd="url(#rules-arrow)"
                />
              );
            })}
          </svg>
          <ul>
            {data.nodes
              .filter((one) => places.has(one.rule))
              .map((one) => {
                const { x, y } = at(one.rule);
                const wakes = data.edges.filter((edge) => edge.from === one.rule);
                const names = wakes.map(
                  (edge) => data.nodes.find((node) => node.rule === edge.to)?.label ?? edge.to,
                );
                return (
                  <li key={one.rule} style={{ left: x, top: y, width: WIDE, height: HIGH }}>
                    <Link to="/design/rules/$rule" params={{ rule: one.rule }}>
                      <b className="cut">{one.label}</b>
                      <span className="quiet cut">
                        {say(one.timing === "together" ? "design.together" : "design.after")}
                        {names.length > 0 ? (
                          <span className="designs-said">
                            {" "}
                            {say("design.wakes", { names: names.join("、") })}
                          </span>
                        ) : null}
                      </span>
                    </Link>
                  </li>
                );
              })}
          </ul>
        </div>
      )}
      {alone.length > 0 ? (
        <p className="quiet">
          {say("design.alone", { names: alone.map((one) => one.label).join("、") })}
        </p>
      ) : null}
    </div>
  );
}
