import { useQuery } from "@tanstack/react-query";
import { Button, Drawer } from "antd";
import { ChevronDown, Lock, Plus, SearchX, UserPlus } from "lucide-react";
import { useMemo, useState } from "react";
import { organisationQuery } from "@/data/people.ts";
import { useMe } from "@/data/session.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { findPeople, NOWHERE, type Organisation, treeRows } from "@/model/people.ts";
import { Bone, StatePanel } from "@/ui/bits.tsx";
import { useNarrow } from "@/ui/useNarrow.ts";
import { useSay } from "@/words/t.ts";
import { DepartmentTree } from "./DepartmentTree.tsx";
import { LeaveDialog, type Leaver } from "./LeaveDialog.tsx";
import { OneTimePassword, type Secret } from "./OneTimePassword.tsx";
import { PeopleCards } from "./PeopleCards.tsx";
import { PeopleTable } from "./PeopleTable.tsx";
import { PeopleTools } from "./PeopleTools.tsx";
import { PersonDrawer } from "./PersonDrawer.tsx";
import { usePeopleSearch } from "./usePeopleSearch.ts";
import { usePersonActs } from "./usePersonActs.tsx";
import "./people.css";

/** People and departments of the house, for administrators. */
export function PeoplePage() {
  const say = useSay();
  const me = useMe();
  return (
    <div className="people">
      <h1 className="hidden-text">{say("people.title")}</h1>
      {me.member.is_admin ? (
        <ForAdministrators />
      ) : (
        <StatePanel
          icon={<Lock />}
          alert
          title={say("people.denied")}
          text={say("people.deniedText")}
        />
      )}
    </div>
  );
}

function ForAdministrators() {
  const query = useQuery(organisationQuery);
  if (query.data) return <Org house={query.data} />;
  if (query.error) return <FaultPanel error={query.error} onRetry={() => void query.refetch()} />;
  return <Bones />;
}

function Org({ house }: { house: Organisation }) {
  const say = useSay();
  const narrow = useNarrow();
  const [search, change] = usePeopleSearch();
  const [sheet, setSheet] = useState(false);
  const [secret, setSecret] = useState<Secret | null>(null);
  const [leaver, setLeaver] = useState<Leaver | null>(null);
  const acts = usePersonActs(setSecret, setLeaver);
  const rows = useMemo(() => treeRows(house), [house]);
  const people = useMemo(() => findPeople(house, search), [house, search]);
  const row = rows.find(({ department }) => department.id === search.in);
  const place =
    row?.department.name ?? say(search.in === NOWHERE ? "people.nowhere" : "people.everybody");
  const open = (person: string | undefined) => change({ person });
  const tree = (
    <DepartmentTree
      house={house}
      rows={rows}
      chosen={search.in}
      onChoose={(id) => {
        change({ in: id });
        setSheet(false);
      }}
    />
  );
  const shown = { people, house, rows, acts, onOpen: open };
  return (
    <>
      {narrow ? null : <aside className="people-side">{tree}</aside>}
      <section className="people-main" aria-label={place}>
        <header className="people-head">
          {narrow ? (
            <button type="button" className="people-place" onClick={() => setSheet(true)}>
              <span className="cut">{place}</span>
              <ChevronDown size={16} aria-hidden />
            </button>
          ) : (
            <h2 className="cut" title={row?.path}>
              {row?.path ?? place}
            </h2>
          )}
          <span className="quiet num" aria-live="polite">
            {say("people.count", { n: people.length })}
          </span>
          <span className="spacer" />
          <Button type="primary" icon={<Plus size={16} />} onClick={() => open("new")}>
            {say("people.add")}
          </Button>
        </header>
        <PeopleTools house={house} search={search} onChange={change} />
        <div className="people-body">
          {people.length === 0 ? (
            <Nobody asked={Boolean(search.q || search.show)} onAdd={() => open("new")} />
          ) : narrow ? (
            <PeopleCards {...shown} />
          ) : (
            <PeopleTable {...shown} />
          )}
        </div>
      </section>
      {leaver ? (
        <LeaveDialog leaver={leaver} members={house.members} onClose={() => setLeaver(null)} />
      ) : null}
      {narrow ? (
        <Drawer
          open={sheet}
          placement="bottom"
          size="75vh"
          title={say("people.tree")}
          onClose={() => setSheet(false)}
        >
          {tree}
        </Drawer>
      ) : null}
      {search.person ? (
        <PersonDrawer
          key={search.person}
          house={house}
          rows={rows}
          person={search.person}
          place={row?.department.id ?? null}
          acts={acts}
          onSecret={setSecret}
          onClose={() => open(undefined)}
        />
      ) : null}
      {secret ? <OneTimePassword {...secret} onClose={() => setSecret(null)} /> : null}
    </>
  );
}

function Nobody({ asked, onAdd }: { asked: boolean; onAdd: () => void }) {
  const say = useSay();
  return asked ? (
    <StatePanel icon={<SearchX />} title={say("people.noMatch")} text={say("people.noMatchText")} />
  ) : (
    <StatePanel icon={<UserPlus />} title={say("people.none")} text={say("people.noneText")}>
      <button type="button" className="button" onClick={onAdd}>
        {say("people.add")}
      </button>
    </StatePanel>
  );
}

function Bones() {
  const narrow = useNarrow();
  return (
    <>
      {narrow ? null : (
        <aside className="people-side people-bones">
          {Array.from({ length: 6 }, (_, at) => (
            <Bone key={at} width={`${80 - (at % 3) * 15}%`} />
          ))}
        </aside>
      )}
      <section className="people-main people-bones" aria-busy="true">
        <Bone width={160} height={20} />
        <Bone width={280} height={32} />
        {Array.from({ length: 9 }, (_, at) => (
          <Bone key={at} height={narrow ? 72 : 20} />
        ))}
      </section>
    </>
  );
}
