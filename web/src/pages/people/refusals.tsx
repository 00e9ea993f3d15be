/** What the server does not accept, said at the field it means, or above the form. */
import { Alert, type FormInstance } from "antd";
import { useState } from "react";
import { isFault } from "@/data/client.ts";
import { useSay } from "@/words/t.ts";

const CLASHES: Record<string, string> = { "auth.login_taken": "login" };

/** `refuse` sets problems at the fields named here; the rest comes back to be shown above. */
export function useRefusals<T extends object>(
  form: FormInstance<T>,
  fields: readonly (keyof T & string)[],
): [string[], (error: unknown) => void] {
  const say = useSay();
  const [above, setAbove] = useState<string[]>([]);
  const refuse = (error: unknown) => {
    if (!isFault(error)) return setAbove([say("fault.broken")]);
    if (error.status === 0) return setAbove([say("fault.offline")]);
    // A clash is found by the database, which names no field.
    const clash = CLASHES[error.code];
    const given = error.problems.map(({ place, message }) => ({
      place: place === "departments" ? "others" : place,
      message,
    }));
    const problems =
      clash && fields.includes(clash as never) ? [{ place: clash, message: error.message }] : given;
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
