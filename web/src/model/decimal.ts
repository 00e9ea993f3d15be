/** Exact decimals as strings. Nothing here ever becomes a float. */

const SHAPE = /^(-?)(\d*)(?:\.(\d*))?$/;

interface Parts {
  minus: boolean;
  whole: string;
  frac: string;
}

function parts(text: string): Parts | null {
  const found = SHAPE.exec(text.trim());
  if (!found || (!found[2] && !found[3])) return null;
  return {
    minus: found[1] === "-",
    whole: (found[2] ?? "").replace(/^0+(?=\d)/, "") || "0",
    frac: found[3] ?? "",
  };
}

/** Reads what a person types or pastes: "¥1,234.50", "（12）", "1２３". Null when it is no number. */
export function readDecimal(text: string): string | null {
  let plain = text
    .normalize("NFKC")
    .replace(/[\s,¥￥$€£']/g, "")
    .replace(/^(CNY|RMB|USD|EUR)/i, "")
    .replace(/元$/, "");
  const bracketed = /^\((.+)\)$/.exec(plain);
  if (bracketed) plain = `-${bracketed[1]}`;
  const exponent = /^([+-]?[\d.]+)e([+-]?\d{1,3})$/i.exec(plain);
  if (exponent) return shift(readDecimal(exponent[1] ?? "") ?? "", Number(exponent[2]));
  const split = parts(plain.replace(/^\+/, ""));
  return split ? join(split) : null;
}

function join({ minus, whole, frac }: Parts): string {
  const zero = /^0*$/.test(whole) && /^0*$/.test(frac);
  return `${minus && !zero ? "-" : ""}${whole || "0"}${frac ? `.${frac}` : ""}`;
}

/** Moves the point: shift("0.13", 2) is "13". */
export function shift(text: string, places: number): string | null {
  const split = parts(text);
  if (!split) return null;
  let { whole, frac } = split;
  for (let n = 0; n < Math.abs(places); n++) {
    if (places > 0) {
      whole += frac[0] ?? "0";
      frac = frac.slice(1);
    } else {
      frac = (whole.at(-1) ?? "0") + frac;
      whole = whole.slice(0, -1) || "0";
    }
  }
  return join({
    minus: split.minus,
    whole: whole.replace(/^0+(?=\d)/, ""),
    frac: frac.replace(/0+$/, ""),
  });
}

function toInteger(text: string, scale: number): bigint | null {
  const split = parts(text);
  if (!split) return null;
  const digits = BigInt(split.whole + split.frac.slice(0, scale).padEnd(scale, "0"));
  const up = (split.frac[scale] ?? "0") >= "5" ? 1n : 0n;
  return split.minus ? -(digits + up) : digits + up;
}

function fromInteger(value: bigint, scale: number): string {
  const minus = value < 0n;
  const digits = (minus ? -value : value).toString().padStart(scale + 1, "0");
  const cut = digits.length - scale;
  return `${minus ? "-" : ""}${digits.slice(0, cut)}${scale ? `.${digits.slice(cut)}` : ""}`;
}

/** Rounds half up (away from zero), as the server does. */
export function round(text: string, scale: number): string | null {
  const value = toInteger(text, scale);
  return value === null ? null : fromInteger(value, scale);
}

export function compare(a: string, b: string): number {
  const scale = Math.max(parts(a)?.frac.length ?? 0, parts(b)?.frac.length ?? 0);
  const [x, y] = [toInteger(a, scale) ?? 0n, toInteger(b, scale) ?? 0n];
  return x < y ? -1 : x > y ? 1 : 0;
}

export function sum(texts: readonly string[]): string {
  const scale = Math.max(0, ...texts.map((text) => parts(text)?.frac.length ?? 0));
  return fromInteger(
    texts.reduce((total, text) => total + (toInteger(text, scale) ?? 0n), 0n),
    scale,
  );
}

/** Thousands marks, at least `scale` places; more when the value has them. */
export function grouped(text: string, scale?: number): string {
  const split = parts(text);
  if (!split) return text;
  const whole = split.whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const frac = scale === undefined ? split.frac : split.frac.replace(/0+$/, "").padEnd(scale, "0");
  const zero = /^0*$/.test(split.whole + split.frac);
  return `${split.minus && !zero ? "-" : ""}${whole}${frac ? `.${frac}` : ""}`;
}

const SIGNS: Record<string, string> = {
  CNY: "¥",
  USD: "$",
  EUR: "€",
  GBP: "£",
  JPY: "¥",
  HKD: "HK$",
};

export function currencySign(currency: string | undefined): string {
  return SIGNS[currency ?? "CNY"] ?? `${currency} `;
}

/** Ten thousands and hundred millions for narrow places: "126.6万". Null when small. */
export function short(text: string): string | null {
  const split = parts(text);
  if (!split || split.whole.length < 5) return null;
  const [places, mark] = split.whole.length > 8 ? [-8, "亿"] : [-4, "万"];
  const moved = shift(text, places as number);
  return moved === null ? null : `${grouped(round(moved, 1) ?? moved)}${mark}`;
}
