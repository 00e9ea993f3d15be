/** Markup from Word, WPS, Excel or a web page, brought to what the editor knows: lists are lists, rows are lines. */

const GONE = "style, script, meta, link, title, head, xml, template, img, svg, video, iframe";
const LEVEL = /mso-list:[^;"']*level(\d)/;
const COUNTED = /^[（(]?(\d+|[a-z]|[ivx]+|[一二三四五六七八九十]+)[.．、)）]/i;

const levelOf = (node: Element): number =>
  node.localName === "p" ? Number(LEVEL.exec(node.getAttribute("style") ?? "")?.[1] ?? 0) : 0;

/** Word writes a list as paragraphs that begin with their own bullet or number. */
function listed(page: Document) {
  let open: Element[] = [];
  let last: Element | null = null;
  for (const line of [...page.querySelectorAll("p")]) {
    const level = levelOf(line);
    if (!level) continue;
    const sign = [...line.querySelectorAll("span")].find((span) =>
      /mso-list:\s*ignore/i.test(span.getAttribute("style") ?? ""),
    );
    const tag = COUNTED.test((sign?.textContent ?? "").trim()) ? "ol" : "ul";
    sign?.remove();
    if (line.previousElementSibling !== last) open = [];
    open = open.slice(0, level);
    if (open.length === level && open.at(-1)?.localName !== tag) open.pop();
    while (open.length < level) {
      const list: Element = page.createElement(tag);
      const above = open.at(-1);
      if (above)
        (above.lastElementChild ?? above.appendChild(page.createElement("li"))).append(list);
      else line.before(list);
      open.push(list);
    }
    const item = page.createElement("li");
    const text = page.createElement("p");
    text.append(...line.childNodes);
    item.append(text);
    open.at(-1)?.append(item);
    line.remove();
    last = open[0] ?? null;
  }
}

/** A row of a table becomes a line with its cells beside each other. */
function unfolded(page: Document) {
  for (const table of [...page.querySelectorAll("table")]) {
    const lines = [...table.querySelectorAll("tr")].map((row) => {
      const cells = [...row.querySelectorAll("td, th")].map((cell) =>
        (cell.textContent ?? "").replace(/\s+/g, " ").trim(),
      );
      const line = page.createElement("p");
      line.textContent = cells.join(" | ");
      return line;
    });
    table.replaceWith(...lines);
  }
}

export function cleanPasted(html: string): string {
  const page = new DOMParser().parseFromString(html.replace(/<!--[\s\S]*?-->/g, ""), "text/html");
  for (const node of [...page.body.querySelectorAll(GONE)]) node.remove();
  listed(page);
  unfolded(page);
  return page.body.innerHTML.replace(/<\/?[ovw]:[^>]*>/g, "");
}
