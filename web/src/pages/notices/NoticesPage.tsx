/** The notice centre: what I was told, by day; a click reads it and leads there. */
import { BellOff } from "lucide-react";
import { useState } from "react";
import { useNotices, useReadNotices } from "@/data/notices.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { useTell } from "@/kits/faults/useTell.ts";
import { dateWords, useTongue } from "@/kits/fields/index.ts";
import { useGo } from "@/kits/go.ts";
import { exactMoment, sayDay, sayMoment } from "@/model/dates.ts";
import { byDay, type Notice } from "@/model/notices.ts";
import { Bone, StatePanel } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";
import "./notices.css";

export function NoticesPage() {
  const say = useSay();
  const tell = useTell();
  const tongue = useTongue();
  const [unread, setUnread] = useState(false);
  const query = useNotices(unread);
  const read = useReadNotices();
  const found = query.data?.pages.flatMap((page) => page.notices) ?? [];
  const days = byDay(found, (iso) => sayDay(iso, dateWords(tongue), tongue.language));
  return (
    <div className="told">
      <header className="told-head">
        <h1>{say("notices.title")}</h1>
        <label className="told-only">
          <input
            type="checkbox"
            checked={unread}
            onChange={(event) => setUnread(event.target.checked)}
          />
          {say("notices.unreadOnly")}
        </label>
        <button
          type="button"
          className="button"
          disabled={read.isPending || found.every((one) => one.read)}
          onClick={() => read.mutate("all", { onError: tell.fail })}
        >
          {say("notices.readAll")}
        </button>
      </header>
      {query.error ? (
        <FaultPanel error={query.error} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <div aria-busy="true">
          <Bone width="60%" />
        </div>
      ) : found.length === 0 ? (
        <StatePanel
          icon={<BellOff size={28} aria-hidden />}
          title={say(unread ? "notices.noneUnread" : "notices.none")}
          text={say("notices.noneText")}
        />
      ) : (
        days.map(([day, some]) => (
          <section key={day} className="told-day">
            <h2>{day}</h2>
            {some.map((one) => (
              <Line
                key={one.id}
                one={one}
                at={sayMoment(one.at, dateWords(tongue), tongue.language)}
                onRead={() => read.mutate([one.id])}
              />
            ))}
          </section>
        ))
      )}
      {query.hasNextPage ? (
        <button
          type="button"
          className="button told-more"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {say("notices.more")}
        </button>
      ) : null}
    </div>
  );
}

function Line({ one, at, onRead }: { one: Notice; at: string; onRead: () => void }) {
  const go = useGo();
  const open = () => {
    if (!one.read) onRead();
    go.to(one.link);
  };
  return (
    <button type="button" className="told-line" data-read={one.read} onClick={open}>
      <span className="told-dot" aria-hidden />
      <span className="told-what">
        <b>{one.title}</b>
        {one.body ? <span className="quiet">{one.body}</span> : null}
      </span>
      <span className="quiet num" title={exactMoment(one.at)}>
        {at}
      </span>
    </button>
  );
}
