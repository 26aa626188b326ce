/**
 * A class that talks, in Chromium with made-up microphones: what each page really hears and sees is asked of its
 * connections (K-1, K-2).
 */
import assert from "node:assert/strict";
import { calls as t } from "texts/calls.ts";
import { eventually } from "../../people.ts";
import { api, type Person, testStage } from "../stage.ts";

/** What comes in over a page's connections that are open. */
interface Coming {
  /** Over how many of them something is heard that was not when it was asked before. */
  voices: number;
  /** Over how many of them new frames come. */
  pictures: number;
}

/** From then on a page's connections can be asked. */
async function watchConnections({ context, page }: Person) {
  // As a browser remembers that it was allowed; the made-up devices alone are forgotten with the page.
  await context.grantPermissions(["microphone", "camera"]);
  await page.addInitScript(() => {
    const made: RTCPeerConnection[] = [];
    Object.assign(globalThis, { made });
    globalThis.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        made.push(this);
      }
    };
  });
}

/** What has come in so far, by connection. */
async function counted({ page }: Person) {
  return await page.evaluate(async () => {
    const { made } = globalThis as unknown as { made: RTCPeerConnection[] };
    const open = made.filter((it) => it.connectionState === "connected");
    return await Promise.all(open.map(async (connection) => {
      let energy = 0, frames = 0;
      for (const it of (await connection.getStats()).values()) {
        if (it.type !== "inbound-rtp") continue;
        energy += it.totalAudioEnergy ?? 0;
        frames += it.framesDecoded ?? 0;
      }
      return { id: made.indexOf(connection), energy, frames };
    }));
  });
}

/** Waits until so many are heard, and so many pictures are seen, on a page, and no more. */
async function gets(person: Person, wanted: Coming, who: string) {
  let before = await counted(person);
  await eventually(
    async () => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const now = await counted(person);
      const was = new Map(before.map((it) => [it.id, it]));
      before = now;
      const grows = (field: "energy" | "frames") =>
        now.filter((it) => it[field] > (was.get(it.id)?.[field] ?? 0)).length;
      return { voices: grows("energy"), pictures: grows("frames") };
    },
    (it) => it.voices === wanted.voices && it.pictures === wanted.pictures,
    `${who} had ${wanted.voices} voices and ${wanted.pictures} pictures`,
  );
}

/** Presses **Join call**, as it is on the page, and again where the devices are tried; then unmutes. */
async function joinCall(person: Person) {
  await person.button(t.join).first().click();
  await person.page.getByRole("dialog").getByRole("button", { name: t.join })
    .click();
  await person.button(t.unmute).click();
  await person.sees(person.button(t.mute));
}

testStage(
  "K-1, K-2: six in two groups hear each other, go along when they are moved, come home, and hear nobody when it is over",
  async ({ person, step }) => {
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const desk = api(teacher, session.id);
    const names = ["Amy", "Ben", "Cleo", "Dan", "Eva", "Finn"];
    const class_: Person[] = [];
    for (const name of names) {
      const one = await person();
      await watchConnections(one);
      await one.join(session.code, name);
      class_.push(one);
    }
    const [amy, ben, cleo, dan, eva, finn] = class_;
    const { rooms } = await desk("POST", "/breakouts/rooms", {
      names: ["Group A", "Group B"],
    });
    const { members } = await desk("GET", "/members");
    const id = (name: string) =>
      members.find((one: { name: string }) => one.name === name).id;
    const put = (moves: Record<string, number>) =>
      desk("POST", "/breakouts/moves", {
        moves: Object.entries(moves)
          .map(([name, at]) => ({ member: id(name), room: rooms[at].id })),
      });
    await put({ Amy: 0, Ben: 0, Cleo: 0, Dan: 1, Eva: 1, Finn: 1 });
    await desk("POST", "/breakouts/start");
    await desk("POST", "/call", { rooms: "groups" });
    const each = async (wanted: number[]) => {
      for (const [n, one] of class_.entries()) {
        await gets(one, { voices: wanted[n], pictures: 0 }, names[n]);
      }
    };
    await step(
      "each hears the two others of their group, and nobody else",
      async () => {
        for (const one of class_) await joinCall(one);
        await each([2, 2, 2, 2, 2, 2]);
      },
    );
    await step("a picture is seen by the group alone", async () => {
      await desk("PATCH", "/call", { cameras: true });
      await amy.button(t.cameraOn).click();
      await gets(ben, { voices: 2, pictures: 1 }, "Ben");
      await gets(cleo, { voices: 2, pictures: 1 }, "Cleo");
      await gets(dan, { voices: 2, pictures: 0 }, "Dan");
      await amy.button(t.cameraOff).click();
    });
    await step(
      "who is moved while talking is heard where they are now",
      async () => {
        await put({ Amy: 1 });
        await each([3, 1, 1, 3, 3, 3]);
      },
    );
    await step("who is muted with all is not heard, and unmutes", async () => {
      await desk("POST", "/call/mute");
      await each([0, 0, 0, 0, 0, 0]);
      await ben.sees(t.mutedByTeacher);
      for (const one of class_) await one.button(t.unmute).click();
      await each([3, 1, 1, 3, 3, 3]);
    });
    await step(
      "a page that is loaded again is back, and is heard",
      async () => {
        await eva.page.reload();
        await eva.sees(eva.button(t.mute));
        await each([3, 1, 1, 3, 3, 3]);
      },
    );
    await step("who is taken out hears nobody", async () => {
      await desk("DELETE", `/call/members/${id("Finn")}`);
      await finn.sees(t.out.removed);
      await each([2, 1, 1, 2, 2, 0]);
      await desk("POST", `/call/members/${id("Finn")}/undo`);
    });
    await step(
      "when the groups end, all who are in it hear each other in the main room",
      async () => {
        await desk("POST", "/breakouts/stop", { grace: 0 });
        await each([4, 4, 4, 4, 4, 0]);
      },
    );
    await step("nothing is left when the call ends", async () => {
      await desk("DELETE", "/call");
      await amy.sees(t.out.over);
      const open = await Promise.all(class_.map(counted));
      assert.deepEqual(open.flat(), []);
    });
  },
);
