/** The first letters of a name in a round mark of its own hue, so that one finds a person again in a list. */
import { hueOf, initialsOf } from "./person_mark.ts";
import "./people.css";

/** The mark, beside the name that says the same: nothing is read out. `id` is the member's, whose hue stays. */
export function Initials({ id, name }: { id: string; name: string }) {
  return (
    <span class={`initials initials-${hueOf(id)}`} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}
