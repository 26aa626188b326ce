import assert from "node:assert/strict";
import type { CDPSession, Locator, Page } from "playwright-core";

interface Point {
  x: number;
  y: number;
}

export class Finger {
  #at: Point = { x: 0, y: 0 };

  private constructor(readonly page: Page, readonly screen: CDPSession) {}

  static async onPage(page: Page): Promise<Finger> {
    return new Finger(page, await page.context().newCDPSession(page));
  }

  async touch(what: Locator) {
    this.#at = await middleOf(what);
    await this.#send("touchStart", this.#at);
  }

  async holdUntil(what: Locator, until: string) {
    await this.touch(what);
    await what.and(this.page.locator(until)).waitFor();
  }

  async moveTo(what: Locator, until?: string) {
    const from = this.#at, to = await middleOf(what);
    for (let n = 1; n <= 4; n++) {
      this.#at = {
        x: from.x + (to.x - from.x) * n / 4,
        y: from.y + (to.y - from.y) * n / 4,
      };
      await this.#send("touchMove", this.#at);
    }
    if (until) await what.and(this.page.locator(until)).waitFor();
  }

  async lift() {
    await this.#send("touchEnd");
  }

  async #send(
    type: "touchStart" | "touchMove" | "touchEnd",
    ...touchPoints: Point[]
  ) {
    await this.screen.send("Input.dispatchTouchEvent", { type, touchPoints });
  }
}

async function middleOf(what: Locator): Promise<Point> {
  const box = await what.boundingBox();
  assert(box);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
