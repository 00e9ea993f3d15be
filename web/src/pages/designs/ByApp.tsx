import type { ReactNode } from "react";
import { useMe } from "@/data/session.ts";
import type { NavItem } from "@/model/api.ts";
import type { DesignLine } from "@/model/design.ts";

/** Definitions under their apps. */
export function ByApp<T extends DesignLine>(props: {
  designs: readonly T[];
  entry: (design: T, form: string) => ReactNode;
}) {
  const me = useMe();
  const forms = new Map(
    me.apps.flatMap((app) => formsOf(app.nav)).map((one) => [one.form, one.label]),
  );
  return (
    <div className="designs-list">
      {me.apps
        .filter((app) => props.designs.some((one) => one.app === app.key))
        .map((app) => (
          <section key={app.key}>
            <h2>{app.label}</h2>
            <ul>
              {props.designs
                .filter((one) => one.app === app.key)
                .map((one) => (
                  <li key={one.name}>{props.entry(one, forms.get(one.form) ?? one.form)}</li>
                ))}
            </ul>
          </section>
        ))}
    </div>
  );
}

/** The forms of an app's navigation, out of their groups. */
export const formsOf = (nav: readonly NavItem[]): { form: string; label: string }[] =>
  nav.flatMap((one) => [
    ...(one.kind === "form" && one.form ? [{ form: one.form, label: one.label }] : []),
    ...formsOf(one.items ?? []),
  ]);
