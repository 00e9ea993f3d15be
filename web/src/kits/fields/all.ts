/** Every field kind of the face, in the order of docs/api.md. */
import type { KindName } from "@/model/api.ts";
import { address } from "./address/index.tsx";
import { choice } from "./choice/index.tsx";
import { choices } from "./choices/index.tsx";
import { date } from "./date/index.tsx";
import { department } from "./department/index.tsx";
import { departments } from "./departments/index.tsx";
import { email } from "./email/index.tsx";
import { files } from "./files/index.tsx";
import { formula } from "./formula/index.tsx";
import { images } from "./images/index.tsx";
import type { FieldKind } from "./kind.ts";
import { lines } from "./lines/index.tsx";
import { link } from "./link/index.tsx";
import { links } from "./links/index.tsx";
import { lookup } from "./lookup/index.tsx";
import { member } from "./member/index.tsx";
import { members } from "./members/index.tsx";
import { moment } from "./moment/index.tsx";
import { money } from "./money/index.tsx";
import { number } from "./number/index.tsx";
import { paragraph } from "./paragraph/index.tsx";
import { percent } from "./percent/index.tsx";
import { phone } from "./phone/index.tsx";
import { place } from "./place/index.tsx";
import { rating } from "./rating/index.tsx";
import { rich_text } from "./rich_text/index.tsx";
import { rollup } from "./rollup/index.tsx";
import { serial } from "./serial/index.tsx";
import { signature } from "./signature/index.tsx";
import { stage } from "./stage/index.tsx";
import { toggle } from "./switch/index.tsx";
import { text } from "./text/index.tsx";
import { time } from "./time/index.tsx";
import { url } from "./url/index.tsx";

export const KINDS: readonly FieldKind[] = [
  text,
  paragraph,
  rich_text,
  number,
  money,
  percent,
  toggle,
  choice,
  choices,
  date,
  moment,
  time,
  member,
  members,
  department,
  departments,
  link,
  links,
  lines,
  lookup,
  formula,
  rollup,
  serial,
  phone,
  email,
  url,
  address,
  place,
  files,
  images,
  signature,
  rating,
  stage,
];

const BY_NAME = new Map<KindName, FieldKind>(KINDS.map((kind) => [kind.name, kind]));

/** A kind the face does not know yet is drawn as text. */
export const kindOf = (name: KindName): FieldKind => BY_NAME.get(name) ?? text;
