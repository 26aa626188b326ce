import { frame } from "texts/everywhere.ts";
import "./page.css";

/** `data-theme` on `<html>` tells the style sheet which theme is chosen. */
export function ThemeChoice() {
  return (
    <form
      class="cluster flush inline page-choice"
      method="post"
      action="/theme"
    >
      <div role="group" aria-label={frame.theme}>
        <button type="submit" name="theme" value="light">
          {frame.light}
        </button>
        <button type="submit" name="theme" value="dark">{frame.dark}</button>
        <button type="submit" name="theme" value="">{frame.asDevice}</button>
      </div>
    </form>
  );
}
