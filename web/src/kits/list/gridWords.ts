import { useMemo } from "react";
import type { GridWords } from "@/ui/grid/types.ts";
import { useSay } from "@/words/t.ts";

export function useGridWords(): GridWords {
  const say = useSay();
  return useMemo(
    () => ({
      pickAll: say("grid.pickAll"),
      pick: say("grid.pick", { n: "{n}" }),
      open: say("grid.open"),
      editing: say("grid.editing", { title: "{title}" }),
      menu: say("grid.menu"),
      row: say("grid.row"),
    }),
    [say],
  );
}
