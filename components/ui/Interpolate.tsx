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
  const said = say(place), at = said.indexOf(place);
  if (at < 0) return <>{said}</>;
  return <>{said.slice(0, at)}{children}{said.slice(at + 1)}</>;
}
