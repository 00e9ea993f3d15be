import { useMe } from "@/data/session.ts";

/** Password keepers want to know whose password this is. */
export function Whose() {
  const me = useMe();
  return (
    <input
      type="text"
      name="username"
      autoComplete="username"
      value={me.member.login}
      readOnly
      hidden
    />
  );
}
