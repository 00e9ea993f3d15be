import { useQuery } from "@tanstack/react-query";
import { Monitor, Smartphone } from "lucide-react";
import { sessionsQuery, useEndSession } from "@/data/account.ts";
import { useTell } from "@/kits/faults/useTell.ts";
import { deviceOf, type SignedInAt } from "@/model/account.ts";
import { exactMoment } from "@/model/dates.ts";
import { StatusTag } from "@/ui/bits.tsx";
import { ask } from "@/ui/notices.tsx";
import { useSay } from "@/words/t.ts";
import { Part } from "./Part.tsx";
import { useMoment } from "./useMoment.ts";

/** Where one is signed in; each can be ended, but this one is signed out of from the menu. */
export function Sessions() {
  const say = useSay();
  const tell = useTell();
  const query = useQuery(sessionsQuery);
  const end = useEndSession();
  const others = query.data?.filter((one) => !one.here) ?? [];
  const told = { onSuccess: () => tell.good(say("account.ended")), onError: tell.fail };
  const endOthers = async () => {
    const question = {
      title: say("account.endOthersAsk", { n: others.length }),
      yes: say("account.endOthers"),
      no: say("cancel"),
      danger: true,
    };
    if (await ask(question)) end.mutate("others", told);
  };
  return (
    <Part
      id="account-sessions"
      title={say("account.sessions")}
      query={query}
      act={
        others.length > 1 ? (
          <button type="button" className="button" onClick={() => void endOthers()}>
            {say("account.endOthers")}
          </button>
        ) : null
      }
    >
      {(every) =>
        every.map((one) => (
          <Place
            key={one.id}
            one={one}
            busy={end.isPending && end.variables === one.id}
            onEnd={() => end.mutate(one.id, told)}
          />
        ))
      }
    </Part>
  );
}

function Place({ one, busy, onEnd }: { one: SignedInAt; busy: boolean; onEnd: () => void }) {
  const say = useSay();
  const moment = useMoment();
  const device = deviceOf(one.agent) || say("account.unknownDevice");
  const Icon = /iPhone|Android|HarmonyOS/.test(device) ? Smartphone : Monitor;
  return (
    <div className="account-row">
      <span className="account-icon">
        <Icon size={16} aria-hidden />
      </span>
      <span className="account-what">
        <b title={one.agent}>{device}</b>
        <span className="quiet num">
          {one.address ? `${one.address} · ` : ""}
          <span title={exactMoment(one.last_seen)}>
            {say("account.lastSeen", { at: moment(one.last_seen) })}
          </span>
        </span>
      </span>
      {one.here ? (
        <StatusTag tint="green">{say("account.here")}</StatusTag>
      ) : (
        <button
          type="button"
          className="button"
          disabled={busy}
          aria-label={say("account.endOne", { device })}
          onClick={onEnd}
        >
          {say("account.end")}
        </button>
      )}
    </div>
  );
}
