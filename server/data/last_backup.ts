/** `last-backup.json` in the data folder: when `backup` last succeeded, and where the copy is. */
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { z } from "zod";
import { isNotFoundError } from "../../classroom/storage/missing_file.ts";
import type { Settings } from "../../classroom/settings.ts";

const schema = z.object({ at: z.number(), folder: z.string() });

const pathOf = ({ DATA_DIR }: Pick<Settings, "DATA_DIR">) =>
  `${DATA_DIR}/last-backup.json`;

export async function recordBackup(
  settings: Pick<Settings, "DATA_DIR">,
  folder: string,
): Promise<void> {
  const noted = { at: Date.now(), folder: resolve(folder) };
  await writeFile(pathOf(settings), JSON.stringify(noted), { mode: 0o600 });
}

/** The last backup; null if none is recorded. `at`: ms since 1970. */
export async function readLastBackup(
  settings: Pick<Settings, "DATA_DIR">,
): Promise<z.infer<typeof schema> | null> {
  try {
    const text = await readFile(pathOf(settings), "utf8");
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (isNotFoundError(error) || error instanceof SyntaxError) return null;
    throw error;
  }
}
