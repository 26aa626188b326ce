/** Playing voices in a browser that stops them. */
import assert from "node:assert/strict";
import { VoicePlayer } from "../../../components/calls/joined/call_connection.ts";

/** A made-up audio element. */
class MadeAudio {
  static readonly all: MadeAudio[] = [];
  static refuses: string | null = null;
  srcObject: { active: boolean } | null = null;
  onpause: (() => void) | null = null;
  plays = 0;
  readonly speakers: string[] = [];

  constructor() {
    MadeAudio.all.push(this);
  }

  play(): Promise<void> {
    this.plays++;
    const { refuses } = MadeAudio;
    return refuses === null
      ? Promise.resolve()
      : Promise.reject(new DOMException("", refuses));
  }

  setSinkId(speaker: string): Promise<void> {
    this.speakers.push(speaker);
    return Promise.reject(new DOMException("", "NotFoundError"));
  }
}

/** `blocked`: how often a press was needed. */
function test(
  name: string,
  prove: (sounds: VoicePlayer, blocked: () => number) => Promise<void>,
) {
  Deno.test(name, async () => {
    MadeAudio.all.length = 0;
    MadeAudio.refuses = null;
    const before = Reflect.get(globalThis, "Audio");
    Object.assign(globalThis, { Audio: MadeAudio });
    let blocked = 0;
    const sounds = new VoicePlayer(() => blocked++);
    try {
      await prove(sounds, () => blocked);
    } finally {
      sounds.close();
      Object.assign(globalThis, { Audio: before });
    }
  });
}

const voice = (active = true) => ({ active }) as MediaStream;
const settled = () => new Promise((resolve) => setTimeout(resolve));

test(
  "K-5: a voice that the system stops goes on by itself, or by a press where the browser wants one",
  async (sounds, blocked) => {
    const ends = { active: true };
    sounds.playVoices(
      new Map([["Amy", voice()], ["Ben", ends as MediaStream]]),
    );
    const [amy, ben] = MadeAudio.all;
    amy.onpause!();
    assert.deepEqual([amy.plays, ben.plays], [2, 1]);
    // A voice that has ended is not played again.
    ends.active = false;
    ben.onpause!();
    sounds.playVoices(new Map([["Amy", voice()]]));
    ben.onpause!();
    assert.equal(ben.plays, 1);
    MadeAudio.refuses = "NotAllowedError";
    amy.onpause!();
    await settled();
    assert.equal(blocked(), 1);
    MadeAudio.refuses = null;
    const { plays } = amy;
    sounds.retryPlayback();
    assert.equal(amy.plays, plays + 1);
  },
);

test("K-5: where neither the chosen speaker nor the system's is to be had, nothing else goes wrong", async (sounds) => {
  sounds.setSpeaker("headset");
  sounds.playVoices(new Map([["Amy", voice()]]));
  // An unhandled rejection would fail the test.
  await settled();
  assert.deepEqual(MadeAudio.all[0].speakers, ["headset", ""]);
});
