/** The devices of this machine, as a call has them; see `devices.ts`. */
import { permissionOf } from "./before_join.ts";
import {
  canShareScreen,
  listDevices,
  openDevice,
  type Opened,
  openScreen,
} from "./devices.ts";
import { levelMeter } from "./level_meter.ts";
import type { Devices } from "./ways.ts";

/** The devices. */
export const thisMachine: Devices = {
  canShareScreen: canShareScreen(),
  list: listDevices,
  isAllowed: async (kind) => await permissionOf(kind) === "granted",
  async open(kind, id) {
    if (kind === "screen") {
      const opened = await openScreen();
      // Who chose none knows that.
      const isClosed = "trouble" in opened && opened.trouble === "denied";
      return isClosed ? null : resultOf(opened);
    }
    return resultOf(await openDevice(kind, id));
  },
  levelOf(track) {
    const { level, listen, close } = levelMeter();
    listen(track);
    return { level, close };
  },
};

function resultOf(opened: Opened) {
  return "track" in opened ? opened.track : opened.trouble;
}
