/** How one comes in: password, second step, where one is signed in, keys for programs. */
import { useQuery } from "@tanstack/react-query";
import { ChevronRight, KeyRound, ShieldCheck } from "lucide-react";
import type { ReactNode } from "react";
import { secondStepQuery } from "@/data/second-step.ts";
import { useMe } from "@/data/session.ts";
import { useGo } from "@/kits/go.ts";
import { Avatar, StatusTag } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";
import { Keys } from "./Keys.tsx";
import { Sessions } from "./Sessions.tsx";
import { Told } from "./Told.tsx";
import "./account.css";

export function AccountPage() {
  const me = useMe().member;
  return (
    <div className="account">
      <header className="account-head">
        <Avatar name={me.name} size={40} />
        <div>
          <h1>{me.name}</h1>
          <p className="quiet">{me.login}</p>
        </div>
      </header>
      <Ways />
      <Told />
      <Sessions />
      <Keys />
    </div>
  );
}

function Ways() {
  const say = useSay();
  const go = useGo();
  const second = useQuery(secondStepQuery).data;
  return (
    <section className="account-card" aria-labelledby="account-ways">
      <div className="account-title">
        <h2 id="account-ways">{say("account.ways")}</h2>
      </div>
      <Way
        icon={<KeyRound size={16} aria-hidden />}
        title={say("password.title")}
        text={say("account.passwordText")}
        onOpen={() => go.to("/password")}
      />
      <Way
        icon={<ShieldCheck size={16} aria-hidden />}
        title={say("secondStep.title")}
        text={say("account.secondStepText")}
        state={
          second ? (
            <StatusTag tint={second.on ? "green" : second.demanded ? "red" : "gray"}>
              {say(second.on ? "account.on" : "account.off")}
            </StatusTag>
          ) : null
        }
        onOpen={() => go.to("/second-step")}
      />
    </section>
  );
}

interface WayProps {
  icon: ReactNode;
  title: string;
  text: string;
  state?: ReactNode;
  onOpen: () => void;
}

function Way({ icon, title, text, state, onOpen }: WayProps) {
  return (
    <button type="button" className="account-row account-way" onClick={onOpen}>
      <span className="account-icon">{icon}</span>
      <span className="account-what">
        <b>{title}</b>
        <span className="quiet">{text}</span>
      </span>
      {state}
      <ChevronRight size={16} className="quiet" aria-hidden />
    </button>
  );
}
