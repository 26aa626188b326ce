/** The folder that the data is in. */
import type { Settings } from "../../classroom/settings.ts";
import { start as t } from "../../locales/en/terminal.ts";
import { messageOf } from "../error_message.ts";

/** Makes the data folder where it is not there yet. Throws a sentence that names the setting. */
export async function makeDataDir(
  { DATA_DIR }: Pick<Settings, "DATA_DIR">,
): Promise<void> {
  try {
    await Deno.mkdir(DATA_DIR, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Error(t.noDataDir(DATA_DIR, messageOf(error)));
  }
}
