import { useQuery, useQueryClient } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { isFault, onSignedOut } from "@/data/client.ts";
import { sessionQuery } from "@/data/session.ts";
import { FaultPanel } from "@/kits/faults/FaultPanel.tsx";
import { keptLanguage, speak, withWords } from "@/words/t.ts";
import { router } from "./router.tsx";
import { ShellBones } from "./ShellBones.tsx";

const Password = lazy(() =>
  withWords("password", import("./Password.tsx")).then((m) => ({ default: m.FirstPassword })),
);
const SecondStep = lazy(() =>
  withWords("second-step", import("@/pages/second-step/SecondStepPage.tsx")).then((m) => ({
    default: m.FirstSecondStep,
  })),
);
const SignIn = lazy(() =>
  withWords("signin", import("./SignIn.tsx")).then((m) => ({ default: m.SignIn })),
);

/** Signed in or not decides what is drawn; the address stays, so signing in lands where one wanted to go. */
export function Root() {
  const { data: me, error, refetch } = useQuery(sessionQuery);
  const client = useQueryClient();
  // Only a session that was there can end; asking who I am may say 401 without starting over.
  useEffect(
    () =>
      onSignedOut(() => {
        if (client.getQueryData(sessionQuery.queryKey))
          void client.resetQueries({ queryKey: ["session"] });
      }),
    [client],
  );
  const language = me?.member.language;
  useEffect(() => {
    if (language && language !== keptLanguage()) void speak(language);
  }, [language]);
  if (isFault(error) && error.status === 401) {
    return (
      <Suspense>
        <SignIn />
      </Suspense>
    );
  }
  if (me?.member.must_change_password) {
    return (
      <Suspense>
        <Password />
      </Suspense>
    );
  }
  if (me?.member.must_add_second_step) {
    return (
      <Suspense>
        <SecondStep />
      </Suspense>
    );
  }
  if (me) return <RouterProvider router={router} />;
  if (error) return <FaultPanel error={error} onRetry={() => void refetch()} />;
  return <ShellBones />;
}
