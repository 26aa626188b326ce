/** The heading of what has taken the place of a page’s content: it has the focus, and so it is read out. */
import { useEffect, useRef } from "preact/hooks";

/** The heading. `about`: the id of what is read out with it; its own is that and `-heading`. */
export function NewHeading(
  { about, children }: { about: string; children: string },
) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <h2
      id={`${about}-heading`}
      ref={heading}
      tabIndex={-1}
      aria-describedby={about}
    >
      {children}
    </h2>
  );
}
