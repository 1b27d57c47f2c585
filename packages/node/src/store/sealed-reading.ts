/** How the statements of a connection are compiled where the tables they name are not read as they are. */
export interface Reading {
  /** The SQL that is compiled in place of the one that was written. */
  through(sql: string): string;
  /** Whether a statement, as it was written, may do this: asked once an access while it is compiled. */
  admits(sql: string, access: Access): boolean;
}

/** One access of a statement that is being compiled. */
export interface Access {
  readonly does: "read" | "write";
  readonly table: string;
  readonly column: string;
  /** the innermost trigger or view it happens in; null = the statement itself */
  readonly via: string | null;
}

/** What a sealed connection is made of. */
export interface SealedParts {
  readonly tables: readonly string[];
  /** by table, "table.column" of others that the engine reads for foreign keys when a row changes */
  readonly keys: ReadonlyMap<string, ReadonlySet<string>>;
  /** ends the name of every trigger and view that is ours */
  readonly tag: string;
  /** statements of the seals' own, which read tables as they are */
  readonly own: ReadonlySet<string>;
}

const TARGET = /^\s*(?:insert(?:\s+or\s+\w+)?\s+into|update|delete\s+from)\s+(\w+)/i;
const DELETE = /^\s*delete\s+from\s+\w+/i;
/** Nothing but a number leaves, so no row has to stand. */
const COUNTING =
  /^\s*select\s+count\(\*\)\s+as\s+\w+\s+from\s+(\w+)(?:\s+where\s+\w+\s*=\s*\?(?:\s+and\s+\w+\s*=\s*\?)*)?\s*$/i;

/**
 * Reads of sealed tables go over their checked views. What the rewriting does not know (a join by comma, a quoted name, a
 * schema before it) is refused while it is compiled, never read unchecked; so is whatever a trigger or a view does that
 * is not ours, because somebody put it into the file.
 */
export function sealedReading({ tables, keys, tag, own }: SealedParts): Reading {
  const sealed = new Set(tables);
  const names = new RegExp(`\\b(from|join)\\s+(${tables.join("|")})\\b`, "gi");
  const targetOf = (sql: string) => TARGET.exec(sql)?.[1] ?? COUNTING.exec(sql)?.[1] ?? null;
  return {
    through(sql) {
      if (own.has(sql) || COUNTING.test(sql)) return sql;
      const verb = DELETE.exec(sql)?.[0] ?? "";
      return verb + sql.slice(verb.length).replace(names, `$1 sound_$2_${tag}`);
    },
    admits(sql, { does, table, column, via }) {
      if (via !== null) return via.endsWith(`_${tag}`);
      if (!sealed.has(table)) return true;
      if (does === "write") return column !== "row_seal";
      // No column: nothing but that the table has rows, which is no more than a count says.
      if (column === "") return true;
      const target = targetOf(sql);
      return own.has(sql) || target === table || keys.get(target ?? "")?.has(`${table}.${column}`) === true;
    },
  };
}
