/** Blocks of cells as Excel and WPS put them on the clipboard. */

/** Tabs between cells, CRLF between rows, quotes where a cell holds one of them or a quote. */
export function toTsv(block: readonly (readonly string[])[]): string {
  return block.map((row) => row.map(quoted).join("\t")).join("\r\n");
}

function quoted(cell: string): string {
  return /["\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** A cell that begins with a quote may hold tabs, line breaks and doubled quotes; one final line break is no row. */
export function fromTsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let at = 0;
  while (at <= text.length) {
    const { cell, next } = readCell(text, at);
    rows.at(-1)?.push(cell);
    const mark = text[next];
    if (mark === undefined) break;
    at = next + 1;
    if (mark === "\t") continue;
    if (mark === "\r" && text[at] === "\n") at++;
    if (at >= text.length) break;
    rows.push([]);
  }
  return rows;
}

function readCell(text: string, start: number): { cell: string; next: number } {
  if (text[start] === '"') {
    const closed = readQuoted(text, start);
    if (closed) return closed;
  }
  let end = start;
  while (end < text.length && text[end] !== "\t" && text[end] !== "\n" && text[end] !== "\r") end++;
  return { cell: text.slice(start, end), next: end };
}

/** Null when the quote is only a character of the cell, as in `"6" pipe`. */
function readQuoted(text: string, start: number): { cell: string; next: number } | null {
  let cell = "";
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] !== '"') {
      cell += text[at];
    } else if (text[at + 1] === '"') {
      cell += '"';
      at++;
    } else {
      const after = text[at + 1];
      const ends = after === undefined || after === "\t" || after === "\n" || after === "\r";
      return ends ? { cell: cell.replaceAll("\r\n", "\n"), next: at + 1 } : null;
    }
  }
  return null;
}

/** Fills a selection that is a whole multiple of the block, as Excel does; else the block as it is. */
export function tiled(block: string[][], rows: number, columns: number): string[][] {
  const width = Math.max(...block.map((row) => row.length));
  if (rows % block.length || columns % width || (rows === block.length && columns === width))
    return block;
  return Array.from({ length: rows }, (_, r) =>
    Array.from({ length: columns }, (_, c) => block[r % block.length]?.[c % width] ?? ""),
  );
}
