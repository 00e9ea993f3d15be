import { describe, expect, it } from "vitest";
import { addressOf } from "@/kits/fields/rich_text/editing.ts";

describe("an address as people type it", () => {
  it("gets what it lacks, and nothing that runs", () => {
    expect(addressOf("www.example.com/x")).toBe("https://www.example.com/x");
    expect(addressOf(" http://a.example ")).toBe("http://a.example");
    expect(addressOf("a@b.example")).toBe("mailto:a@b.example");
    expect(addressOf("tel:02155550000")).toBe("tel:02155550000");
    expect(addressOf("localhost.example:8000")).toBe("https://localhost.example:8000");
    expect(addressOf("javascript:alert(1)")).toBeNull();
    expect(addressOf("data:text/html,x")).toBeNull();
    expect(addressOf("两个 词")).toBeNull();
    expect(addressOf("")).toBeNull();
  });
});
