import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Input } from "antd";
import { Search, SearchX } from "lucide-react";
import { useState } from "react";
import { searchQuery } from "@/data/search.ts";
import { useDoor } from "@/kits/door/door.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { useGo } from "@/kits/go.ts";
import type { Hit } from "@/model/api.ts";
import { Bone, StatePanel } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";
import "./search.css";

/** The word one looked for, marked where it stands. */
function Marked({ text, q }: { text: string; q: string }) {
  const at = text.toLowerCase().indexOf(q.toLowerCase());
  if (at < 0 || !q) return <>{text}</>;
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + q.length)}</mark>
      {text.slice(at + q.length)}
    </>
  );
}

function Hits({ hits, q }: { hits: readonly Hit[]; q: string }) {
  const say = useSay();
  const go = useGo();
  const door = useDoor();
  const forms = [...new Set(hits.map((hit) => hit.form))];
  return forms.map((form) => {
    const inForm = hits.filter((hit) => hit.form === form);
    return (
      <section key={form} className="search-form" aria-label={inForm[0]?.form_label}>
        <header className="row-flex">
          <h2 className="grow">{inForm[0]?.form_label}</h2>
          <button
            type="button"
            className="plain-button"
            // Without the conditions that the form's first view would bring along.
            onClick={() => go.form(form, { q, where: { all: [] } })}
          >
            {say("search.inForm", { form: inForm[0]?.form_label ?? form })}
          </button>
        </header>
        {inForm.map((hit) => (
          <button
            key={hit.id}
            type="button"
            className="search-hit"
            onClick={() => door.open(hit.form, hit.id)}
          >
            <strong className="cut">
              <Marked text={hit.title} q={q} />
            </strong>
            <span className="quiet cut">
              <Marked text={hit.snippet} q={q} />
            </span>
          </button>
        ))}
      </section>
    );
  });
}

export function SearchPage() {
  const say = useSay();
  const navigate = useNavigate();
  const raw = useSearch({ strict: false }) as { q?: string };
  const q = raw.q ?? "";
  const [text, setText] = useState(q);
  const found = useQuery(searchQuery(q, 60));
  const hits = found.data?.hits ?? [];
  return (
    <div className="search">
      <h1 className="hidden-text">{say("nav.search")}</h1>
      <Input.Search
        size="large"
        allowClear
        autoFocus
        value={text}
        placeholder={say("search.hint")}
        aria-label={say("search.hint")}
        onChange={(event) => setText(event.target.value)}
        onSearch={(next) =>
          void navigate({ to: "/search", search: next.trim() ? { q: next.trim() } : {} })
        }
      />
      {found.error ? <FaultPanel error={found.error} onRetry={() => void found.refetch()} /> : null}
      {q && found.isPending ? <Bone height={120} /> : null}
      {!q ? (
        <StatePanel icon={<Search />} title={say("search.start")} text={say("search.startText")} />
      ) : null}
      {q && found.data && hits.length === 0 ? (
        <StatePanel
          icon={<SearchX />}
          title={say("search.none", { q })}
          text={say("search.noneText")}
        />
      ) : null}
      {q ? <Hits hits={hits} q={q} /> : null}
    </div>
  );
}
