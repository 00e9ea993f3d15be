import { Modal, Radio } from "antd";
import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useDemandSecondStep } from "@/data/people.ts";
import { useMe } from "@/data/session.ts";
import { useTell } from "@/kits/faults/useTell.ts";
import type { Organisation } from "@/model/people.ts";
import { countWithout, DEMANDS, type Demand } from "@/model/second-step.ts";
import { useSay, type Word } from "@/words/t.ts";

export const DEMAND_WORDS: Record<Demand, Word> = {
  free: "people.demand.free",
  administrators: "people.demand.administrators",
  everybody: "people.demand.everybody",
};
const TEXTS: Record<Demand, Word> = {
  free: "people.demand.freeText",
  administrators: "people.demand.administratorsText",
  everybody: "people.demand.everybodyText",
};

/** Who must sign in in two steps, and whom that would stop until they have set it up. */
export function DemandBox({ house, onClose }: { house: Organisation; onClose: () => void }) {
  const say = useSay();
  const tell = useTell();
  const me = useMe();
  const demand = useDemandSecondStep();
  const [chosen, setChosen] = useState(house.second_step);
  const mine = house.members.find((one) => one.id === me.member.id);
  const keep = () =>
    chosen === house.second_step
      ? onClose()
      : demand.mutate(chosen, {
          onError: tell.fail,
          onSuccess: () => {
            tell.good(say("people.demandSaved"));
            onClose();
          },
        });
  const without = (one: Demand) => {
    const n = countWithout(house.members, one);
    return n ? say("people.demandWithout", { n }) : say("people.demandWithoutNone");
  };
  return (
    <Modal
      open
      centered
      width={460}
      title={say("people.demand")}
      okText={say("save")}
      cancelText={say("cancel")}
      confirmLoading={demand.isPending}
      onOk={keep}
      onCancel={onClose}
    >
      <Radio.Group
        className="people-demand"
        aria-label={say("people.demand")}
        value={chosen}
        onChange={({ target }) => setChosen(target.value as Demand)}
        options={DEMANDS.map((one) => ({
          value: one,
          label: (
            <>
              <span className="people-demand-line">
                <strong>{say(DEMAND_WORDS[one])}</strong>
                <span className="quiet num">{without(one)}</span>
              </span>
              <span className="quiet">{say(TEXTS[one])}</span>
            </>
          ),
        }))}
      />
      {chosen !== "free" && mine?.is_admin && !mine.second_step ? (
        <p className="people-demand-me" role="status">
          <TriangleAlert size={15} aria-hidden />
          {say("people.demandMe")}
        </p>
      ) : null}
    </Modal>
  );
}
