import { hueOf, initialsOf } from "../client/person_mark.ts";
import "./people.css";

/** Hidden from screen readers: the name is next to it. `hue`: of a member in their class. */
export function Initials(
  { id, hue = hueOf(id), name }: { id: string; hue?: number; name: string },
) {
  return (
    <span class={`initials initials-${hue}`} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}
