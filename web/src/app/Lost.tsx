import { SearchX } from "lucide-react";
import { StatePanel } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";

export function Lost() {
  const say = useSay();
  return (
    <StatePanel
      whole
      icon={<SearchX />}
      title={say("fault.missing")}
      text={say("fault.missing.text")}
    >
      <a href="/">{say("nav.home")}</a>
    </StatePanel>
  );
}
