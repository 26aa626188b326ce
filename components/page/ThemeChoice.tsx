/** Light, dark, or like the device: a plain form, so that it works before any script. */
import { en as t } from "../../locales/en/everywhere.ts";
import "./ThemeChoice.css";

/** The three choices; which one holds is marked by `data-theme` on `<html>`. */
export function ThemeChoice() {
  return (
    <form class="theme" method="post" action="/theme">
      <div role="group" aria-label={t.frame.theme}>
        <button type="submit" name="theme" value="light">
          {t.frame.light}
        </button>
        <button type="submit" name="theme" value="dark">{t.frame.dark}</button>
        <button type="submit" name="theme" value="">{t.frame.asDevice}</button>
      </div>
    </form>
  );
}
