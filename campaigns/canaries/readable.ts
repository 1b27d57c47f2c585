/** What may stay readable to whoever has the disk, field by field, and why. Nothing else may. */
export const READABLE: Readonly<Record<string, string>> = {};
