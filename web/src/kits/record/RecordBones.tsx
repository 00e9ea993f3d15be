import { Bone } from "@/ui/bits.tsx";

export function RecordBones() {
  return (
    <div aria-busy="true" style={{ display: "grid", gap: 20, padding: 24 }}>
      <Bone width="40%" height={22} />
      <div style={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: 20 }}>
        {Array.from({ length: 8 }, (_, at) => (
          <div key={at} style={{ display: "grid", gap: 8 }}>
            <Bone width="30%" height={12} />
            <Bone height={32} />
          </div>
        ))}
      </div>
    </div>
  );
}
