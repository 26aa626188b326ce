/** Free space of the disk that has the uploads and, by default, the database. */
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { isNotFoundError } from "./missing_file.ts";

/** Bytes that this process may still write on the disk of a folder, or of the folder in which it will be made. */
export async function readFreeDisk(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    const parent = dirname(folder);
    if (!isNotFoundError(error) || parent === folder) throw error;
    return await readFreeDisk(parent);
  }
}
