import { hueOf, initialsOf } from "../client/person_avatar.ts";
import "./people.css";

/**
 * Hidden from screen readers, since the name is next to it.
 *
 * @param hue a member's hue in their class
 */
export function Initials(
  { id, hue = hueOf(id), name }: { id: string; hue?: number; name: string },
) {
  return (
    <span class={`initials initials-${hue}`} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}
