import { useQuery } from "@tanstack/react-query";
import { FileText, Inbox } from "lucide-react";
import { useEffect } from "react";
import { useForm } from "@/data/forms.ts";
import { homeQuery } from "@/data/search.ts";
import { useMe } from "@/data/session.ts";
import { useDoor } from "@/kits/door/door.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { dateWords, FieldCell, useTongue } from "@/kits/fields/index.ts";
import { useGo } from "@/kits/go.ts";
import { usePathFields } from "@/kits/list/usePathFields.ts";
import type { FormView, Home } from "@/model/api.ts";
import { exactMoment, sayMoment } from "@/model/dates.ts";
import { isBlank } from "@/model/values.ts";
import { Bone, Mark, StatePanel, tintOf } from "@/ui/bits.tsx";
import { useNarrow } from "@/ui/useNarrow.ts";
import { useSay } from "@/words/t.ts";
import "./home.css";

type Card = Home["cards"][number];

function greeting(hour: number) {
  return hour < 6
    ? "home.night"
    : hour < 12
      ? "home.morning"
      : hour < 18
        ? "home.afternoon"
        : "home.evening";
}

/** Dates and figures are never cut; words share what is left. */
const WIDTHS: Record<string, number> = { number: 112, date: 92, moment: 104, person: 84 };

function CardRows({ card, form }: { card: Card; form: FormView }) {
  const door = useDoor();
  const narrow = useNarrow();
  const fields = usePathFields(form, card.columns);
  // A phone has room for the first and the last two of what a card shows.
  const shown = fields
    .map((one, at) => ({ ...one, at }))
    .slice(0, 4)
    .filter((one, _place, all) => !narrow || one.at !== 1 || all.length < 4);
  return (
    <table className="home-rows" aria-label={card.label}>
      <colgroup>
        {shown.map((one) => (
          <col key={one.path} style={one.at ? { width: WIDTHS[one.field?.type ?? ""] } : {}} />
        ))}
      </colgroup>
      <tbody>
        {card.rows.slice(0, 6).map((row) => (
          <tr key={row[0]}>
            {shown.map(({ at, ...one }) => {
              const cell = one.field ? (
                <FieldCell
                  field={one.field}
                  value={row[at + 2] ?? null}
                  form={card.form}
                  record={row[0]}
                />
              ) : null;
              return (
                <td key={one.path} data-end={one.field?.type === "number" || undefined}>
                  {at === 0 ? (
                    <button
                      type="button"
                      className="home-open cut"
                      onClick={() => door.open(card.form, row[0])}
                    >
                      {isBlank(row[at + 2]) ? "—" : cell}
                    </button>
                  ) : (
                    cell
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function HomeCard({ card }: { card: Card }) {
  const say = useSay();
  const go = useGo();
  const form = useForm(card.form);
  return (
    <section className="home-card" aria-label={card.label}>
      <header className="row-flex">
        <h2 className="grow cut">{card.label}</h2>
        <span className="home-count num">{card.count}</span>
        <button
          type="button"
          className="plain-button"
          onClick={() =>
            go.form(
              card.form,
              card.view ? { view: card.view } : card.ask.where ? { where: card.ask.where } : {},
            )
          }
        >
          {say("home.all")}
        </button>
      </header>
      {form.data && card.rows.length ? (
        <CardRows card={card} form={form.data} />
      ) : (
        <p className="quiet">{say("home.cardEmpty")}</p>
      )}
    </section>
  );
}

function Recent({ recent }: { recent: Home["recent"] }) {
  const tongue = useTongue();
  const { say } = tongue;
  const door = useDoor();
  return (
    <section className="home-card" aria-label={say("home.recent")}>
      <header className="row-flex">
        <h2 className="grow">{say("home.recent")}</h2>
      </header>
      {recent.length === 0 ? <p className="quiet">{say("home.recentEmpty")}</p> : null}
      <ul>
        {recent.slice(0, 10).map((one) => (
          <li key={`${one.form} ${one.id}`}>
            <button
              type="button"
              className="home-recent"
              onClick={() => door.open(one.form, one.id)}
            >
              <FileText size={15} aria-hidden />
              <span className="cut grow">{one.title}</span>
              <span className="quiet">{one.form_label}</span>
              <time className="quiet num" title={exactMoment(one.at)}>
                {sayMoment(one.at, dateWords(tongue), tongue.language)}
              </time>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The workbench: what is mine to do, what I was at, the apps. */
export function HomePage() {
  const say = useSay();
  const me = useMe();
  const go = useGo();
  const home = useQuery(homeQuery);
  useEffect(() => {
    document.title = `${say("nav.home")} · 连岛`;
  }, [say]);
  return (
    <div className="home">
      <h1>{say(greeting(new Date().getHours()), { name: me.member.name })}</h1>
      <div className="home-apps">
        {me.apps.map((app) => (
          <button key={app.key} type="button" className="home-app" onClick={() => go.app(app.key)}>
            <Mark text={app.label} tint={tintOf(app.color, app.key)} size={40} />
            <span>{app.label}</span>
          </button>
        ))}
      </div>
      {home.error ? <FaultPanel error={home.error} onRetry={() => void home.refetch()} /> : null}
      {home.isPending ? <Bone height={220} /> : null}
      {home.data ? (
        <div className="home-grid">
          {home.data.cards.map((card) => (
            <HomeCard key={card.key} card={card} />
          ))}
          <Recent recent={home.data.recent} />
        </div>
      ) : null}
      {me.apps.length === 0 ? (
        <StatePanel icon={<Inbox />} title={say("home.noApps")} text={say("home.noAppsText")} />
      ) : null}
    </div>
  );
}
