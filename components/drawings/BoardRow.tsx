import type { ComponentChildren } from "preact";

/** The boards of one student, side by side if there are several (J-7). */
export function BoardRow(
  { children }: { children: readonly ComponentChildren[] },
) {
  if (children.length === 1) return <>{children}</>;
  return <span class="drawings-together">{children}</span>;
}
