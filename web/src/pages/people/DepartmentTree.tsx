import {
  Building2,
  ChevronDown,
  ChevronRight,
  Ellipsis,
  GripVertical,
  Plus,
  Users,
  UserX,
} from "lucide-react";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { useDeleteDepartment, useOrderDepartments } from "@/data/people.ts";
import { useTell } from "@/kits/faults/useTell.ts";
import {
  countNowhere,
  movedTo,
  NOWHERE,
  type Organisation,
  type OrgDepartment,
  sisters,
  type TreeRow,
} from "@/model/people.ts";
import { StatePanel } from "@/ui/bits.tsx";
import { type Handle, SortableList } from "@/ui/dnd/SortableList.tsx";
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
  const order = useOrderDepartments();
  const tell = useTell();
  const nowhere = countNowhere(house);
  const steps = (id: string): MenuItem[] => {
    const ids = sisters(rows, id);
    const at = ids.indexOf(id);
    return [
      {
        key: "up",
        label: say("people.up"),
        disabled: at <= 0,
        onClick: () => move(id, at, at - 1),
      },
      {
        key: "down",
        label: say("people.down"),
        disabled: at === ids.length - 1,
        onClick: () => move(id, at, at + 1),
      },
    ];
  };
  const turn = (id: string) => {
    const next = new Set(folded);
    next.has(id) ? next.delete(id) : next.add(id);
    setFolded(next);
  };
  const move = (id: string, from: number, to: number) => {
    const ids = sisters(rows, id);
    const parent = rows.find((row) => row.department.id === id)?.above.at(-1) ?? null;
    if (to >= 0 && to < ids.length)
      order.mutate({ parent, ids: movedTo(ids, from, to) }, { onError: tell.fail });
  };
  const onArrow = (event: KeyboardEvent<HTMLButtonElement>, id: string) => {
    const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (!step) return;
    event.preventDefault();
    const grip = event.currentTarget;
    const at = sisters(rows, id).indexOf(id);
    move(id, at, at + step);
    // The row is put elsewhere in the page, where the focus does not follow by itself.
    requestAnimationFrame(() => grip.focus());
  };
  const items = (one: OrgDepartment): MenuItem[] => [
    {
      key: "add",
      label: say("people.addBelow"),
      onClick: () => setDraft({ id: null, name: "", parent: one.id, head: null }),
    },
    { key: "edit", label: say("people.editDepartment"), onClick: () => setDraft(one) },
    ...steps(one.id),
    { key: "line", type: "divider" },
    { key: "delete", label: say("delete"), danger: true, onClick: () => void remove(one) },
  ];
  /** Those under one department; each can be moved among its sisters, with all that stands below it. */
  const drawn = (above: string | null): ReactNode => {
    const here = rows.filter((row) => (row.above.at(-1) ?? null) === above);
    if (here.length === 0) return null;
    const ids = here.map((row) => row.department.id);
    return (
      <SortableList
        as="li"
        ids={ids}
        onMove={(from, to) => move(ids[from] ?? "", from, to)}
        render={(id, handle) => {
          const row = here.find((one) => one.department.id === id);
          return row ? (
            <>
              {branch(row, ids.length > 1 ? handle : null)}
              {folded.has(id) ? null : drawn(id)}
            </>
          ) : null;
        }}
      />
    );
  };
  const branch = ({ department, depth, people, leaf }: TreeRow, handle: Handle | null) => {
    const shut = folded.has(department.id);
    return (
      <Branch
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
              aria-expanded={!shut}
              aria-label={say(shut ? "people.unfold" : "people.fold", { name: department.name })}
              onClick={() => turn(department.id)}
            >
              {shut ? <ChevronRight size={14} /> : <ChevronDown size={14} />}
            </button>
          )
        }
        menu={
          <>
            {handle ? (
              <button
                type="button"
                className="icon-button people-grip"
                aria-label={say("columns.move", { name: department.name })}
                title={say("people.moveHint")}
                {...handle}
                onKeyDown={(event) => onArrow(event, department.id)}
              >
                <GripVertical size={14} />
              </button>
            ) : null}
            <MenuButton
              className="icon-button"
              side="bottomEnd"
              label={say("people.departmentMenu", { name: department.name })}
              items={items(department)}
            >
              <Ellipsis size={15} />
            </MenuButton>
          </>
        }
      />
    );
  };
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
        <li>
          <Branch
            icon={<Users size={15} />}
            name={say("people.everybody")}
            count={house.members.filter((member) => member.active).length}
            on={chosen === undefined}
            onChoose={() => onChoose(undefined)}
          />
        </li>
      </ul>
      {drawn(null)}
      {nowhere || chosen === NOWHERE ? (
        <ul>
          <li>
            <Branch
              icon={<UserX size={15} />}
              name={say("people.nowhere")}
              count={nowhere}
              on={chosen === NOWHERE}
              onChoose={() => onChoose(NOWHERE)}
            />
          </li>
        </ul>
      ) : null}
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
    <div
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
    </div>
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
