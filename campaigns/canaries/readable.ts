/** What may stay readable to whoever has the disk, field by field, and why. Nothing else may. */
export const READABLE: Readonly<Record<string, string>> = {
  "officer.name":
    "an officer's record is how his state resolves the pseudonyms of its logs, and is listed before anybody is signed in; it says nothing of a dispatch",
};
