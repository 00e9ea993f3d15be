import { describe, expect, it } from "vitest";
import { cleanPasted } from "@/kits/fields/rich_text/pasted.ts";

const item = (level: number, sign: string, text: string) =>
  `<p class=MsoListParagraph style='text-indent:-18pt;mso-list:l0 level${level} lfo1'>` +
  `<!--[if !supportLists]--><span style='mso-list:Ignore'>${sign}<span>&nbsp;&nbsp;</span></span><!--[endif]-->${text}</p>`;

describe("what is pasted", () => {
  it("keeps Word's lists as lists, one in the other", () => {
    const html = cleanPasted(
      `<p>前</p>${item(1, "1.", "甲")}${item(2, "·", "甲一")}${item(1, "2.", "乙")}<p>后</p>`,
    );
    expect(html).toBe(
      "<p>前</p><ol><li><p>甲</p><ul><li><p>甲一</p></li></ul></li><li><p>乙</p></li></ol><p>后</p>",
    );
  });

  it("begins another list where text stands between", () => {
    const html = cleanPasted(`${item(1, "·", "甲")}<p>中</p>${item(1, "1)", "乙")}`);
    expect(html).toBe("<ul><li><p>甲</p></li></ul><p>中</p><ol><li><p>乙</p></li></ol>");
  });

  it("makes a line of a row of a sheet", () => {
    const html = cleanPasted(
      "<table><tr><td>品名</td><td> 数量</td></tr><tr><td>柱温箱</td><td>3</td></tr></table>",
    );
    expect(html).toBe("<p>品名 | 数量</p><p>柱温箱 | 3</p>");
  });

  it("loses what is no text", () => {
    const html = cleanPasted(
      "<meta charset=utf-8><style>p{color:red}</style><p>a<script>alert(1)</script><o:p></o:p><img src=x></p><!--StartFragment-->",
    );
    expect(html).toBe("<p>a</p>");
  });
});
