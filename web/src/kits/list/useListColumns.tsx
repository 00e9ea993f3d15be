import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useMemo } from "react";
import type { FormView, Page, Row, Total, Value } from "@/model/api.ts";
import { firstWidth } from "@/model/columns.ts";
import { isBlank } from "@/model/values.ts";
import type { GridColumn } from "@/ui/grid/types.ts";
import { withWords } from "@/words/t.ts";
import { FieldCell, kindOf, Refreshing, useTongue } from "../fields/index.ts";
import { ColumnFoot } from "./ColumnFoot.tsx";
import { useHeadMenu } from "./useHeadMenu.tsx";
import type { ListState } from "./useListState.ts";
import type { PathField } from "./usePathFields.ts";

const ListCell = lazy(() =>
  withWords("standing", import("../standing/ListCell.tsx")).then((m) => ({ default: m.ListCell })),
);
const asking = () => withWords("standing", import("../standing/mayWrite.ts"));

interface Needs {
  form: FormView;
  state: ListState;
  fields: PathField[];
  first: Page | undefined;
  totals: readonly Total[];
  valueAt: (row: Row, path: string) => Value;
  commit: (row: Row, path: string, value: Value) => void;
  onFilter: () => void;
  onOpen: (row: Row) => void;
}

/** Whether cells of this column may be written here at all. */
export const writable = (form: FormView, { path, field }: PathField): boolean =>
  form.verbs.includes("update") &&
  field?.editable === true &&
  !field.computed &&
  !path.includes(".");

/** The columns of a list by their kinds, frozen ones first. */
export function useListColumns(needs: Needs): GridColumn<Row>[] {
  const { form, state, fields, first, totals, valueAt, commit, onOpen } = needs;
  const tongue = useTongue();
  const client = useQueryClient();
  const menuOf = useHeadMenu(state, needs.onFilter);
  // A record is opened where its name stands; a name made of several fields stands nowhere.
  const leading = fields.some((one) => one.path === form.title) ? form.title : fields[0]?.path;
  // What a record is known by has room for a name, also where the title is made of several fields.
  const naming = fields.some((one) => one.path === form.title)
    ? form.title
    : fields.find((one) => one.field?.kind === "text" && one.field.required)?.path;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu follows the state it is made from
  const columns = useMemo(
    () =>
      fields.flatMap((pathField): GridColumn<Row>[] => {
        const { path, field, title } = pathField;
        if (!field) return [];
        const kind = kindOf(field.kind);
        const shape = state.columns.find((column) => column.path === path);
        const Icon = kind.Icon;
        const leads = path === leading;
        return [
          {
            id: path,
            title,
            icon: <Icon size={13} />,
            mark: <Refreshing field={field} />,
            width: shape?.width ?? (path === naming ? 240 : firstWidth(title, kind.width)),
            align: field.type === "number" ? "end" : kind.align,
            frozen: shape?.frozen ?? false,
            mode: writable(form, pathField) ? kind.mode : "none",
            typed: kind.typed ?? false,
            mayEdit: () => true,
            ...(form.ruled
              ? {
                  asks: async (row: Row) =>
                    (await asking()).mayWrite(client, form.form, row, field),
                }
              : {}),
            cell: (row) => {
              const value = valueAt(row, path);
              const shown = (
                <FieldCell field={field} value={value} form={form.form} record={row[0]} />
              );
              if (!leads || isBlank(value)) return shown;
              return (
                <button
                  type="button"
                  tabIndex={-1}
                  className="title-link cut"
                  onClick={() => onOpen(row)}
                >
                  {shown}
                </button>
              );
            },
            text: (row) => kind.format(valueAt(row, path), field, tongue),
            editor: (row, popup) => (
              <Suspense>
                <ListCell
                  field={field}
                  form={form}
                  row={row}
                  path={path}
                  value={valueAt(row, path)}
                  start={popup.start}
                  onDone={popup.done}
                  onCommit={(value) => commit(row, path, value)}
                />
              </Suspense>
            ),
            menu: menuOf(pathField),
            footer: (
              <ColumnFoot
                form={form}
                state={state}
                path={path}
                field={field}
                totals={totals}
                first={first}
              />
            ),
          },
        ];
      }),
    [
      fields,
      state.columns,
      state.where,
      state.sort,
      state.q,
      state.totals,
      state.group,
      form,
      valueAt,
      tongue,
      commit,
      first,
      totals,
      leading,
      naming,
      onOpen,
    ],
  );
  return useMemo(
    () => [...columns.filter((one) => one.frozen), ...columns.filter((one) => !one.frozen)],
    [columns],
  );
}
