import { Bone } from "@/ui/bits.tsx";
import "./shell.css";

/** The final layout in grey while the session is asked for. */
export function ShellBones() {
  return (
    <div className="shell" aria-busy="true">
      <div className="rail" />
      <div className="app-nav">
        <div style={{ display: "grid", gap: 14, padding: 16 }}>
          {["60%", "80%", "70%", "75%", "50%"].map((width) => (
            <Bone key={width} width={width} />
          ))}
        </div>
      </div>
      <main className="shell-main" />
    </div>
  );
}
