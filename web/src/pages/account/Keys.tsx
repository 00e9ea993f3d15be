import { useQuery } from "@tanstack/react-query";
import { Plus, SquareTerminal } from "lucide-react";
import { useState } from "react";
import { keysQuery, useRevokeKey } from "@/data/account.ts";
import { useTell } from "@/kits/faults/useTell.ts";
import type { ApiKey } from "@/model/account.ts";
import { exactMoment } from "@/model/dates.ts";
import { StatusTag } from "@/ui/bits.tsx";
import { ask } from "@/ui/notices.tsx";
import { useSay } from "@/words/t.ts";
import { NewKey } from "./NewKey.tsx";
import { Part } from "./Part.tsx";
import { useMoment } from "./useMoment.ts";

/** Keys for programs; what they do is done in one's own name, within their scopes. */
export function Keys() {
  const say = useSay();
  const tell = useTell();
  const query = useQuery(keysQuery);
  const revoke = useRevokeKey();
  const [making, setMaking] = useState(false);
  const take = async (key: ApiKey) => {
    const question = {
      title: say("account.revokeAsk", { name: key.name }),
      text: say("account.revokeText"),
      yes: say("account.revoke"),
      no: say("cancel"),
      danger: true,
    };
    if (await ask(question))
      revoke.mutate(key.id, {
        onSuccess: () => tell.good(say("account.revoked")),
        onError: tell.fail,
      });
  };
  return (
    <>
      <Part
        id="account-keys"
        title={say("account.keys")}
        query={query}
        act={
          <button type="button" className="button" onClick={() => setMaking(true)}>
            <Plus size={15} aria-hidden />
            {say("account.newKey")}
          </button>
        }
      >
        {({ keys }) =>
          keys.length ? (
            keys.map((key) => <KeyRow key={key.id} one={key} onRevoke={() => void take(key)} />)
          ) : (
            <p className="quiet account-none">{say("account.noKeys")}</p>
          )
        }
      </Part>
      {making ? (
        <NewKey scopes={query.data?.scopes ?? ["read"]} onClose={() => setMaking(false)} />
      ) : null}
    </>
  );
}

function KeyRow({ one, onRevoke }: { one: ApiKey; onRevoke: () => void }) {
  const say = useSay();
  const moment = useMoment();
  const over = one.expires_at !== null && Date.parse(one.expires_at) < Date.now();
  return (
    <div className="account-row">
      <span className="account-icon">
        <SquareTerminal size={16} aria-hidden />
      </span>
      <span className="account-what">
        <b className="cut" title={one.name}>
          {one.name}
        </b>
        <span className="quiet num">
          {one.scopes.map((scope) => say(`account.scope.${scope}`)).join(" · ")}
          {one.expires_at ? (
            <span title={exactMoment(one.expires_at)}>
              {` · ${say("account.until", { date: exactMoment(one.expires_at).slice(0, 10) })}`}
            </span>
          ) : null}
          {one.last_used ? (
            <span title={exactMoment(one.last_used)}>
              {` · ${say("account.lastUsed", { at: moment(one.last_used) })}`}
            </span>
          ) : (
            ` · ${say("account.neverUsed")}`
          )}
        </span>
      </span>
      {over ? <StatusTag tint="gray">{say("account.over")}</StatusTag> : null}
      <button
        type="button"
        className="button"
        aria-label={say("account.revokeOne", { name: one.name })}
        onClick={onRevoke}
      >
        {say("account.revoke")}
      </button>
    </div>
  );
}
