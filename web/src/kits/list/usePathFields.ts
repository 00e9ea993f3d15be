import { useMemo } from "react";
import { useForms } from "@/data/forms.ts";
import type { FieldView, FormView } from "@/model/api.ts";
import { fieldOf } from "@/model/values.ts";

export interface PathField {
  path: string;
  field: FieldView | undefined;
  title: string;
}

/** Fields by path; "customer.level" reads the definition of the form that the link points to. */
export function usePathFields(form: FormView, paths: readonly string[]): PathField[] {
  const linked = useMemo(() => {
    const targets = paths.flatMap((path) => {
      const [head = "", tail] = path.split(".");
      const to = tail ? fieldOf(form, head)?.settings.to : undefined;
      return to ? [to] : [];
    });
    return [...new Set(targets)];
  }, [form, paths]);
  const forms = useForms(linked);
  return useMemo(
    () =>
      paths.map((path) => {
        const [head = "", tail] = path.split(".");
        const own = fieldOf(form, head);
        if (!tail) return { path, field: own, title: own?.label ?? path };
        const far = fieldOf(forms.get(own?.settings.to ?? ""), tail);
        return {
          path,
          field: far && { ...far, editable: false, aggregates: [] },
          title: `${own?.label ?? head} · ${far?.label ?? tail}`,
        };
      }),
    [form, forms, paths],
  );
}
