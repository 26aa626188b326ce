/** What has just changed its place takes no press for a moment: it was meant for what stood there before. */
import "./desk.css";

/** For so long (ms). */
const settles = 400;

/** Lets no press through to what an element holds; gives what ends that at once. */
export function settle({ dataset }: HTMLElement): () => void {
  dataset.settling = "";
  const timer = setTimeout(() => delete dataset.settling, settles);
  return () => clearTimeout(timer);
}
