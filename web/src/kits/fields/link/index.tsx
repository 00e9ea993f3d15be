import { Link } from "lucide-react";
import { lazy } from "react";
import { asLink } from "@/model/values.ts";
import { type FieldKind, good } from "../kind.ts";
import { LinkCell } from "../parts/links.tsx";

export const link: FieldKind = {
  name: "link",
  Icon: Link,
  width: 180,
  align: "start",
  mode: "popup",
  many: "links",
  Cell: LinkCell,
  Editor: lazy(() => import("../parts/LinkEditor.tsx").then((m) => ({ default: m.LinkEditor }))),
  format: (value) => asLink(value)?.title ?? "",
  // The server finds the record by its title or id and says so when there is none, or more than one.
  parse: (text) => good(text.trim() || null),
};
