import type { FieldView, LinkValue } from "@/model/api.ts";
import { asLink, asLinks } from "@/model/values.ts";
import { useDoor } from "../../door/door.ts";
import type { CellProps } from "../kind.ts";

/** A record's name that opens it where one stands. */
export function LinkChip({ field, link }: { field: FieldView; link: LinkValue }) {
  const door = useDoor();
  return (
    <button
      type="button"
      className="chip"
      tabIndex={-1}
      title={link.title}
      onClick={(event) => {
        event.stopPropagation();
        if (field.settings.to) door.open(field.settings.to, link.id);
      }}
    >
      <span className="cut">{link.title}</span>
    </button>
  );
}

export function LinkCell({ field, value }: CellProps) {
  const link = asLink(value);
  return link ? <LinkChip field={field} link={link} /> : null;
}

export function LinksCell({ field, value }: CellProps) {
  return (
    <span className="cell-list">
      {asLinks(value).map((link) => (
        <LinkChip key={link.id} field={field} link={link} />
      ))}
    </span>
  );
}
