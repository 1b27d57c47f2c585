import { logSigner, signCheckpoint, verifyCheckpoint } from "@entente/ledger";
import { newSeed, open, seal, signStatement, verifyStatement } from "@entente/protocol";
import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { metered, perCpuSecond, type Used } from "./meter.ts";
import { dispatchKit } from "./sample.ts";
import { figure, type Table } from "./table.ts";

/** Seals, opens, signs and verifies one invented request: what every other figure is made of. */
export async function sealBench(): Promise<Table> {
  const kit = await dispatchKit();
  const { signed, body, sealed } = kit;
  const log = logSigner({
    origin: "entente.invalid/bench/exchange",
    ed25519Seed: newSeed(),
    mldsa44Seed: newSeed(),
  });
  const head = { size: 1, root: new Uint8Array(32) };
  const note = await signCheckpoint(head, log, 1);
  const ours: readonly (readonly [string, Used])[] = [
    ["sign (Ed25519 + ML-DSA-65)", await metered(() => signStatement(kit.statement, kit.signingKeys))],
    ["verify (Ed25519 + ML-DSA-65)", await metered(() => verifyStatement(signed, kit.verifyingKeys))],
    ["seal", await metered(() => seal({ signed, body, to: kit.sealingKey }))],
    ["open, both signatures verified", await metered(() => open(sealed, kit.context))],
    ["checkpoint sign (Ed25519 + ML-DSA-44)", await metered(() => signCheckpoint(head, log, 1))],
    ["checkpoint verify", await metered(() => verifyCheckpoint(note, log.verifier, []))],
  ];
  const peer = await hpkePeer(sealed.length - 1_272 - 16, kit.xwingPublic, kit.xwingSeed);
  const row = ([name, used]: readonly [string, Used]) => [
    name,
    figure(perCpuSecond(used)),
    figure((used.cpuSeconds / used.runs) * 1e6, "µs"),
  ];
  return {
    name: "seal",
    about: `One request of ${body.length} bytes in a bucket of ${sealed.length - 1_272 - 16}; the peer is @hpke/core with @hpke/hybridkem-x-wing, sealing and opening the same payload without any signature.`,
    columns: ["act", "/cs", "CPU each"],
    rows: [...ours, ...peer].map(row),
    notes: [],
  };
}

/** Another team's HPKE over the same payload: X-Wing in JavaScript, AES in the platform. */
async function hpkePeer(
  size: number,
  publicKey: Uint8Array,
  seed: Uint8Array,
): Promise<readonly (readonly [string, Used])[]> {
  const suite = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
  const recipientPublicKey: unknown = await suite.kem.deserializePublicKey(publicKey);
  const recipientKey: unknown = await suite.kem.deserializePrivateKey(seed);
  const payload = new Uint8Array(size);
  const sealTheirs = async () => {
    const context = await suite.createSenderContext({ recipientPublicKey });
    return { enc: context.enc, sealed: await context.seal(payload) };
  };
  const made = await sealTheirs();
  const openTheirs = async () => {
    const context = await suite.createRecipientContext({ recipientKey, enc: made.enc });
    return context.open(made.sealed);
  };
  return [
    ["peer: seal", await metered(sealTheirs)],
    ["peer: open, nothing verified", await metered(openTheirs)],
  ];
}
