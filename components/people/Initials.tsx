/** The first letters of a name in a round mark of its own hue, so that one finds a person again in a list. */
import { hueOf, initialsOf } from "./person_mark.ts";
import "./people.css";

/** The mark, beside the name that says the same: nothing is read out. `hue`: of a member in their class. */
export function Initials(
  { id, hue = hueOf(id), name }: { id: string; hue?: number; name: string },
) {
  return (
    <span class={`initials initials-${hue}`} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}
