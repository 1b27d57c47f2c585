import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { logSigner, signCheckpoint, verifyCheckpoint } from "@entente/ledger";
import { newSeed, open, seal, signStatement } from "@entente/protocol";
import { dispatchKit } from "../sample.ts";

const TIMES = 200;

/**
 * What one dispatch cannot do without, one after the other in one process: sign, seal, open with both verifications,
 * sign and verify the receiver's head, and four synced commits (queued, filed, head kept, receipt kept).
 * @returns milliseconds of each run
 */
export async function latencyFloor(bodyBytes: number): Promise<readonly number[]> {
  const folder = mkdtempSync(join(tmpdir(), "entente-bench-"));
  const db = new DatabaseSync(join(folder, "floor.db"));
  try {
    for (const setting of ["journal_mode = wal", "synchronous = full"]) db.prepare(`pragma ${setting}`).all();
    db.exec("create table kept (id integer primary key, bytes blob not null) strict");
    const insert = db.prepare("insert into kept (bytes) values (?)");
    const body = new Uint8Array(bodyBytes).fill(0x20);
    const kit = await dispatchKit(body);
    const log = logSigner({
      origin: "entente.invalid/floor/exchange",
      ed25519Seed: newSeed(),
      mldsa44Seed: newSeed(),
    });
    const once = async (): Promise<number> => {
      const from = performance.now();
      const signed = await signStatement(kit.statement, kit.signingKeys);
      const sealed = seal({ signed, body, to: kit.sealingKey });
      insert.run(sealed);
      await open(sealed, kit.context);
      insert.run(signed);
      const note = await signCheckpoint({ size: 1, root: kit.statement.bodyDigest }, log, 1);
      await verifyCheckpoint(note, log.verifier, []);
      insert.run(note);
      insert.run(note);
      return performance.now() - from;
    };
    for (let warm = 0; warm < 20; warm += 1) await once();
    const times: number[] = [];
    for (let nth = 0; nth < TIMES; nth += 1) times.push(await once());
    return times;
  } finally {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
