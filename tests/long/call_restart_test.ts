/** K-5: a mesh call during a restart of its server. */
import assert from "node:assert/strict";
import { calls as t } from "texts/calls.ts";
import {
  callSessionApi,
  type Person,
  testStageAlone,
} from "../browser/stage.ts";
import {
  countOpenConnections,
  waitForIncoming,
  watchConnections,
} from "../browser/calls/heard.ts";
import { joinUnmuted } from "../browser/calls/talking_class.ts";

/** Records whatever silences a voice, from the next page on. */
async function noteSilence(person: Person) {
  await watchConnections(person);
  await person.page.addInitScript(() => {
    const silenced: string[] = [];
    Object.assign(globalThis, { silenced });
    const note = <T extends object>(
      of: T,
      property: keyof T & string,
      isSilence: (it: T, value: unknown) => boolean,
    ) => {
      const { get, set } = Object.getOwnPropertyDescriptor(of, property)!;
      Object.defineProperty(of, property, {
        configurable: true,
        get,
        set(value) {
          if (isSilence(this, value)) silenced.push(property);
          set!.call(this, value);
        },
      });
    };
    note(
      HTMLMediaElement.prototype,
      "srcObject",
      (it, value) => it instanceof HTMLAudioElement && it.srcObject !== value,
    );
    note(
      MediaStreamTrack.prototype,
      "enabled",
      ({ kind, enabled }, value) => kind === "audio" && enabled && !value,
    );
  });
}

const silenced = ({ page }: Person) =>
  page.evaluate(() => [
    ...(globalThis as unknown as { silenced: string[] }).silenced,
  ]);

const made = ({ page }: Person) =>
  page.evaluate(() =>
    (globalThis as unknown as { made: RTCPeerConnection[] }).made.length
  );

testStageAlone(
  "during a server restart all voices continue over existing links (K-5)",
  async ({ server, person, step }) => {
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const desk = callSessionApi(teacher, session.id);
    await desk("POST", "/call", { rooms: "main" });
    const all = [await person(), await person(), await person()];
    for (const [n, one] of all.entries()) {
      await noteSilence(one);
      await one.join(session.code, ["Amy", "Ben", "Cleo"][n]);
      await joinUnmuted(one);
    }
    for (const one of all) {
      await waitForIncoming(one, { voices: 2, pictures: 0 }, "each");
    }
    const before = await Promise.all(all.map(made));
    const quiet = await Promise.all(all.map(silenced));
    await step("the server restarts", async () => {
      await server.restart();
    });
    await step("all are in again and visible", async () => {
      await desk("PATCH", "/call", { cameras: true });
      for (const one of all) await one.button(t.cameraOn).click();
      for (const one of all) {
        await waitForIncoming(one, { voices: 2, pictures: 2 }, "each");
      }
    });
    await step("nobody was silent or reconnected", async () => {
      assert.deepEqual(await Promise.all(all.map(silenced)), quiet);
      assert.deepEqual(await Promise.all(all.map(made)), before);
      for (const one of all) assert.equal(await countOpenConnections(one), 2);
    });
    await step("a removal then holds for all", async () => {
      const { members } = await desk("GET", "/members");
      const { id } = members.find((it: { name: string }) => it.name === "Ben");
      await desk("DELETE", `/call/members/${id}`);
      for (const one of [all[0], all[2]]) {
        await waitForIncoming(
          one,
          { voices: 1, pictures: 1 },
          "each of the others",
        );
      }
      assert.equal(await countOpenConnections(all[1]), 0);
    });
  },
);
