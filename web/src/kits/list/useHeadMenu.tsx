import { ArrowDownAZ, ArrowUpAZ, EyeOff, Filter, Group, Pin, PinOff } from "lucide-react";
import type { Where } from "@/model/api.ts";
import { changed, withoutFreeze } from "@/model/columns.ts";
import { writeSort } from "@/model/url.ts";
import { made, rootOf } from "@/model/where.ts";
import type { MenuItem } from "@/ui/Menu.tsx";
import { useSay } from "@/words/t.ts";
import type { ListState } from "./useListState.ts";
import type { PathField } from "./usePathFields.ts";

/** What one can do with a column from its head. */
export function useHeadMenu(state: ListState, onFilter: () => void) {
  const say = useSay();
  return ({ path, field }: PathField): MenuItem[] => {
    const column = state.columns.find((one) => one.path === path);
    const op = field?.operators[0];
    const filter = () => {
      const root = rootOf(state.where);
      const test: Where = { field: path, op: op ?? "is" };
      state.setWhere(made(root.joint, [...root.children, test]));
      onFilter();
    };
    const freeze = () =>
      state.setColumns(
        changed(state.columns, path, (one) =>
          one.frozen ? withoutFreeze(one) : { ...one, frozen: true },
        ),
      );
    return [
      ...(field?.sortable
        ? [
            {
              key: "up",
              icon: <ArrowUpAZ size={15} />,
              label: say("column.sortUp"),
              onClick: () => state.setSort([writeSort(path, false)]),
            },
            {
              key: "down",
              icon: <ArrowDownAZ size={15} />,
              label: say("column.sortDown"),
              onClick: () => state.setSort([writeSort(path, true)]),
            },
          ]
        : []),
      ...(op
        ? [
            {
              key: "filter",
              icon: <Filter size={15} />,
              label: say("column.filter"),
              onClick: filter,
            },
          ]
        : []),
      ...(field?.groupable
        ? [
            {
              key: "group",
              icon: <Group size={15} />,
              label: say("column.group"),
              onClick: () => state.setGroup([path]),
            },
            ...(state.group.length === 1 && state.group[0] !== path
              ? [
                  {
                    key: "groupIn",
                    icon: <Group size={15} />,
                    label: say("column.groupIn"),
                    onClick: () => state.setGroup([...state.group, path]),
                  },
                ]
              : []),
          ]
        : []),
      { key: "line", type: "divider" },
      {
        key: "freeze",
        icon: column?.frozen ? <PinOff size={15} /> : <Pin size={15} />,
        label: say(column?.frozen ? "column.unfreeze" : "column.freeze"),
        onClick: freeze,
      },
      {
        key: "hide",
        icon: <EyeOff size={15} />,
        label: say("column.hide"),
        onClick: () => state.setColumns(state.columns.filter((one) => one.path !== path)),
      },
    ];
  };
}
