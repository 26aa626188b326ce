export function isMissing(error: unknown): boolean {
  return (error as { code?: string }).code === "ENOENT";
}
