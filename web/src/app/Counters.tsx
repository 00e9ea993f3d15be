import { lazy, Suspense } from "react";

const LazyBell = lazy(() => import("./Bell.tsx").then((m) => ({ default: m.Bell })));
const LazyInbox = lazy(() => import("./InboxLink.tsx").then((m) => ({ default: m.InboxLink })));

/** The way to the notices with their count; it comes behind what the page itself needs. */
export function Bell({ phone = false }: { phone?: boolean }) {
  return (
    <Suspense fallback={<span className={phone ? "" : "rail-item"} />}>
      <LazyBell phone={phone} />
    </Suspense>
  );
}

/** The way to the inbox with its count, likewise. */
export function InboxLink({ phone = false }: { phone?: boolean }) {
  return (
    <Suspense fallback={<span className={phone ? "" : "rail-item"} />}>
      {phone ? <LazyInbox label /> : <LazyInbox className="rail-item" />}
    </Suspense>
  );
}
