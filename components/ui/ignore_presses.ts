import "./forms.css";

const settlingMs = 400;

/**
 * Ignores presses on an element that has just changed: they were meant for what it showed before. Returns a function
 * that ends it.
 */
export function ignorePressesAfterChange({ dataset }: HTMLElement): () => void {
  dataset.settling = "";
  const end = () => {
    clearTimeout(timer);
    delete dataset.settling;
  };
  const timer = setTimeout(end, settlingMs);
  return end;
}
