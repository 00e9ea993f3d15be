import { useQueries } from "@tanstack/react-query";
import { standingQuery } from "@/data/previews.ts";
import { pageQuery } from "@/data/records.ts";
import type { FieldView, FormView } from "@/model/api.ts";
import { useSay } from "@/words/t.ts";

/** Of more records than this nothing is asked ahead; the save tells of each what it refused. */
const MOST = 30;

/** A field with the options that every one of these records allows, and how many were left out. */
export function useForAll(
  form: FormView,
  ids: readonly string[],
  field: FieldView | undefined,
): { field: FieldView | undefined; left: number } {
  const options = field?.settings.options;
  const asked = form.ruled === true && options !== undefined && ids.length <= MOST;
  const [page] = useQueries({
    queries: [
      {
        ...pageQuery(form.form, {
          columns: [field?.key ?? ""],
          where: { field: "id", op: "in", value: [...ids] },
          limit: MOST,
        }),
        enabled: asked,
      },
    ],
  });
  const standing = useQueries({
    queries: (asked ? (page?.data?.rows ?? []) : []).map(([id, version]) =>
      standingQuery(form.form, id, version),
    ),
  });
  if (!asked || !field) return { field, left: 0 };
  const fits = options.filter((one) =>
    standing.every(({ data }) => {
      const offered = data?.rules?.options[field.key];
      return !offered || offered.includes(one.key);
    }),
  );
  return {
    field: { ...field, settings: { ...field.settings, options: fits } },
    left: options.length - fits.length,
  };
}

export function Fewer({ left }: { left: number }) {
  const say = useSay();
  return left ? <p className="quiet">{say("standing.fewer", { n: left })}</p> : null;
}
