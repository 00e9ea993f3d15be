/** The words of a piece of HTML; it is never put into the page as HTML. */
export function wordsOf(html: string): string {
  const page = new DOMParser().parseFromString(
    html.replace(/<(br|\/p|\/div|\/li|\/h[1-3]|\/pre)\b[^>]*>/gi, "\n$&"),
    "text/html",
  );
  return (page.body.textContent ?? "").replace(/\n{3,}/g, "\n\n").trim();
}

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

export const htmlOf = (text: string) =>
  text
    .split("\n")
    .map((line) => `<p>${escaped(line)}</p>`)
    .join("");
