import { DatePicker, TimePicker } from "antd";
import dayjs from "dayjs";
import { asText } from "@/model/values.ts";
import type { EditorProps } from "../kind.ts";

function shared(props: EditorProps) {
  const { grid } = props;
  return {
    ...(props.id ? { id: props.id } : {}),
    style: { width: "100%" },
    status: props.invalid ? ("error" as const) : ("" as const),
    "aria-invalid": props.invalid ?? false,
    "aria-label": props.label ?? props.field.label,
    ...(grid
      ? {
          autoFocus: true,
          defaultOpen: true,
          variant: "borderless" as const,
          onFocus: (event: { target: EventTarget }) => {
            if (event.target instanceof HTMLInputElement) event.target.select();
          },
          onOpenChange: (open: boolean) => {
            if (!open) setTimeout(grid.done, 0);
          },
        }
      : {}),
  };
}

export function DateEditor(props: EditorProps) {
  const value = asText(props.value);
  return (
    <DatePicker
      {...shared(props)}
      value={value ? dayjs(value) : null}
      onChange={(at) => props.onChange(at?.format("YYYY-MM-DD") ?? null)}
    />
  );
}

export function MomentEditor(props: EditorProps) {
  const value = asText(props.value);
  return (
    <DatePicker
      {...shared(props)}
      showTime={{ format: "HH:mm" }}
      format="YYYY-MM-DD HH:mm"
      value={value ? dayjs(value) : null}
      onChange={(at) => props.onChange(at?.toISOString() ?? null)}
    />
  );
}

export function TimeEditor(props: EditorProps) {
  const value = asText(props.value);
  return (
    <TimePicker
      {...shared(props)}
      format="HH:mm"
      value={value ? dayjs(`2000-01-01T${value}`) : null}
      onChange={(at) => props.onChange(at?.format("HH:mm") ?? null)}
    />
  );
}
