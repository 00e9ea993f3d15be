/** Small things without a word of the business in them. */
import type { ReactNode } from "react";
import "./bits.css";

export const TINTS = ["blue", "cyan", "green", "amber", "orange", "red", "purple", "gray"] as const;
export type Tint = (typeof TINTS)[number];

const ALIASES: Record<string, Tint> = {
  yellow: "amber",
  gold: "amber",
  grey: "gray",
  default: "gray",
  teal: "cyan",
  lime: "green",
  pink: "red",
  violet: "purple",
  indigo: "blue",
  brown: "orange",
};

/** A colour name from a definition, or a lasting colour for a word that has none. */
export function tintOf(name: string | undefined, seed = ""): Tint {
  const known = TINTS.find((tint) => tint === name) ?? ALIASES[name ?? ""];
  if (known) return known;
  let hash = 0;
  for (const char of seed) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 997;
  return seed ? (TINTS[hash % (TINTS.length - 1)] ?? "gray") : "gray";
}

export function StatusTag({ tint, children }: { tint: Tint; children: ReactNode }) {
  return (
    <span className="tag" data-tint={tint}>
      <span>{children}</span>
    </span>
  );
}

/** Two characters on a tint: an app, a form. */
export function Mark({ text, tint, size = 36 }: { text: string; tint: Tint; size?: number }) {
  const short = /^[\p{Script=Han}]/u.test(text)
    ? [...text].slice(0, 2).join("")
    : [...text].slice(0, 2).join("");
  return (
    <span
      className="mark"
      aria-hidden
      // Drawn, not written: two letters of a name are no label that the name would have to repeat.
      data-letters={short}
      style={{
        width: size,
        height: size,
        fontSize: size * 0.36,
        color: `var(--${tint})`,
        background: `var(--${tint}-tint)`,
      }}
    />
  );
}

export function Avatar({ name, size = 20 }: { name: string; size?: number }) {
  const tint = tintOf(undefined, name);
  const letters = /\p{Script=Han}/u.test(name) ? [...name].at(-1) : name.slice(0, 1).toUpperCase();
  const style = {
    width: size,
    height: size,
    fontSize: size * 0.52,
    color: `var(--${tint})`,
    background: `var(--${tint}-tint)`,
  };
  return (
    <span className="avatar" aria-hidden style={style}>
      {letters}
    </span>
  );
}

export function Person({ name }: { name: string }) {
  return (
    <span className="person">
      <Avatar name={name} />
      <span className="cut">{name}</span>
    </span>
  );
}

/** What is drawn when there is nothing to draw: why, and the next step. */
export function StatePanel(props: {
  icon: ReactNode;
  title: string;
  text?: ReactNode;
  children?: ReactNode;
  alert?: boolean;
  /** It is all there is on the page. */
  whole?: boolean;
}) {
  const Title = props.whole ? "h1" : "h2";
  return (
    <div className="state" role={props.alert ? "alert" : undefined}>
      <span className="state-icon" aria-hidden>
        {props.icon}
      </span>
      <Title>{props.title}</Title>
      {props.text ? <p>{props.text}</p> : null}
      {props.children ? <div className="state-actions">{props.children}</div> : null}
    </div>
  );
}

export function Bone({
  width = "100%",
  height = 14,
}: {
  width?: number | string;
  height?: number;
}) {
  return <div className="bone" style={{ width, height }} />;
}

export function Kbd({ children }: { children: ReactNode }) {
  return <kbd className="kbd">{children}</kbd>;
}
