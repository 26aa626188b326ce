/**
 * A heading that takes the focus when it replaces the page's content, so that
 * it is read out.
 */
import { useEffect, useRef } from "preact/hooks";

/**
 * `about` is the id of its description; the heading's id is that with
 * `-heading`.
 */
export function FocusedHeading(
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
