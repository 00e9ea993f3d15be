/** What the server does not accept, said at the field it means, or above the form. */
import { Alert, type FormInstance } from "antd";
import { useState } from "react";
import { isFault } from "@/data/client.ts";
import { useSay } from "@/words/t.ts";

/**
 * `refuse` sets problems at the fields named here; the rest comes back to be shown above.
 * `standsAt` says where a place of the server stands in this form, when its name is another one.
 */
export function useRefusals<T extends object>(
  form: FormInstance<T>,
  fields: readonly (keyof T & string)[],
  standsAt: Readonly<Record<string, keyof T & string>> = {},
): [string[], (error: unknown) => void] {
  const say = useSay();
  const [above, setAbove] = useState<string[]>([]);
  const refuse = (error: unknown) => {
    if (!isFault(error)) return setAbove([say("fault.broken")]);
    if (error.status === 0) return setAbove([say("fault.offline")]);
    const problems = error.problems.map(({ place, message }) => ({
      place: standsAt[place] ?? place,
      message,
    }));
    const placed = problems.filter(({ place }) => fields.includes(place as never));
    const loose = problems.filter(({ place }) => !fields.includes(place as never));
    form.setFields(
      placed.map(({ place, message }) => ({ name: place as never, errors: [message] })),
    );
    if (placed[0]) form.focusField(placed[0].place as never);
    const said = loose.map(({ message }) => message);
    setAbove(placed.length || said.length ? said : [error.message, error.hint].filter(Boolean));
  };
  return [above, refuse];
}

export function Refused({ error }: { error: readonly string[] }) {
  return error.length ? (
    <Alert type="error" showIcon title={error.join(" ")} style={{ marginBottom: 16 }} />
  ) : null;
}
