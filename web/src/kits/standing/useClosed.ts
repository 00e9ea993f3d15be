import { useQuery } from "@tanstack/react-query";
import { standingQuery } from "@/data/previews.ts";
import type { FieldView, FormView, Row } from "@/model/api.ts";
import { useSay } from "@/words/t.ts";
import { allowed } from "./allowed.ts";

/** Whether a card that is held may not be put into a column. Until the server has said so, it may. */
export function useClosed(
  form: FormView,
  field: FieldView | undefined,
  held: Row | undefined,
  now: string,
): (column: string) => boolean {
  const say = useSay();
  const { data } = useQuery({
    ...standingQuery(form.form, held?.[0] ?? "", held?.[1] ?? 0),
    enabled: held !== undefined && form.ruled === true,
  });
  if (!data || !held || !field) return () => false;
  const said = allowed(data, field, now || null, say);
  if ("why" in said) return (column) => column !== now;
  const open = said.field.settings.options?.map((one) => one.key);
  return (column) =>
    column !== now && (column === "" ? said.field.required : open?.includes(column) === false);
}
