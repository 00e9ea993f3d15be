/** A signature as strokes: where it stands on the paper, and the picture of it. */

interface Point {
  x: number;
  y: number;
}
export interface Stroke {
  points: readonly Point[];
}
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const AIR = 12;
export const MOST = { width: 1200, height: 480 };

/** What is written on, with a little air, within the paper; null when nothing is. */
export function boundsOf(strokes: readonly Stroke[], paper: Omit<Box, "x" | "y">): Box | null {
  const points = strokes.flatMap((stroke) => stroke.points);
  if (points.length === 0) return null;
  const [xs, ys] = [points.map((one) => one.x), points.map((one) => one.y)];
  const left = Math.max(0, Math.floor(Math.min(...xs) - AIR));
  const top = Math.max(0, Math.floor(Math.min(...ys) - AIR));
  const right = Math.min(paper.width, Math.ceil(Math.max(...xs) + AIR));
  const bottom = Math.min(paper.height, Math.ceil(Math.max(...ys) + AIR));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** How much smaller a picture must be to be kept. */
export const shrink = (width: number, height: number): number =>
  Math.min(1, MOST.width / width, MOST.height / height);

/** A part of a picture on white paper, as PNG: what is clear would be black in a thumbnail. */
export function pictureOf(source: CanvasImageSource, part: Box, name: string): Promise<File> {
  const scale = shrink(part.width, part.height);
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(part.width * scale));
  canvas.height = Math.max(1, Math.round(part.height * scale));
  const ink = canvas.getContext("2d");
  if (!ink) return Promise.reject(new Error("no canvas"));
  ink.fillStyle = "#ffffff";
  ink.fillRect(0, 0, canvas.width, canvas.height);
  ink.drawImage(source, part.x, part.y, part.width, part.height, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) =>
        blob
          ? resolve(new File([blob], name, { type: "image/png" }))
          : reject(new Error("no picture")),
      "image/png",
    ),
  );
}
