import dayjs from "dayjs";
import { describe, expect, it } from "vitest";
import { readDate, readTime, sayDay, sayMoment } from "../../src/model/dates.ts";

const words = { today: "今天", yesterday: "昨天", tomorrow: "明天" };

describe("dates", () => {
  it("are read as people write them", () => {
    for (const text of [
      "2026-06-03",
      "2026/6/3",
      "2026.06.03",
      "2026年6月3日",
      "20260603",
      "２０２６-6-3",
    ])
      expect(readDate(text)).toBe("2026-06-03");
    for (const text of ["2026-02-30", "下周", "6/3"]) expect(readDate(text)).toBeNull();
    expect(readTime("9:05")).toBe("09:05");
    expect(readTime("25:00")).toBeNull();
  });
  it("without an hour are said in the same words", () => {
    const now = dayjs("2026-11-23T15:00:00");
    expect(sayDay("2026-11-23", words, "zh", now)).toBe("今天");
    expect(sayDay("2026-11-24", words, "zh", now)).toBe("明天");
    expect(sayDay("2026-11-07", words, "zh", now)).toBe("11月7日");
    expect(sayDay("2026-11-07", words, "en", now)).toBe("Nov 7");
    expect(sayDay("2027-01-03", words, "zh", now)).toBe("2027-01-03");
    expect(sayDay("没有", words, "zh", now)).toBe("没有");
  });
  it("are said by their distance", () => {
    const now = dayjs("2026-11-23T15:00:00");
    expect(sayMoment("2026-11-23T14:05:00", words, "zh", now)).toBe("今天 14:05");
    expect(sayMoment("2026-11-22T09:00:00", words, "zh", now)).toBe("昨天 09:00");
    expect(sayMoment("2026-03-01T09:00:00", words, "zh", now)).toBe("3月1日 09:00");
    expect(sayMoment("2024-03-01T09:00:00", words, "zh", now)).toBe("2024-03-01");
  });
});
