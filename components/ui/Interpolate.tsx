import type { ComponentChildren } from "preact";

/** A private-use character, which marks the place of the element. */
const place = "\uE000";

/**
 * A sentence with an element within it, at the place where each language has it.
 *
 * @example
 * // "goTo": "Go to {host} and enter"
 * <Interpolate say={(host) => t.goTo({ host })}><strong>{host}</strong></Interpolate>
 */
export function Interpolate({ say, children }: {
  say: (place: string) => string;
  children: ComponentChildren;
}) {
  const sentence = say(place), index = sentence.indexOf(place);
  if (index < 0) return <>{sentence}</>;
  return <>{sentence.slice(0, index)}{children}{sentence.slice(index + 1)}</>;
}
