/** A class's name over its page, which is rendered once, as it is by now: a colleague may change it on another page. */
import { useEffect, useRef } from "preact/hooks";

/** Keeps heading and title of the page at `name`; `rendered`: what they were rendered with. */
export function useLiveTitle(name: string, rendered: string): void {
  const shown = useRef(rendered);
  useEffect(() => {
    const before = shown.current;
    if (name === before) return;
    shown.current = name;
    document.title = document.title.replace(before, () => name);
    const heading = document.querySelector("main h1");
    if (!heading) return;
    heading.textContent = name;
    heading.setAttribute("title", name);
  }, [name]);
}
