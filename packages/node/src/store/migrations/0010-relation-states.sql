-- What each party has said of its side of the relation, a chain a party. by_root: 1 = the root's signature, or followed by it;
-- 0 = its node's, in an emergency. void: 1 = the root has spoken in its place. told_at: since when the partner has
-- acknowledged one of ours; null = not, or not as it is now.
create table relation_state (digest {bytes} not null primary key, party text not null, serial {int} not null,
  document {bytes} not null, by_root {int} not null, at {int} not null, leaf {int} not null, void {int} not null,
  told_at {int}, row_seal {bytes});
create unique index relation_state_place on relation_state (party, serial) where void = 0;
-- The first of two operators who put a statement in force.
create table state_hand (digest {bytes} not null primary key, payload {bytes} not null, at {int} not null,
  first_officer text not null, first_device text not null, first_expires text not null, first_signature text not null,
  row_seal {bytes});
-- Queued, and kept here while the relation's state does not let it cross: decided again before it leaves.
alter table outbox add column held {int} not null default 0;
create index outbox_held on outbox (partner, lane) where held = 1;
