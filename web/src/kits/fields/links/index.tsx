import { Link } from "lucide-react";
import { lazy } from "react";
import { asLinks } from "@/model/values.ts";
import { type FieldKind, good } from "../kind.ts";
import { LinksCell } from "../parts/links.tsx";
import { splitList } from "../parts/options.tsx";

export const links: FieldKind = {
  name: "links",
  Icon: Link,
  width: 220,
  align: "start",
  mode: "popup",
  many: "links",
  Cell: LinksCell,
  Editor: lazy(() => import("../parts/LinkEditor.tsx").then((m) => ({ default: m.LinksEditor }))),
  format: (value) =>
    asLinks(value)
      .map((one) => one.title)
      .join(", "),
  parse: (text) => good(text.trim() ? splitList(text) : null),
};
