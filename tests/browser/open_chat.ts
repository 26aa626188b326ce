import type { Page } from "playwright-core";
import { chat } from "texts/chat.ts";
import { eventually } from "../people.ts";

export async function openChat(page: Page): Promise<void> {
  const log = page.getByRole("log");
  const bubble = page.getByRole("button", {
    name: new RegExp(`^${RegExp.escape(chat.title)}($|[,，])`),
  });
  const atThumb = page.locator(".class-places > button:not(:last-child)");
  const open = bubble.or(atThumb).filter({ visible: true }).last();
  await log.or(open).first().waitFor();
  // The chat may open by itself between look and press, which would close it.
  await eventually(
    async () => {
      if (!await log.isVisible()) await open.click();
      return await log.isVisible();
    },
    (visible) => visible,
    "the chat was open",
  );
}
