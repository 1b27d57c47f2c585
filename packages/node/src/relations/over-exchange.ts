import { type DispatchPage, type DutyBoard, done, kindNamed, type Result } from "@entente/contract";
import type { DispatchCommands } from "../exchange/door.ts";
import type { Officer } from "../people/door.ts";
import { keeperOf, type Relation, type Relations } from "./relation.ts";

/** What officers do with dispatches, over all relations of a node: each command is done in one of them, and in no other. */
export function exchangeOver(relations: Relations): DispatchCommands {
  const [first] = relations;
  const keeper = async (id: string) => (await keeperOf(relations, id)).exchange;
  return {
    async example(officer, kind, replyTo) {
      if (replyTo !== null) return (await keeper(replyTo)).example(officer, kind, replyTo);
      for (const { exchange } of relations) {
        const made = await exchange.example(officer, kind, null);
        if (made.ok) return made;
      }
      return first.exchange.example(officer, kind, null);
    },
    async draft(officer, kind, replyTo, draft) {
      const relation =
        replyTo === null ? addressed(relations, kind, draft) : await keeperOf(relations, replyTo);
      return relation.exchange.draft(officer, kind, replyTo, draft);
    },
    inbox: (officer, page) => inboxOver(relations, officer, page),
    replaceDraft: async (officer, id, draft, version) =>
      (await keeper(id)).replaceDraft(officer, id, draft, version),
    check: async (officer, id) => (await keeper(id)).check(officer, id),
    submit: async (officer, id) => (await keeper(id)).submit(officer, id),
    release: async (officer, id) => (await keeper(id)).release(officer, id),
    approve: async (officer, id, act) => (await keeper(id)).approve(officer, id, act),
    refuse: async (officer, id, ground, act, block) =>
      (await keeper(id)).refuse(officer, id, ground, act, block),
    // Of one rule means of one agreement: what another keeps is not found beside it.
    approveBatch: async (officer, items) => (await keeper(items[0]?.id ?? "")).approveBatch(officer, items),
    blocks: (officer) => blocksOver(relations, officer),
    liftBlock: (officer, block) => liftOver(relations, officer, block),
    show: async (officer, id) => (await keeper(id)).show(officer, id),
    audit: async (officer, id, reason) => (await keeper(id)).audit(officer, id, reason),
    assign: async (officer, id, to) => (await keeper(id)).assign(officer, id, to),
    duty: (officer) => dutyOver(relations, officer),
    acknowledge: async (officer, id) => (await keeper(id)).acknowledge(officer, id),
    nameGuest: async (officer, id, post) => (await keeper(id)).nameGuest(officer, id, post),
    decline: async (officer, id, reason) => (await keeper(id)).decline(officer, id, reason),
    recall: async (officer, id, reason) => (await keeper(id)).recall(officer, id, reason),
    erase: async (officer, id, signed) => (await keeper(id)).erase(officer, id, signed),
    beginAttachment: async (officer, id, file) => (await keeper(id)).beginAttachment(officer, id, file),
    appendAttachment: async (officer, id, part) => (await keeper(id)).appendAttachment(officer, id, part),
    finishAttachment: async (officer, id, which) => (await keeper(id)).finishAttachment(officer, id, which),
    removeAttachment: async (officer, id, which) => (await keeper(id)).removeAttachment(officer, id, which),
    attachments: async (officer, id) => (await keeper(id)).attachments(officer, id),
    attachmentPart: async (officer, id, which) => (await keeper(id)).attachmentPart(officer, id, which),
  };
}

/**
 * The agreement whose directory has the desk a draft is addressed to as the partner's. Where none has it, or the draft is
 * none, the first relation refuses it with every fault.
 */
function addressed(relations: Relations, kind: string, draft: unknown): Relation {
  const reading = kindNamed(kind)?.readDraft(draft);
  const to = reading?.ok === true ? reading.value.to : null;
  const found = relations.find(
    ({ treaty }) => to !== null && treaty.desk(to)?.party === treaty.partner.party,
  );
  return found ?? relations[0];
}

type Blocks = Awaited<ReturnType<DispatchCommands["blocks"]>>;

/** A block stands in the agreement in which it was made. */
async function blocksOver(relations: Relations, officer: Officer): Promise<Blocks> {
  const items = [];
  for (const { exchange } of relations) {
    const blocks = await exchange.blocks(officer);
    if (!blocks.ok) return blocks;
    items.push(...blocks.value.items);
  }
  return done({ items });
}

/** Lifted wherever it stands; refused as the first refuses where it stands nowhere. */
async function liftOver(
  relations: Relations,
  officer: Officer,
  block: Parameters<DispatchCommands["liftBlock"]>[1],
) {
  const all = [];
  for (const { exchange } of relations) all.push(await exchange.liftBlock(officer, block));
  const lifted = all.find(({ ok }) => ok) ?? all[0];
  if (lifted === undefined) throw new TypeError("a node has a relation at least");
  return lifted;
}

/** Ids are in the order of time, so one cursor serves every relation. */
async function inboxOver(
  relations: Relations,
  officer: Officer,
  page: { readonly cursor: string | null; readonly limit: number },
): Promise<Result<DispatchPage>> {
  const pages: DispatchPage[] = [];
  for (const { exchange } of relations) {
    const one = await exchange.inbox(officer, page);
    if (!one.ok) return one;
    pages.push(one.value);
  }
  const all = pages
    .flatMap(({ items }) => items)
    .toSorted((a, b) => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0));
  const items = all.slice(0, page.limit);
  const more = all.length > items.length || pages.some(({ next }) => next !== null);
  return done({ items, next: more ? (items.at(-1)?.id ?? null) : null });
}

/** The rota is the node's own; what is urgent lies in the agreement it came under. */
async function dutyOver(relations: Relations, officer: Officer): Promise<Result<DutyBoard>> {
  const boards: DutyBoard[] = [];
  for (const { exchange } of relations) {
    const board = await exchange.duty(officer);
    if (!board.ok) return board;
    boards.push(board.value);
  }
  const [first] = boards;
  if (first === undefined) throw new TypeError("a node has a relation at least");
  return done({ ...first, urgent: boards.flatMap(({ urgent }) => urgent) });
}
