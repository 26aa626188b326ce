/** Saves a drawn board as a PNG file on the device. */
import { drawingBounds } from "../../classroom/model/drawing_bounds.ts";

/** Pixels of the file for each unit of the board. */
const scale = 2;

/** Set by the style sheet, which a picture outside the page lacks. */
const styled = ["fill", "stroke", "stroke-width", "font-family"];

/** Rejects if the browser cannot draw it, or the picture below it cannot be loaded. */
export async function savePicture(
  board: SVGSVGElement,
  name: string,
): Promise<void> {
  const { width, height } = drawingBounds;
  const image = new Image();
  const drawn = await copyWithStyles(board);
  const text = new XMLSerializer().serializeToString(drawn);
  image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width * scale;
  canvas.height = height * scale;
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  const link = document.createElement("a");
  link.href = canvas.toDataURL("image/png");
  link.download = `${name}.png`;
  link.click();
}

async function copyWithStyles(board: SVGSVGElement): Promise<SVGSVGElement> {
  const copy = board.cloneNode(true) as SVGSVGElement;
  copy.setAttribute("width", String(drawingBounds.width * scale));
  copy.setAttribute("height", String(drawingBounds.height * scale));
  const copies = [...copy.querySelectorAll<SVGElement>("*")];
  for (const [n, element] of [...board.querySelectorAll("*")].entries()) {
    const style = getComputedStyle(element);
    for (const property of styled) {
      copies[n].style.setProperty(property, style.getPropertyValue(property));
    }
  }
  for (const image of copy.querySelectorAll("image")) {
    image.setAttribute("href", await readAsUrl(image.getAttribute("href")!));
  }
  return copy;
}

async function readAsUrl(href: string): Promise<string> {
  const answer = await fetch(href);
  if (!answer.ok) throw new Error(`${href}: ${answer.status}`);
  const blob = await answer.blob();
  return await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
