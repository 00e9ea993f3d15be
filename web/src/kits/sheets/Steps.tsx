import { Check } from "lucide-react";

/** Where one is on the way: done, here, still to come. */
export function Steps({ steps, at }: { steps: readonly string[]; at: number }) {
  return (
    <ol className="steps">
      {steps.map((label, index) => (
        <li
          key={label}
          data-done={index < at || undefined}
          {...(index === at ? { "aria-current": "step" as const } : {})}
        >
          <span className="steps-mark num" aria-hidden>
            {index < at ? <Check size={13} /> : index + 1}
          </span>
          <span className="cut">{label}</span>
        </li>
      ))}
    </ol>
  );
}
