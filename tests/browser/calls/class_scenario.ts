/** A class that talks, from its first call to its end (K-1, K-2, K-5), with either carrier. For `testStage`. */
import assert from "node:assert/strict";
import { calls as t, callStaff } from "texts/calls.ts";
import { eventually } from "../../people.ts";
import { type Person, type Stage, waitForAnswer } from "../stage.ts";
import {
  countOpenConnections,
  countReceivedBytes,
  heardVoiceIds,
  waitForIncoming,
} from "./heard.ts";
import { LossyNetwork } from "./lossy_network.ts";
import {
  exactButton,
  joinCall,
  makeTalkingClass,
  unmute,
} from "./talking_class.ts";

const names = ["Amy", "Ben", "Cleo", "Dan"];

/** Four students in two groups and a teacher who visits. */
export async function playGroupCalls(stage: Stage): Promise<void> {
  const { step } = stage;
  await using network = new LossyNetwork();
  const class_ = await makeTalkingClass(stage, names, { network });
  const { teacher, desk, id, hear } = class_;
  const { students: [amy, ben, cleo, dan] } = class_;
  const put = await class_.groups(["Group A", "Group B"]);
  await put({ Amy: 0, Ben: 0, Cleo: 1, Dan: 1 });
  await desk("POST", "/breakouts/start");
  await desk("POST", "/call", { rooms: "groups" });
  const all = (does: (one: Person) => Promise<void>) =>
    Promise.all(class_.students.map(does));
  const hers = (voices: number) =>
    waitForIncoming(teacher, { voices, pictures: 0 }, "Ms Lin");

  await step(
    "each hears the other of their group, and nobody else",
    async () => {
      await all(joinCall);
      await hear(0, 0, 0, 0);
      await all(unmute);
      await hear(1, 1, 1, 1);
    },
  );
  await step("a picture is seen by the group alone", async () => {
    await desk("PATCH", "/call", { cameras: true });
    await amy.button(t.cameraOn).click();
    const seen = { Ben: ben, Cleo: cleo };
    await Promise.all(
      Object.entries(seen).map(([name, one]) =>
        waitForIncoming(
          one,
          { voices: 1, pictures: one === cleo ? 0 : 1 },
          name,
        )
      ),
    );
    await amy.button(t.cameraOff).click();
    await hear(1, 1, 1, 1);
  });
  await step(
    "a teacher who visits a group hears it, and is heard once she unmutes",
    async () => {
      await teacher.openChat();
      await goesTo(teacher, "Group A");
      await joinCall(teacher);
      await hers(2);
      for (const one of [amy, ben]) {
        await one.sees(t.listens({ name: "Ms Lin" }));
      }
      await hear(1, 1, 1, 1);
      await unmute(teacher);
      await hear(2, 2, 1, 1);
    },
  );
  await step(
    "in another group she no longer hears the first, and is muted",
    async () => {
      await goesTo(teacher, "Group B");
      await teacher.button(callStaff.visit).click();
      await cleo.sees(t.listens({ name: "Ms Lin" }));
      await hear(1, 1, 1, 1);
      await hers(2);
      await put({ Cleo: 0 });
      await hers(1);
      await put({ Cleo: 1 });
      await hers(2);
      await amy.page.getByText(t.listens({ name: "Ms Lin" })).waitFor({
        state: "hidden",
      });
    },
  );
  await step(
    "Eyes on me mutes all students",
    async () => {
      const eyes = (eyesOnMe: { text: string } | null) =>
        desk("PATCH", "", { eyesOnMe });
      await eyes({ text: "Look here" });
      await hear(0, 0, 0, 0);
      await hers(0);
      await amy.sees(t.eyesOnMe);
      assert(await exactButton(amy, t.unmute).isDisabled());
      await unmute(teacher);
      await hear(0, 0, 1, 1);
      await eyes(null);
      await all((one) =>
        exactButton(one, t.unmute).and(
          one.page.locator(":enabled"),
        ).waitFor()
      );
      await hear(0, 0, 1, 1);
      await all(unmute);
      await hear(1, 1, 2, 2);
      await teacher.button(t.leave).click();
      await hear(1, 1, 1, 1);
    },
  );
  await step(
    "a student moved while talking is heard in the new group",
    async () => {
      await put({ Amy: 1 });
      await hear(2, 0, 2, 2);
    },
  );
  await step(
    "an offline student is heard again after reconnecting",
    async () => {
      await loses(network, amy, async () => {
        await hear(0, 0, 1, 1);
      });
      await hear(2, 0, 2, 2);
    },
  );
  await step("a reloaded page is heard again by itself", async () => {
    const before = new Set(await heardVoiceIds(dan));
    await cleo.page.reload();
    await exactButton(cleo, t.mute).waitFor();
    await eventually(
      () => heardVoiceIds(dan),
      (voices) => voices.some((voice) => !before.has(voice)),
      "Dan heard Cleo again",
    );
    await hear(2, 0, 2, 2);
  });
  await step("a student muted with all is silent, and unmutes", async () => {
    await desk("POST", "/call/mute");
    await hear(0, 0, 0, 0);
    await ben.sees(t.mutedByTeacher);
    await all(unmute);
    await hear(2, 0, 2, 2);
  });
  await step("a student removed from the call hears nobody", async () => {
    await desk("DELETE", `/call/members/${id("Dan")}`);
    await dan.sees(t.out.removed);
    await hear(1, 0, 1, 0);
    await desk("POST", `/call/members/${id("Dan")}/undo`);
    await unmute(dan);
    await hear(2, 0, 2, 2);
  });
  await step(
    "students distributed again while talking hear their new group",
    async () => {
      await desk("POST", "/breakouts/distribute", { how: "shuffle" });
      const { members } = await desk("GET", "/members");
      const roomOf = (name: string) =>
        members.find((it: { name: string }) => it.name === name).room;
      const others = names.map((name) =>
        names.filter((it) => it !== name && roomOf(it) === roomOf(name)).length
      );
      assert.deepEqual(others, [1, 1, 1, 1]);
      await hear(...others);
    },
  );
  await step(
    "when the groups end, all hear each other in the main room",
    async () => {
      await desk("POST", "/breakouts/stop", { grace: 0 });
      await hear(3, 3, 3, 3);
    },
  );
  await step(
    "a student removed from the class gets no packet, even with open connections",
    async () => {
      await dan.page.evaluate(() => {
        RTCPeerConnection.prototype.close = () => {};
      });
      await desk("DELETE", `/members/${id("Dan")}`);
      await standsStill(dan, amy);
      await hear(2, 2, 2, 0);
    },
  );
  await step("nothing remains when the call ends", async () => {
    await desk("DELETE", "/call");
    await amy.sees(t.out.over);
    for (const one of class_.students) {
      if (one !== dan) await waitForAnswer(() => countOpenConnections(one), 0);
    }
  });
}

/** Takes a person's network away until their page has lost its connections. */
async function loses(
  network: LossyNetwork,
  person: Person,
  seen: () => Promise<void>,
) {
  await network.dropPacketsDuring(person, async () => {
    await person.goOffline();
    await seen();
    await waitForAnswer(() => countOpenConnections(person), 0);
    await person.goOnline();
  });
}

/** Waits until nothing arrives at a page while another page of the call receives sound. */
async function standsStill(person: Person, other: Person) {
  await waitForAnswer(
    async () => {
      const before = await countReceivedBytes(person);
      const heard = await countReceivedBytes(other);
      await eventually(
        () => countReceivedBytes(other),
        (now) => now > heard + muchSound,
        "the call went on",
      );
      return await countReceivedBytes(person) - before;
    },
    0,
    "nothing came any more",
  );
}

/** Bytes of some seconds of a call. */
const muchSound = 20_000;

async function goesTo({ page }: Person, room: string) {
  await page.getByRole("tab", { name: room }).click();
}
