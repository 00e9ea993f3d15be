import { Button, Segmented, Select } from "antd";
import { Plus, Sigma, Trash2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { FormView, OperatorName, Test, Where } from "@/model/api.ts";
import { fieldsInOrder } from "@/model/columns.ts";
import { fieldOf } from "@/model/values.ts";
import { added, branchOf, isTest, type Joint, made, replaced, rootOf } from "@/model/where.ts";
import { useSay, withWords } from "@/words/t.ts";
import { TestValue } from "./TestValue.tsx";
import { opWord } from "./useSayTest.ts";

const ConditionFormula = lazy(() =>
  withWords("rules", import("../formula/ConditionFormula.tsx")).then((m) => ({
    default: m.ConditionFormula,
  })),
);

interface NodeProps {
  form: FormView;
  node: Where;
  path: readonly number[];
  root: Where;
  onChange: (root: Where) => void;
}

function firstTest(form: FormView): Test {
  const field = fieldsInOrder(form).find((one) => one.operators.length);
  return { field: field?.key ?? "", op: field?.operators[0] ?? "is" };
}

function TestRow({ form, node, path, root, onChange }: NodeProps & { node: Test }) {
  const say = useSay();
  const field = fieldOf(form, node.field);
  const put = (next: Where | null) => {
    const changed = replaced(root, path, next);
    onChange(changed ?? made("all", []));
  };
  const fields = fieldsInOrder(form).filter((one) => one.operators.length);
  const toField = (key: string) =>
    put({ field: key, op: fieldOf(form, key)?.operators[0] ?? "is" });
  const toOp = (op: OperatorName) => put({ field: node.field, op });
  return (
    <div className="condition-row">
      <Select
        className="condition-field"
        showSearch={{ optionFilterProp: "label" }}
        value={node.field}
        aria-label={say("filter.field")}
        options={fields.map((one) => ({ value: one.key, label: one.label }))}
        onChange={toField}
      />
      <Select
        className="condition-op"
        value={node.op}
        aria-label={say("filter.op")}
        popupMatchSelectWidth={false}
        options={(field?.operators ?? []).map((op) => ({ value: op, label: say(opWord(op)) }))}
        onChange={toOp}
      />
      <div className="condition-value">
        {field ? (
          <TestValue
            form={form}
            field={field}
            test={node}
            onChange={(value) => put({ ...node, value })}
          />
        ) : null}
      </div>
      <button
        type="button"
        className="icon-button"
        aria-label={say("filter.drop")}
        onClick={() => put(null)}
      >
        <Trash2 size={15} />
      </button>
    </div>
  );
}

const Written = ({ children }: { children: string }) => (
  <code className="grow condition-formula">{children}</code>
);

function BranchBox(props: NodeProps) {
  const say = useSay();
  const { form, node, path, root, onChange } = props;
  const branch = branchOf(node) ?? { joint: "all" as Joint, children: [] };
  const setJoint = (joint: Joint) =>
    onChange(replaced(root, path, made(joint, branch.children)) ?? root);
  return (
    <div className={path.length ? "condition-box nested" : "condition-box"}>
      {branch.children.length > 1 || path.length ? (
        <Segmented<Joint>
          size="small"
          aria-label={say("filter.joint")}
          value={branch.joint}
          options={[
            { value: "all", label: say("filter.all") },
            { value: "any", label: say("filter.any") },
          ]}
          onChange={setJoint}
        />
      ) : null}
      {branch.children.map((child, at) => {
        const shared = { form, path: [...path, at], root, onChange };
        return isTest(child) ? (
          <TestRow key={at} {...shared} node={child} />
        ) : branchOf(child) ? (
          <BranchBox key={at} {...shared} node={child} />
        ) : (
          <div key={at} className="condition-row">
            {"formula" in child ? (
              <Suspense fallback={<Written>{child.formula}</Written>}>
                <ConditionFormula
                  form={form.form}
                  formula={child.formula}
                  onChange={(formula) =>
                    onChange(replaced(root, [...path, at], { formula }) ?? root)
                  }
                />
              </Suspense>
            ) : (
              <Written>{JSON.stringify(child)}</Written>
            )}
            <button
              type="button"
              className="icon-button"
              aria-label={say("filter.drop")}
              onClick={() => onChange(replaced(root, [...path, at], null) ?? made("all", []))}
            >
              <Trash2 size={15} />
            </button>
          </div>
        );
      })}
      <div className="row-flex">
        <Button
          size="small"
          icon={<Plus size={14} />}
          onClick={() => onChange(added(root, path, firstTest(form)))}
        >
          {say("filter.add")}
        </Button>
        <Button
          size="small"
          type="text"
          icon={<Sigma size={14} />}
          onClick={() => onChange(added(root, path, { formula: "" }))}
        >
          {say("filter.addFormula")}
        </Button>
        {path.length < 2 ? (
          <Button
            size="small"
            type="text"
            onClick={() => onChange(added(root, path, { any: [firstTest(form)] }))}
          >
            {say("filter.addGroup")}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

interface EditorProps {
  form: FormView;
  where: Where | null;
  onChange: (where: Where | null) => void;
  onDone: () => void;
}

/** Conditions joined by all or any, groups inside groups; applies as it is edited. */
export function ConditionEditor({ form, where, onChange, onDone }: EditorProps) {
  const say = useSay();
  const first = rootOf(where);
  const [root, setRoot] = useState<Where>(
    made(first.joint, first.children.length ? first.children : [firstTest(form)]),
  );
  const change = (next: Where) => {
    const whole = branchOf(next) ? next : made("all", [next]);
    setRoot(whole);
    onChange(whole);
  };
  return (
    <div className="conditions">
      <BranchBox form={form} node={root} path={[]} root={root} onChange={change} />
      <div className="row-flex conditions-foot">
        <Button type="text" size="small" onClick={() => change(made("all", []))}>
          {say("filter.clear")}
        </Button>
        <span className="spacer" />
        <Button size="small" type="primary" onClick={onDone}>
          {say("done")}
        </Button>
      </div>
    </div>
  );
}
