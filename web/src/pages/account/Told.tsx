/** What I want to hear, over which channel. */
import { useQuery } from "@tanstack/react-query";
import { useWish, wishesQuery } from "@/data/notices.ts";
import { useTell } from "@/kits/faults/useTell.ts";
import { useSay, type Word } from "@/words/t.ts";
import { Part } from "./Part.tsx";

const TOPICS: Record<string, Word> = {
  task: "account.told.task",
  result: "account.told.result",
  copy: "account.told.copy",
  mention: "account.told.mention",
  rule: "account.told.rule",
  incident: "account.told.incident",
};
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

export function Told() {
  const say = useSay();
  const tell = useTell();
  const query = useQuery(wishesQuery);
  const wish = useWish();
  const failed = { onError: tell.fail };
  return (
    <Part id="account-told" title={say("account.told")} query={query}>
      {(found) => (
        <>
          {found.topics.map((one) => (
            <div key={one.topic} className="account-row">
              <span className="account-what">
                <b>{say(TOPICS[one.topic] ?? "account.told")}</b>
              </span>
              {(["app", "mail"] as const).map((channel) =>
                channel === "app" || found.sends_mail ? (
                  <label key={channel}>
                    <input
                      type="checkbox"
                      checked={one[channel]}
                      disabled={wish.isPending}
                      onChange={(event) =>
                        wish.mutate(
                          { topics: [{ ...one, [channel]: event.target.checked }] },
                          failed,
                        )
                      }
                    />{" "}
                    {say(channel === "app" ? "account.told.app" : "account.told.mail")}
                  </label>
                ) : null,
              )}
            </div>
          ))}
          {found.sends_mail ? (
            <div className="account-row">
              <span className="account-what">
                <b>{say("account.told.digest")}</b>
                <span className="quiet">{found.email || say("account.told.noAddress")}</span>
              </span>
              <select
                aria-label={say("account.told.digest")}
                value={found.digest_at ?? ""}
                onChange={(event) =>
                  wish.mutate(
                    { digest_at: event.target.value === "" ? null : Number(event.target.value) },
                    failed,
                  )
                }
              >
                <option value="">{say("account.told.atOnce")}</option>
                {HOURS.map((hour) => (
                  <option key={hour} value={hour}>
                    {hour}:00
                  </option>
                ))}
              </select>
            </div>
          ) : null}
        </>
      )}
    </Part>
  );
}
