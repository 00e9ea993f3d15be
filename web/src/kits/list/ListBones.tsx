import { Bone } from "@/ui/bits.tsx";

const WIDTHS = ["72%", "54%", "66%", "48%", "80%", "58%"];

/** Rows in grey where rows will be. */
export function ListBones() {
  return (
    <div aria-busy="true" style={{ background: "var(--card)", height: "100%" }}>
      {Array.from({ length: 14 }, (_, at) => (
        <div key={at} className="list-bone">
          {WIDTHS.map((_width, column) => (
            <Bone key={column} width={WIDTHS[(at + column) % WIDTHS.length] ?? "60%"} height={12} />
          ))}
        </div>
      ))}
    </div>
  );
}
