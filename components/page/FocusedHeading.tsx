import { useEffect, useRef } from "preact/hooks";

/** @param about id of its description; the heading's own id adds `-heading` */
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
