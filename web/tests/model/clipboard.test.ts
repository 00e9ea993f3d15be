import { describe, expect, it } from "vitest";
import { fromTsv, tiled, toTsv } from "../../src/model/clipboard.ts";

describe("a block from Excel", () => {
  it("keeps a line break and a tab inside a quoted cell", () => {
    expect(fromTsv('甲\t"两行\r\n名字"\r\n"a\tb"\t3\r\n')).toEqual([
      ["甲", "两行\n名字"],
      ["a\tb", "3"],
    ]);
  });
  it("reads doubled quotes and leaves a quote that is only a character", () => {
    expect(fromTsv('"say ""hi"""\t"6" pipe\n')).toEqual([['say "hi"', '"6" pipe']]);
  });
  it("takes LF, CR and CRLF, and empty cells", () => {
    expect(fromTsv("a\t\nb\tc\rd\t")).toEqual([
      ["a", ""],
      ["b", "c"],
      ["d", ""],
    ]);
    expect(fromTsv("")).toEqual([[""]]);
    expect(fromTsv("a\n\nb")).toEqual([["a"], [""], ["b"]]);
  });
  it("comes back as it went", () => {
    const block = [
      ['q"', "a\tb"],
      ["x\ny", ""],
      ["", "末"],
    ];
    expect(fromTsv(toTsv(block))).toEqual(block);
  });
  it("fills a selection that is a multiple of it, else stays as it is", () => {
    expect(tiled([["1"]], 2, 2)).toEqual([
      ["1", "1"],
      ["1", "1"],
    ]);
    expect(tiled([["1", "2"]], 2, 3)).toEqual([["1", "2"]]);
  });
});
