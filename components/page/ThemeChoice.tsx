/** Light, dark, or like the device: a plain form, so that it works before any script. */
import { frame } from "texts/everywhere.ts";
import "./page.css";

/** The three choices; which one holds is marked by `data-theme` on `<html>`. */
export function ThemeChoice() {
  return (
    <form class="page-choice" method="post" action="/theme">
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
