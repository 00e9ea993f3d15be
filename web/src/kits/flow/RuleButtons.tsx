import { useQuery } from "@tanstack/react-query";
import { Zap } from "lucide-react";
import { buttonsQuery, type RuleButton, usePress } from "@/data/buttons.ts";
import { useTell } from "@/kits/faults/useTell.ts";
import { useSay } from "@/words/t.ts";
import { useKey } from "./useKey.ts";

/** A button for each rule that I could set off on the record now. */
export function RuleButtons(props: { form: string; record: string; touched: boolean }) {
  const { form, record, touched } = props;
  const say = useSay();
  const tell = useTell();
  const key = useKey();
  const found = useQuery(buttonsQuery(form, record));
  const press = usePress(form, record);
  const run = (one: RuleButton) =>
    press.mutateAsync({ rule: one.rule, key: key.of(one.rule) }).then((done) => {
      key.done();
      tell.good(
        say(done.timing === "after" ? "flow.buttonQueued" : "flow.buttonDone", { name: one.label }),
      );
    }, tell.fail);
  return (
    <>
      {found.data?.map((one) => (
        <button
          key={one.rule}
          type="button"
          className="button"
          disabled={touched || press.isPending}
          title={touched ? say("flow.saveFirst") : undefined}
          onClick={() => void run(one)}
        >
          <Zap size={14} aria-hidden />
          {one.label}
        </button>
      ))}
    </>
  );
}
