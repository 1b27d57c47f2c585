-- Never lost, never twice. Every table whose plain columns decide something ends in row_seal.
alter table outbox add column lane text not null default '';
alter table outbox add column seal_key {bytes};
create index outbox_lane on outbox (partner, lane, next_at, sequence);
create index dispatch_stream on dispatch (direction, stream, sequence);
create index dispatch_opened on dispatch (thread, direction, opened_at);

create table stream_in (partner text not null, stream {bytes} not null, contiguous {int} not null,
  highest {int} not null, state text not null, next_ask {int} not null, attempts {int} not null, row_seal {bytes},
  primary key (partner, stream));
create table stream_hole (partner text not null, stream {bytes} not null, sequence {int} not null, reason text not null,
  at {int} not null, row_seal {bytes}, primary key (partner, stream, sequence));
create table key_statement (party text not null, serial {int} not null, digest {bytes} not null,
  document {bytes} not null, leaf {int} not null, at {int} not null, row_seal {bytes}, primary key (party, serial));
create table stream_statement (party text not null, serial {int} not null, digest {bytes} not null,
  document {bytes} not null, leaf {int} not null, at {int} not null, row_seal {bytes}, primary key (party, serial));

create table mirror_entry (origin text not null, idx {int} not null, entry {bytes} not null, primary key (origin, idx));
create table evidence (id text not null primary key, kind text not null, origin text not null, file {bytes} not null,
  at {int} not null, row_seal {bytes});
create table alarm (code text not null primary key, detail text not null, raised_at {int} not null, cleared_at {int},
  row_seal {bytes});
create table node_mark (name text not null primary key, value text not null, at {int} not null, row_seal {bytes});

create table lost_dispatch (id text not null primary key, sequence {int} not null, desk {bytes} not null,
  made_at {int} not null, digest {bytes} not null, found_at {int} not null, row_seal {bytes});
create table attachment (id text not null primary key, dispatch text not null, place {int} not null,
  direction text not null, state text not null, size {int} not null, have {int} not null, sealed_meta {bytes} not null,
  at {int} not null, row_seal {bytes});
create index attachment_dispatch on attachment (dispatch, place);
create index attachment_state on attachment (direction, state, at);
create table erasure (item text not null primary key, ground text not null, proposed_by text, approved_by text,
  at {int} not null, leaf {int}, row_seal {bytes});

alter table officer add column row_seal {bytes};
alter table device add column row_seal {bytes};
alter table dispatch add column row_seal {bytes};
alter table decision add column row_seal {bytes};
alter table approval add column row_seal {bytes};
alter table outbox add column row_seal {bytes};
alter table stream_out add column row_seal {bytes};
alter table arrival add column row_seal {bytes};
alter table event_out add column row_seal {bytes};
alter table checkpoint add column row_seal {bytes};
alter table partner_checkpoint add column row_seal {bytes};
alter table rejection add column row_seal {bytes};
alter table read_mark add column row_seal {bytes};
alter table act_mark add column row_seal {bytes};
alter table anchor_mark add column row_seal {bytes};
alter table holding add column row_seal {bytes};
alter table bag_receipt add column row_seal {bytes};
