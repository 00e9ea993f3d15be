import { Input, Select } from "antd";
import { Search } from "lucide-react";
import { useState } from "react";
import { type PeopleSearch, SHOWS, type Show } from "@/model/people.ts";
import { useSay, type Word } from "@/words/t.ts";
import type { ChangeSearch } from "./usePeopleSearch.ts";

const WORDS: Record<Show, Word> = {
  active: "people.show.active",
  inactive: "people.show.inactive",
  all: "people.show.all",
};

/** What is looked for, and in which state. */
export function PeopleTools({
  search,
  onChange,
}: {
  search: PeopleSearch;
  onChange: ChangeSearch;
}) {
  const say = useSay();
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
    </div>
  );
}
