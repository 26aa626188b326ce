/** The folder that the data is in. */
import type { Settings } from "../classroom/settings.ts";
import { start as t } from "../locales/en/terminal.ts";

/** Makes the data folder where it is not there yet. Throws a sentence that names the setting. */
export async function makeDataDir(
  { DATA_DIR }: Pick<Settings, "DATA_DIR">,
): Promise<void> {
  try {
    await Deno.mkdir(DATA_DIR, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Error(t.noDataDir(DATA_DIR, reasonOf(error)));
  }
}

/** What the system says of a failure, without the name of the error. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
