import { Button, Input, Select } from "antd";
import { Search, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { type Organisation, type PeopleSearch, SHOWS, type Show } from "@/model/people.ts";
import { useNarrow } from "@/ui/useNarrow.ts";
import { useSay, type Word } from "@/words/t.ts";
import { DEMAND_WORDS, DemandBox } from "./DemandBox.tsx";
import type { ChangeSearch } from "./usePeopleSearch.ts";

const WORDS: Record<Show, Word> = {
  active: "people.show.active",
  inactive: "people.show.inactive",
  all: "people.show.all",
};

/** What is looked for, and in which state. */
export function PeopleTools({
  house,
  search,
  onChange,
}: {
  house: Organisation;
  search: PeopleSearch;
  onChange: ChangeSearch;
}) {
  const say = useSay();
  const narrow = useNarrow();
  const [asking, setAsking] = useState(false);
  const demand = say("people.demandIs", { who: say(DEMAND_WORDS[house.second_step]) });
  // The box keeps what is typed: an address that is written a moment later must not take letters back.
  const [text, setText] = useState(search.q ?? "");
  return (
    <div className="people-tools">
      <Input
        className="people-search"
        allowClear
        prefix={<Search size={14} aria-hidden />}
        value={text}
        placeholder={say("people.search")}
        aria-label={say("people.search")}
        onChange={({ target }) => {
          setText(target.value);
          onChange({ q: target.value || undefined }, true);
        }}
      />
      <Select<Show>
        className="people-show"
        aria-label={say("people.show")}
        value={search.show ?? "active"}
        options={SHOWS.map((value) => ({ value, label: say(WORDS[value]) }))}
        onChange={(show) => onChange({ show })}
      />
      {narrow ? null : <span className="spacer" />}
      <Button
        icon={<ShieldCheck size={15} />}
        aria-label={demand}
        title={demand}
        onClick={() => setAsking(true)}
      >
        {narrow ? null : demand}
      </Button>
      {asking ? <DemandBox house={house} onClose={() => setAsking(false)} /> : null}
    </div>
  );
}
