import { hexOf, readShare, splitNodeKey, splitRoot } from "@entente/protocol";
import { shareFile } from "../../src/share-file.ts";
import { must, seedOf, textOf } from "../fixtures.ts";
import { writeVectors } from "./vector-writer.ts";

const seeds = { ed25519: seedOf("vector root ed25519"), mldsa65: seedOf("vector root mldsa65") };
const nodeKey = seedOf("vector node key");

/** Shares are random: each run writes others, as good as the ones before. */
export async function writeShareVectors(): Promise<void> {
  const roots = (await splitRoot("CA", seeds)).map(textOf);
  const unlocks = (await splitNodeKey({ party: "CA", node: "ca-1" }, nodeKey)).map(textOf);
  const [a = "", b = "", c = ""] = roots;
  const secret = hexOf(seeds.ed25519) + hexOf(seeds.mldsa65);
  writeVectors("valid/shares", "Share files, and the secret that any two or all three of them join to.", [
    { name: "a root of 1 and 2", of: "root", files: [a, b], secret },
    { name: "a root of 3 and 1", of: "root", files: [c, a], secret },
    { name: "a root of all three", of: "root", files: [a, b, c], secret },
    { name: "a node key of 2 and 3", of: "unlock", files: unlocks.slice(1), secret: hexOf(nodeKey) },
    {
      name: "a node key of 3 and 2",
      of: "unlock",
      files: unlocks.slice(1).reverse(),
      secret: hexOf(nodeKey),
    },
  ]);
  const other = (await splitRoot("CA", { ...seeds, ed25519: seedOf("vector root 2") })).map(textOf);
  const india = (await splitRoot("IN", seeds)).map(textOf);
  writeVectors("invalid/shares", "Share files that do not join, and every fault they are refused with.", [
    { name: "none", of: "root", files: [], faults: ["too_few_shares "] },
    { name: "one", of: "root", files: [a], faults: ["too_few_shares "] },
    { name: "one twice", of: "root", files: [a, a], faults: ["same_share /1"] },
    { name: "one under two numbers", of: "root", files: [b, rewritten(b, 3)], faults: ["same_share /1"] },
    { name: "two roots", of: "root", files: [a, other[1]], faults: ["other_secret /1"] },
    { name: "two parties", of: "root", files: [a, india[1]], faults: ["other_secret /1"] },
    { name: "a node key's", of: "root", files: [a, unlocks[1]], faults: ["wrong_share /1"] },
    { name: "a root's", of: "unlock", files: [unlocks[0], b], faults: ["wrong_share /1"] },
    { name: "a letter of the share", of: "root", files: [a, swapped(b)], faults: ["damaged_share /1"] },
    {
      name: "another index",
      of: "root",
      files: [a, b.replace('"index":2', '"index":3')],
      faults: ["damaged_share /1"],
    },
    { name: "white space", of: "root", files: [` ${a}`, b], faults: ["damaged_share /0"] },
    { name: "no line feed", of: "root", files: [a, b.trimEnd()], faults: ["damaged_share /1"] },
    { name: "a member more", of: "root", files: [a, b.replace("{", '{"a":1,')], faults: ["not_a_share /1"] },
    { name: "no JSON", of: "root", files: ["share", b], faults: ["not_a_share /0"] },
    {
      name: "a share that its custodian invented",
      of: "root",
      files: [a, invented(b)],
      faults: ["false_share "],
    },
  ]);
}

function swapped(text: string): string {
  const at = text.indexOf('"share":"') + 14;
  return text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
}

function rewritten(text: string, index: number): string {
  return textOf(shareFile({ ...must(readShare(new TextEncoder().encode(text))), index }));
}

function invented(text: string): string {
  const share = must(readShare(new TextEncoder().encode(text)));
  const values = Uint8Array.from(share.share);
  values[0] = (values[0] ?? 0) ^ 1;
  return textOf(shareFile({ ...share, share: values }));
}
