/** Signing in in two steps: the password, then a code from one's own device. */

export interface SecondStep {
  on: boolean;
  since: string | null;
  codes_left: number;
  /** The company asks for it: it cannot be turned off. */
  demanded: boolean;
}
export interface NewSecret {
  secret: string;
  uri: string;
}
/** The password was right; now the code, within so many seconds. */
export interface Challenge {
  challenge: string;
  seconds: number;
}

/** Who must sign in in two steps. */
export const DEMANDS = ["free", "administrators", "everybody"] as const;
export type Demand = (typeof DEMANDS)[number];

export const CODE_LENGTH = 6;
/** From here on one should make new ones. */
export const FEW_CODES = 3;

/** What was typed or pasted as a code, also "123 456" and digits of full width. */
export const digitsOf = (text: string): string =>
  text.normalize("NFKC").replace(/\D/g, "").slice(0, CODE_LENGTH);

export const inFours = (secret: string): string[] => secret.match(/.{1,4}/g) ?? [];

interface Someone {
  active: boolean;
  is_admin: boolean;
  second_step: boolean;
}

/** How many who would be asked for it have not set it up. */
export const countWithout = (members: readonly Someone[], demand: Demand): number =>
  members.filter(
    (one) => one.active && !one.second_step && (demand !== "administrators" || one.is_admin),
  ).length;
