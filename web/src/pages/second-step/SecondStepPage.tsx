/** One's own second step of signing in: set up, looked after, turned off. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { secondStepQuery, useSecondStepChanged } from "@/data/second-step.ts";
import { sessionQuery, useSignOut } from "@/data/session.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import type { NewSecret, SecondStep } from "@/model/second-step.ts";
import { Bone } from "@/ui/bits.tsx";
import { toast } from "@/ui/notices.tsx";
import { useSay } from "@/words/t.ts";
import { Begin } from "./Begin.tsx";
import { InForce } from "./InForce.tsx";
import { RecoveryCodes } from "./RecoveryCodes.tsx";
import { SetUp } from "./SetUp.tsx";
import "./second-step.css";

/** From the menu, whenever one likes. */
export function SecondStepPage() {
  const say = useSay();
  return (
    <div className="second-step">
      <section className="second-step-card" aria-labelledby="second-step-title">
        <h1 id="second-step-title">{say("secondStep.title")}</h1>
        <Steps
          inForce={(state, onCodes, onFresh) => (
            <InForce state={state} onCodes={onCodes} onFresh={onFresh} />
          )}
        />
      </section>
    </div>
  );
}

/** Before anything else, for whom the company asks it of. */
export function FirstSecondStep() {
  const say = useSay();
  const signOut = useSignOut();
  return (
    <main className="second-step">
      <section className="second-step-card" aria-labelledby="second-step-title">
        <img src="/mark.svg" alt="" width={44} height={44} />
        <h1 id="second-step-title">{say("secondStep.title")}</h1>
        <p className="second-step-first">{say("secondStep.first")}</p>
        <Steps inForce={() => <GoOn />} />
      </section>
      <p className="second-step-foot">
        <button type="button" className="plain-button" onClick={() => signOut.mutate()}>
          {say("me.signOut")}
        </button>
      </p>
    </main>
  );
}

/** It was set up meanwhile, elsewhere: the session says so when asked again. */
function GoOn() {
  const client = useQueryClient();
  useEffect(() => void client.invalidateQueries({ queryKey: sessionQuery.queryKey }), [client]);
  return <Bones />;
}

interface Shown {
  codes: string[];
  said: string;
}
type InForceNow = (
  state: SecondStep,
  onCodes: (shown: Shown) => void,
  onFresh: (secret: NewSecret) => void,
) => ReactNode;

/** Where one is. Codes that are shown this once stay until they are kept, whatever is told meanwhile. */
function Steps({ inForce }: { inForce: InForceNow }) {
  const say = useSay();
  const query = useQuery(secondStepQuery);
  const [fresh, setFresh] = useState<NewSecret | null>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  const changed = useSecondStepChanged();
  if (shown) {
    return (
      <RecoveryCodes
        codes={shown.codes}
        onKept={async () => {
          await changed();
          setFresh(null);
          setShown(null);
          toast(shown.said, true);
        }}
      />
    );
  }
  if (fresh) {
    return (
      <SetUp
        fresh={fresh}
        onBack={() => setFresh(null)}
        onCodes={(codes) => setShown({ codes, said: say("secondStep.onDone") })}
      />
    );
  }
  if (query.data?.on) return inForce(query.data, setShown, setFresh);
  if (query.data) return <Begin onBegun={setFresh} />;
  if (query.error) return <FaultPanel error={query.error} onRetry={() => void query.refetch()} />;
  return <Bones />;
}

function Bones() {
  return (
    <div className="second-step-bones" aria-busy="true">
      <Bone width="80%" />
      <Bone width="65%" />
      <Bone width={280} height={40} />
      <Bone width={120} height={40} />
    </div>
  );
}
