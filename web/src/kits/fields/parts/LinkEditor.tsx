import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useDeferredValue } from "react";
import { pickQuery } from "@/data/records.ts";
import type { LinkValue, Value } from "@/model/api.ts";
import { asLink, asLinks } from "@/model/values.ts";
import { useSay } from "@/words/t.ts";
import { useDoor } from "../../door/door.ts";
import type { EditorProps } from "../kind.ts";
import { PickSelect, useTypedSearch } from "./PickSelect.tsx";
import "./link-editor.css";

const asValue = ({ id, title }: LinkValue): Value => ({ id, title });

/** Candidates come from the server, which knows the rights and the conditions between fields. */
function useCandidates(props: EditorProps) {
  const [q, setQ] = useTypedSearch(props.grid?.start);
  // A cell of a list asks for the record as it is stored.
  const inList = props.grid && props.record ? { id: props.record, set: {} } : undefined;
  const draft = props.field.settings.where ? (props.draft ?? inList) : undefined;
  const place = props.field.settings.picks ?? `forms/${props.form}`;
  const answer = useQuery(pickQuery(place, props.path, useDeferredValue(q), draft));
  return {
    q,
    setQ,
    options: answer.data?.options ?? [],
    mayCreate: answer.data?.may_create ?? false,
    busy: answer.isFetching,
  };
}

function CreateRow({ props, onMade }: { props: EditorProps; onMade: (link: LinkValue) => void }) {
  const door = useDoor();
  const say = useSay();
  const { to, to_label } = props.field.settings;
  const create = async () => {
    const made = to ? await door.create(to) : null;
    if (made) onMade(made);
  };
  return (
    <button
      type="button"
      className="plain-button link-create"
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => void create()}
    >
      <Plus size={14} />
      {say("record.newOf", { form: to_label ?? "" })}
    </button>
  );
}

function useShared(props: EditorProps) {
  const found = useCandidates(props);
  const options = found.options.map(({ id, title, facts }) => ({
    value: id,
    title,
    search: found.q,
    label: (
      <div className="link-option">
        <span className="cut">{title}</span>
        {facts.length ? <small className="cut quiet">{facts.join(" · ")}</small> : null}
      </div>
    ),
  }));
  const search = { filterOption: false as const, searchValue: found.q, onSearch: found.setQ };
  const byId = new Map(found.options.map((option) => [option.id, option]));
  return { ...found, options, search, byId };
}

export function LinkEditor(props: EditorProps) {
  const { options, search, byId, mayCreate, busy } = useShared(props);
  const link = asLink(props.value);
  const take = (next: LinkValue | null) => {
    props.onChange(next && asValue(next));
    props.grid?.done();
  };
  return (
    <PickSelect<{ value: string; label: React.ReactNode }>
      editor={props}
      labelInValue
      optionLabelProp="title"
      loading={busy}
      value={link ? { value: link.id, label: link.title } : null}
      options={options}
      showSearch={search}
      popupRender={(menu) => (
        <>
          {menu}
          {mayCreate ? <CreateRow props={props} onMade={take} /> : null}
        </>
      )}
      onChange={(picked) => {
        const option = picked && byId.get(picked.value);
        take(option ? { id: option.id, title: option.title } : null);
      }}
    />
  );
}

export function LinksEditor(props: EditorProps) {
  const { options, search, byId, mayCreate, busy } = useShared(props);
  const links = asLinks(props.value);
  const take = (next: LinkValue[]) => props.onChange(next.length ? next.map(asValue) : null);
  return (
    <PickSelect<{ value: string; label: React.ReactNode }[]>
      editor={props}
      labelInValue
      mode="multiple"
      optionLabelProp="title"
      loading={busy}
      value={links.map((link) => ({ value: link.id, label: link.title }))}
      options={options}
      showSearch={search}
      popupRender={(menu) => (
        <>
          {menu}
          {mayCreate ? <CreateRow props={props} onMade={(made) => take([...links, made])} /> : null}
        </>
      )}
      onChange={(picked) =>
        take(
          picked.map(({ value }) => ({
            id: value,
            title:
              byId.get(value)?.title ?? links.find((link) => link.id === value)?.title ?? value,
          })),
        )
      }
    />
  );
}
