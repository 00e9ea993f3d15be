import { Building2, ChevronDown, ChevronRight, Ellipsis, Plus, Users, UserX } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useDeleteDepartment } from "@/data/people.ts";
import { useTell } from "@/kits/faults/useTell.ts";
import {
  countNowhere,
  NOWHERE,
  type Organisation,
  type OrgDepartment,
  type TreeRow,
} from "@/model/people.ts";
import { StatePanel } from "@/ui/bits.tsx";
import { MenuButton, type MenuItem } from "@/ui/Menu.tsx";
import { ask } from "@/ui/notices.tsx";
import { useSay } from "@/words/t.ts";
import { DepartmentBox, type DepartmentDraft } from "./DepartmentBox.tsx";

const AT_THE_TOP: DepartmentDraft = { id: null, name: "", parent: null, head: null };

interface TreeProps {
  house: Organisation;
  rows: readonly TreeRow[];
  chosen: string | undefined;
  onChoose: (id: string | undefined) => void;
}

/** The departments with what can be done to them; a choice narrows the people beside it. */
export function DepartmentTree({ house, rows, chosen, onChoose }: TreeProps) {
  const say = useSay();
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [draft, setDraft] = useState<DepartmentDraft | null>(null);
  const remove = useRemove((id) => id === chosen && onChoose(undefined));
  const nowhere = countNowhere(house);
  const turn = (id: string) => {
    const next = new Set(folded);
    next.has(id) ? next.delete(id) : next.add(id);
    setFolded(next);
  };
  const items = (one: OrgDepartment): MenuItem[] => [
    {
      key: "add",
      label: say("people.addBelow"),
      onClick: () => setDraft({ id: null, name: "", parent: one.id, head: null }),
    },
    { key: "edit", label: say("people.editDepartment"), onClick: () => setDraft(one) },
    { key: "line", type: "divider" },
    { key: "delete", label: say("delete"), danger: true, onClick: () => void remove(one) },
  ];
  return (
    <nav className="people-tree" aria-label={say("people.tree")}>
      <header>
        <h2 className="grow">{say("people.tree")}</h2>
        <button
          type="button"
          className="icon-button"
          aria-label={say("people.addDepartment")}
          title={say("people.addDepartment")}
          onClick={() => setDraft(AT_THE_TOP)}
        >
          <Plus size={16} />
        </button>
      </header>
      <ul>
        <Branch
          icon={<Users size={15} />}
          name={say("people.everybody")}
          count={house.members.filter((member) => member.active).length}
          on={chosen === undefined}
          onChoose={() => onChoose(undefined)}
        />
        {rows
          .filter((row) => !row.above.some((id) => folded.has(id)))
          .map(({ department, depth, people, leaf }) => (
            <Branch
              key={department.id}
              depth={depth}
              icon={<Building2 size={15} />}
              name={department.name}
              title={house.members.find((member) => member.id === department.head)?.name}
              count={people}
              on={chosen === department.id}
              onChoose={() => onChoose(department.id)}
              fold={
                leaf ? null : (
                  <button
                    type="button"
                    className="icon-button people-fold"
                    aria-expanded={!folded.has(department.id)}
                    aria-label={say(folded.has(department.id) ? "people.unfold" : "people.fold", {
                      name: department.name,
                    })}
                    onClick={() => turn(department.id)}
                  >
                    {folded.has(department.id) ? (
                      <ChevronRight size={14} />
                    ) : (
                      <ChevronDown size={14} />
                    )}
                  </button>
                )
              }
              menu={
                <MenuButton
                  className="icon-button"
                  side="bottomEnd"
                  label={say("people.departmentMenu", { name: department.name })}
                  items={items(department)}
                >
                  <Ellipsis size={15} />
                </MenuButton>
              }
            />
          ))}
        {nowhere || chosen === NOWHERE ? (
          <Branch
            icon={<UserX size={15} />}
            name={say("people.nowhere")}
            count={nowhere}
            on={chosen === NOWHERE}
            onChoose={() => onChoose(NOWHERE)}
          />
        ) : null}
      </ul>
      {rows.length === 0 ? (
        <StatePanel
          icon={<Building2 />}
          title={say("people.noDepartments")}
          text={say("people.noDepartmentsText")}
        >
          <button type="button" className="button" onClick={() => setDraft(AT_THE_TOP)}>
            {say("people.addDepartment")}
          </button>
        </StatePanel>
      ) : null}
      {draft ? (
        <DepartmentBox house={house} rows={rows} draft={draft} onClose={() => setDraft(null)} />
      ) : null}
    </nav>
  );
}

function Branch(props: {
  icon: ReactNode;
  name: string;
  title?: string | undefined;
  count: number;
  on: boolean;
  depth?: number;
  fold?: ReactNode;
  menu?: ReactNode;
  onChoose: () => void;
}) {
  return (
    <li
      className="people-branch"
      data-on={props.on}
      style={{ paddingLeft: 4 + (props.depth ?? 0) * 16 }}
    >
      {props.fold ?? <span className="people-fold" />}
      <button
        type="button"
        className="people-choose"
        aria-current={props.on ? "true" : undefined}
        title={[props.name, props.title].filter(Boolean).join(" · ")}
        onClick={props.onChoose}
      >
        {props.icon}
        <span className="grow cut">{props.name}</span>
        <span className="quiet num">{props.count}</span>
      </button>
      {props.menu ?? <span className="people-no-menu" />}
    </li>
  );
}

function useRemove(onGone: (id: string) => void) {
  const say = useSay();
  const tell = useTell();
  const { mutate } = useDeleteDepartment();
  return async ({ id, name }: OrgDepartment) => {
    const question = {
      title: say("people.deleteDepartment", { name }),
      text: say("people.deleteDepartmentText"),
      yes: say("delete"),
      no: say("cancel"),
      danger: true,
    };
    if (!(await ask(question))) return;
    mutate(id, {
      onError: tell.fail,
      onSuccess: () => {
        tell.good(say("people.departmentDeleted"));
        onGone(id);
      },
    });
  };
}
