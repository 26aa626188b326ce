/** A sentence about an element: where in it the element stands is for each language to say. */
import type { ComponentChildren } from "preact";

/** Stands for the element while the sentence is made; no text of ours or of anybody has it. */
const place = "\uE000";

/**
 * The sentence, with the element in its place.
 *
 * @example
 * // "goTo": "Go to {host} and enter"
 * <Around say={(host) => t.goTo({ host })}><strong>{host}</strong></Around>
 */
export function Around({ say, children }: {
  say: (place: string) => string;
  children: ComponentChildren;
}) {
  const said = say(place), at = said.indexOf(place);
  if (at < 0) return <>{said}</>;
  return <>{said.slice(0, at)}{children}{said.slice(at + 1)}</>;
}
