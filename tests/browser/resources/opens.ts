import assert from "node:assert/strict";
import { asked, items } from "texts/sharing_class.ts";
import { portal } from "texts/sharing_portal.ts";
import type { Person } from "../stage.ts";

export async function openResource(one: Person, name: string): Promise<void> {
  const { page } = one;
  await one.inOwnLanguage(async () => {
    const item = page.getByRole("button", { name: items.openNamed({ name }) });
    const news = page.locator(".resource-news");
    const back = one.button(portal.back), home = one.button(portal.title);
    const [there, told, from, door] = [item, news, back, home].map((
      it,
    ) => it.filter({ visible: true }).first());
    const open = told.getByRole("button", { name: portal.open, exact: true });
    // News may come or go between look and press, so it looks again.
    const pressed = (what: typeof item) =>
      what.click({ timeout: 10_000 }).then(() => true, () => false);
    for (let step = 0; step < 10; step++) {
      const later = one.button(asked.later).filter({ visible: true });
      if (await later.count() > 0) await pressed(later.first());
      await there.or(told).or(from).or(door).first().waitFor();
      if (await there.isVisible()) {
        if (await pressed(there)) return;
      } else if (await told.isVisible()) {
        const isIt = (await told.innerText()).includes(name);
        if (await pressed(open) && isIt) return;
      } else await pressed(await door.isVisible() ? door : from);
    }
    assert.fail(`“${name}” could not be opened`);
  });
}

/** Answers by the card that rises when something is asked, once it takes presses. A choice may have its letter first. */
export async function pressOnCard(one: Person, name: string): Promise<void> {
  await one.page.locator(".asked-card:not([data-settling])")
    .filter({ visible: true })
    .getByRole("button", { name }).click();
}
