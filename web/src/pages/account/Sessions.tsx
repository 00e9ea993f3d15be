import { useQuery } from "@tanstack/react-query";
import { Monitor, Smartphone } from "lucide-react";
import { sessionsQuery, useEndSession } from "@/data/account.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { useTell } from "@/kits/faults/useTell.ts";
import { deviceOf, type SignedInAt } from "@/model/account.ts";
import { exactMoment } from "@/model/dates.ts";
import { Bone, StatusTag } from "@/ui/bits.tsx";
import { ask } from "@/ui/notices.tsx";
import { useSay } from "@/words/t.ts";
import { useMoment } from "./useMoment.ts";

/** Where one is signed in; each can be ended, but this one is signed out of from the menu. */
export function Sessions() {
  const say = useSay();
  const tell = useTell();
  const query = useQuery(sessionsQuery);
  const end = useEndSession();
  const others = query.data?.filter((one) => !one.here) ?? [];
  const endOthers = async () => {
    const question = {
      title: say("account.endOthersAsk", { n: others.length }),
      yes: say("account.endOthers"),
      no: say("cancel"),
      danger: true,
    };
    if (await ask(question))
      end.mutate("others", {
        onSuccess: () => tell.good(say("account.ended")),
        onError: tell.fail,
      });
  };
  return (
    <section className="account-card" aria-labelledby="account-sessions">
      <div className="account-title">
        <h2 id="account-sessions">{say("account.sessions")}</h2>
        {others.length > 1 ? (
          <button type="button" className="button" onClick={() => void endOthers()}>
            {say("account.endOthers")}
          </button>
        ) : null}
      </div>
      {query.data ? (
        query.data.map((one) => (
          <Place
            key={one.id}
            one={one}
            busy={end.isPending && end.variables === one.id}
            onEnd={() =>
              end.mutate(one.id, {
                onSuccess: () => tell.good(say("account.ended")),
                onError: tell.fail,
              })
            }
          />
        ))
      ) : query.error ? (
        <FaultPanel error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <div className="account-bones" aria-busy="true">
          <Bone width="60%" />
          <Bone width="45%" />
        </div>
      )}
    </section>
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
