/** antd's Select as a form control and, over a grid cell, opened at once with what was typed. */
import { Select, type SelectProps } from "antd";
import { useRef, useState } from "react";
import type { EditorProps } from "../kind.ts";

/** What is searched for, beginning with what was typed over the cell; opening clears the box once, which is not the person's wish. */
export function useTypedSearch(start: string | undefined): [string, (text: string) => void] {
  const [q, setQ] = useState(start ?? "");
  const asked = useRef(false);
  const search = (text: string) => {
    if (text === "" && !asked.current && start) return;
    asked.current = true;
    setQ(text);
  };
  return [q, search];
}

export function PickSelect<V>(props: SelectProps<V> & { editor: EditorProps }) {
  const { editor, ...rest } = props;
  const [q, setQ] = useTypedSearch(editor.grid?.start);
  const grid = editor.grid;
  return (
    <Select<V>
      {...(editor.id ? { id: editor.id } : {})}
      style={{ width: "100%" }}
      allowClear
      maxTagCount={grid ? "responsive" : 20}
      status={editor.invalid ? "error" : ""}
      aria-invalid={editor.invalid}
      aria-describedby={editor.describedBy}
      aria-label={editor.label ?? editor.field.label}
      showSearch={{
        searchValue: q,
        onSearch: setQ,
        optionFilterProp: "search",
        autoClearSearchValue: true,
      }}
      {...(grid
        ? {
            autoFocus: true,
            defaultOpen: true,
            variant: "borderless" as const,
            popupMatchSelectWidth: false,
            onOpenChange: (open: boolean) => {
              if (!open && !rest.mode) setTimeout(grid.done, 0);
            },
            onBlur: grid.done,
            onInputKeyDown: (event: {
              key: string;
              stopPropagation: () => void;
              preventDefault: () => void;
            }) => {
              if (event.key === "Escape" || event.key === "Tab") {
                event.preventDefault();
                event.stopPropagation();
                grid.done();
              }
            },
          }
        : {})}
      {...rest}
    />
  );
}
