export interface Words {
  /** One sentence. */
  readonly says: string;
  /** Further facts that a program needs. */
  readonly details?: string;
}
