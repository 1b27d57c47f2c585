-- The portable schema. {int} is a 64-bit whole number, {bytes} a byte string; each engine writes its own word.
-- Times are Unix milliseconds. Columns named sealed_* are encrypted under the item's key.
create table secret (name text not null primary key, sealed {bytes} not null);
create table item_key (item text not null primary key, wrapped {bytes} not null);
create table token (token {bytes} not null, item text not null, primary key (token, item));
create index token_item on token (item);

create table log_head (log text not null primary key, size {int} not null, root {bytes} not null);
create table log_entry (log text not null, idx {int} not null, entry {bytes} not null, primary key (log, idx));
create table log_tile (log text not null, level {int} not null, idx {int} not null, width {int} not null,
  hashes {bytes} not null, primary key (log, level, idx));
create table checkpoint (log text not null, size {int} not null, root {bytes} not null, note {bytes} not null,
  made_at {int} not null, witnessed_at {int}, primary key (log, size));
create table partner_checkpoint (origin text not null, size {int} not null, root {bytes} not null, note {bytes} not null,
  seen_at {int} not null, primary key (origin, size));

create table officer (id text not null primary key, name text not null, agency text not null, desks text not null,
  duties text not null, approval_roles text not null, token_digest {bytes} not null unique, enrolled_at {int} not null,
  revoked_at {int});
create table device (id text not null primary key, officer text not null references officer (id),
  public_key {bytes} not null, enrolled_at {int} not null, revoked_at {int});

create table dispatch (id text not null primary key, direction text not null, kind text not null, thread text not null,
  reply_to text, area text not null, urgency text not null, state text not null, version {int} not null,
  from_party text not null, from_desk text not null, to_party text not null, to_desk text not null,
  author text, assignee text, created_at {int} not null, changed_at {int} not null, due_at {int}, release_at {int},
  sealed_draft {bytes}, sealed_body {bytes}, sealed_plan {bytes}, sealed_statement {bytes}, sealed_salt {bytes},
  sealed_receipt {bytes}, decision text, leaf {int}, receipt_leaf {int}, stream {bytes}, sequence {int},
  sent_at {int}, stored_at {int}, opened_at {int}, answered_at {int}, ground text);
create index dispatch_thread on dispatch (thread, created_at);
create index dispatch_list on dispatch (direction, state, id);
create index dispatch_release on dispatch (state, release_at);

create table decision (id text not null primary key, dispatch text not null, stage text not null, outcome text not null,
  packs text not null, at {int} not null, sealed_record {bytes} not null, leaf {int} not null);
create index decision_dispatch on decision (dispatch, at);
create table approval (id text not null primary key, dispatch text not null, officer text not null, role text not null,
  body_digest {bytes} not null, sealed_record {bytes} not null, at {int} not null, expires_at {int} not null,
  leaf {int} not null, unique (dispatch, officer, body_digest));

create table outbox (partner text not null, stream {bytes} not null, sequence {int} not null, dispatch text not null,
  statement_digest {bytes} not null, sealed_bytes {bytes} not null, queued_at {int} not null, attempts {int} not null,
  next_at {int} not null, reason text, primary key (partner, stream, sequence));
create index outbox_next on outbox (partner, next_at);
create table stream_out (partner text not null primary key, stream {bytes} not null, next_sequence {int} not null);
create table arrival (partner text not null, stream {bytes} not null, sequence {int} not null,
  statement_digest {bytes} not null, dispatch text not null unique, leaf {int} not null, sealed_salt {bytes} not null,
  at {int} not null, primary key (partner, stream, sequence));

create table event_out (partner text not null, dispatch text not null, event text not null, leaf {int} not null,
  salt {bytes} not null, queued_at {int} not null, attempts {int} not null, next_at {int} not null,
  primary key (partner, dispatch, event));
create table rejection (id text not null primary key, door text not null, code text not null, place text not null,
  digest {bytes} not null, at {int} not null, leaf {int} not null);
create table read_mark (id text not null primary key, officer text not null, item text not null, act text not null,
  at {int} not null, leaf {int} not null);
create index read_mark_item on read_mark (item, at);

create table holding (id text not null primary key, agency text not null, imported_at {int} not null,
  imported_by text not null, sealed_record {bytes} not null);
create table anchor_mark (idx {int} not null primary key, origin text not null, size {int} not null, root {bytes} not null,
  salt {bytes} not null, at {int} not null);
create table act_mark (id text not null primary key, act text not null, dispatch text not null, officer text,
  word text not null, at {int} not null, leaf {int} not null);
create index act_mark_dispatch on act_mark (dispatch, at);
create table bag_receipt (id text not null primary key, partner text not null, receipts {bytes} not null);
create index outbox_digest on outbox (partner, statement_digest);
