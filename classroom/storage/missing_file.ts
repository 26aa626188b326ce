export function isNotFoundError(error: unknown): boolean {
  return (error as { code?: string }).code === "ENOENT";
}
