import { useMe } from "@/data/session.ts";
import type { Department } from "@/model/api.ts";
import { asText, asTexts, nameOf } from "@/model/values.ts";
import { Person } from "@/ui/bits.tsx";
import type { EditorProps } from "../kind.ts";
import { PickSelect } from "./PickSelect.tsx";

function usePeople() {
  const { people, departments } = useMe();
  return people
    .filter((person) => person.active)
    .map((person) => ({
      value: person.id,
      title: person.name,
      search: `${person.name} ${person.department ? nameOf(departments, person.department) : ""}`,
      label: <Person name={person.name} />,
    }));
}

/** "销售部 / 华东" so that two teams of one name can be told apart. */
function trail(departments: readonly Department[], one: Department): string {
  const above = departments.find((other) => other.id === one.parent);
  return above ? `${trail(departments, above)} / ${one.name}` : one.name;
}

function useDepartments() {
  const { departments } = useMe();
  return departments.map((one) => {
    const label = trail(departments, one);
    return { value: one.id, title: label, search: label, label };
  });
}

interface Choice {
  value: string;
  title: string;
  search: string;
  label: React.ReactNode;
}

function One({ props, options }: { props: EditorProps; options: Choice[] }) {
  return (
    <PickSelect<string>
      editor={props}
      value={asText(props.value) || null}
      options={options}
      onChange={(value) => {
        props.onChange(value ?? null);
        props.grid?.done();
      }}
    />
  );
}

function Many({ props, options }: { props: EditorProps; options: Choice[] }) {
  return (
    <PickSelect<string[]>
      editor={props}
      mode="multiple"
      value={asTexts(props.value)}
      options={options}
      onChange={(value) => props.onChange(value.length ? value : null)}
    />
  );
}

export const MemberEditor = (props: EditorProps) => <One props={props} options={usePeople()} />;
export const MembersEditor = (props: EditorProps) => <Many props={props} options={usePeople()} />;
export const DepartmentEditor = (props: EditorProps) => (
  <One props={props} options={useDepartments()} />
);
export const DepartmentsEditor = (props: EditorProps) => (
  <Many props={props} options={useDepartments()} />
);
