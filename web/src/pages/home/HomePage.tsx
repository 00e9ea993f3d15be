import { useQuery } from "@tanstack/react-query";
import { Check, FileText, Inbox } from "lucide-react";
import { lazy, Suspense, useEffect } from "react";
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
import { useSay, withWords } from "@/words/t.ts";
import "./home.css";

const MyTasks = lazy(() =>
  withWords("stage", import("@/kits/stage/MyTasks.tsx")).then((m) => ({ default: m.MyTasks })),
);

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

/** Words share the room that is left; states, people and dates are never cut. */
const SHRINKS = ["text", "paragraph", "link", "links"];
/** What stands at the right edge, under one another: a figure, or when something is due. */
const FIGURES = ["number", "date", "moment"];

function CardRows({ card, form }: { card: Card; form: FormView }) {
  const door = useDoor();
  const [head, ...rest] = usePathFields(form, card.columns).map((one, at) => ({ ...one, at }));
  const figure = rest.find((one) => FIGURES.includes(one.field?.type ?? ""));
  const facts = rest.filter((one) => one !== figure).slice(0, 3);
  const value = (row: Card["rows"][number], one: { at: number } | undefined) =>
    one ? (row[one.at + 2] ?? null) : null;
  const cell = (row: Card["rows"][number], one: typeof head) =>
    one?.field && !isBlank(value(row, one)) ? (
      <FieldCell field={one.field} value={value(row, one)} form={card.form} record={row[0]} />
    ) : null;
  return (
    <ul className="home-rows" aria-label={card.label}>
      {card.rows.slice(0, 6).map((row) => (
        <li key={row[0]} className="home-row">
          <button
            type="button"
            className="home-open cut"
            onClick={() => door.open(card.form, row[0])}
          >
            {cell(row, head) ?? "—"}
          </button>
          <span className="home-figure">{cell(row, figure)}</span>
          <span className="home-facts">
            {facts.map((one) => {
              const made = cell(row, one);
              const firm = !SHRINKS.includes(one.field?.kind ?? "") || undefined;
              return made ? (
                <span key={one.path} data-firm={firm}>
                  {made}
                </span>
              ) : null;
            })}
          </span>
        </li>
      ))}
    </ul>
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
      {form.data ? <CardRows card={card} form={form.data} /> : <Bone height={220} />}
    </section>
  );
}

/** Cards with nothing on them, in few lines: that there is nothing to do is worth a word, not a box. */
function Done({ cards }: { cards: Home["cards"] }) {
  const say = useSay();
  const go = useGo();
  if (cards.length === 0) return null;
  return (
    <section className="home-card" aria-label={say("home.cardEmpty")}>
      <header className="row-flex">
        <h2 className="grow">{say("home.cardEmpty")}</h2>
      </header>
      <ul>
        {cards.map((card) => (
          <li key={card.key}>
            <button
              type="button"
              className="home-recent"
              onClick={() => go.form(card.form, card.view ? { view: card.view } : {})}
            >
              <Check size={15} aria-hidden />
              <span className="cut grow">{card.label}</span>
            </button>
          </li>
        ))}
      </ul>
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
          <Suspense>
            <MyTasks />
          </Suspense>
          {home.data.cards
            .filter((card) => card.rows.length)
            .map((card) => (
              <HomeCard key={card.key} card={card} />
            ))}
          <Recent recent={home.data.recent} />
          <Done cards={home.data.cards.filter((card) => card.rows.length === 0)} />
        </div>
      ) : null}
      {me.apps.length === 0 ? (
        <StatePanel icon={<Inbox />} title={say("home.noApps")} text={say("home.noAppsText")} />
      ) : null}
    </div>
  );
}
