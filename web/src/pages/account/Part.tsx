import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { Bone } from "@/ui/bits.tsx";

interface Props<T> {
  id: string;
  title: string;
  act?: ReactNode;
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
}

/** One part of the account with what is asked for it: coming, failed, or there. */
export function Part<T>({ id, title, act, query, children }: Props<T>) {
  return (
    <section className="account-card" aria-labelledby={id}>
      <div className="account-title">
        <h2 id={id}>{title}</h2>
        {act}
      </div>
      {query.data !== undefined ? (
        children(query.data)
      ) : query.error ? (
        <FaultPanel error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <div className="account-bones" aria-busy="true">
          <Bone width="60%" />
          <Bone width="45%" />
        </div>
      )}
    </section>
  );
}
