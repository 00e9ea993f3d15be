import { createElement, type ReactNode } from "react";
import "./rich.css";

const SHOWN = new Set("P BR STRONG EM U S CODE A H1 H2 H3 UL OL LI BLOCKQUOTE PRE".split(" "));
const SAFE = /^(https?:|mailto:|tel:)/i;

function drawn(node: Node, key: number): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof Element)) return null;
  const inner = [...node.childNodes].map(drawn);
  if (!SHOWN.has(node.tagName)) return inner;
  const tag = node.tagName.toLowerCase();
  if (tag === "br") return <br key={key} />;
  // An empty paragraph is an empty line.
  if (tag === "p" && !node.textContent) return <p key={key}>&nbsp;</p>;
  // The record has the headings above these.
  if (/^h\d$/.test(tag))
    return createElement(`h${Number(tag[1]) + 3}`, { key, className: `rich-${tag}` }, ...inner);
  if (tag === "a") {
    const href = node.getAttribute("href") ?? "";
    if (!SAFE.test(href)) return inner;
    return (
      <a key={key} href={href} target="_blank" rel="noopener noreferrer">
        {...inner}
      </a>
    );
  }
  if (tag === "ol") {
    const start = Number(node.getAttribute("start") ?? 1);
    return createElement(tag, { key, start }, ...inner);
  }
  return createElement(tag, { key }, ...inner);
}

/** Formatted text drawn as elements that are known here; the markup itself is never put into the page. */
export function RichWords({ html }: { html: string }) {
  const page = new DOMParser().parseFromString(html, "text/html");
  return <div className="rich">{[...page.body.childNodes].map(drawn)}</div>;
}
