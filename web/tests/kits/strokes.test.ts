import { describe, expect, it } from "vitest";
import { boundsOf, shrink } from "@/kits/fields/signature/strokes.ts";

describe("a signature", () => {
  it("is cut to what is written, with air, within the paper", () => {
    const strokes = [
      { points: [{ x: 50, y: 40 }] },
      {
        points: [
          { x: 120, y: 90 },
          { x: 5, y: 60 },
        ],
      },
    ];
    expect(boundsOf(strokes, { width: 300, height: 95 })).toEqual({
      x: 0,
      y: 28,
      width: 132,
      height: 67,
    });
    expect(boundsOf([], { width: 300, height: 100 })).toBeNull();
  });
  it("is made smaller, never larger", () => {
    expect(shrink(2400, 100)).toBe(0.5);
    expect(shrink(100, 4800)).toBe(0.1);
    expect(shrink(100, 100)).toBe(1);
  });
});
