import { afterEach, expect, it, vi } from "vitest";
import { api, onSignedOut } from "../../src/data/client.ts";

afterEach(() => vi.unstubAllGlobals());

async function isTold(status: number, code: string): Promise<boolean> {
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ code }), { status }));
  let told = false;
  const stop = onSignedOut(() => {
    told = true;
  });
  await expect(api.post("/api/anything")).rejects.toMatchObject({ status, code });
  stop();
  return told;
}

it("tells that the session is over", async () => {
  expect(await isTold(401, "auth.signed_out")).toBe(true);
  expect(await isTold(401, "")).toBe(true);
});

it("does not take a wrong answer at the door for the end of a session", async () => {
  for (const code of ["auth.wrong", "auth.wrong_code", "auth.challenge_over"])
    expect(await isTold(401, code)).toBe(false);
});

it("asks the session again when something comes before all else", async () => {
  for (const code of ["auth.must_change", "auth.must_add_second_step"])
    expect(await isTold(403, code)).toBe(true);
  expect(await isTold(403, "access.denied")).toBe(false);
});
