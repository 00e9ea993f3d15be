import type { QueryClient } from "@tanstack/react-query";
import { standingQuery } from "@/data/previews.ts";
import type { FieldView, Row } from "@/model/api.ts";
import { toast } from "@/ui/notices.tsx";
import { say } from "@/words/t.ts";
import { allowed } from "./allowed.ts";

/** Whether a cell may be written; says why where not. What cannot be asked is left to the save. */
export async function mayWrite(
  client: QueryClient,
  form: string,
  row: Row,
  field: FieldView,
): Promise<boolean> {
  const asked = client.fetchQuery(standingQuery(form, row[0], row[1]));
  const found = await asked.catch(() => null);
  if (!found) return true;
  const said = allowed(found, field, null, say);
  if ("why" in said) toast(said.why, false);
  return !("why" in said);
}
