-- The desk in a browser: sessions, passkeys, and what an officer keeps to himself.
create table session (digest {bytes} not null primary key, officer text not null references officer (id),
  opened_at {int} not null, seen_at {int} not null, ended_at {int}, row_seal {bytes});
create table passkey (id text not null primary key, credential text not null unique, officer text not null references officer (id),
  public_key {bytes} not null, counter {int} not null, origin text not null, enrolled_at {int} not null,
  revoked_at {int}, voucher_device text, voucher {bytes}, row_seal {bytes});
create index passkey_officer on passkey (officer);
create table desk_mark (officer text not null, dispatch text not null, seen_at {int}, accepted_at {int}, done_at {int},
  snoozed_until {int}, row_seal {bytes}, primary key (officer, dispatch));
create index desk_mark_done on desk_mark (officer, done_at desc, dispatch desc) where done_at is not null;
create index desk_mark_snoozed on desk_mark (officer, snoozed_until, dispatch desc)
  where done_at is null and snoozed_until is not null;
create table working_copy (id text not null primary key, officer text not null, version {int} not null,
  sealed_form {bytes} not null, changed_at {int} not null, row_seal {bytes});
create index working_copy_officer on working_copy (officer, changed_at);
create index read_mark_reader on read_mark (officer, act, item);

-- Who asked what an arrival answers; null = no question of this desk's to that one.
alter table dispatch add column asked_by text;
update dispatch set asked_by = (select q.author from dispatch q where q.id = dispatch.reply_to and q.direction = 'ours'
  and q.from_desk = dispatch.to_desk and q.to_desk = dispatch.from_desk)
  where direction = 'theirs' and reply_to is not null;

-- A list is read in the order of an index that holds its rows and no others: what runs by when it is due, then the rest
-- (behind every moment a clock can show), newest first. The desk's store spells the same words, or the engine would sort.
create index dispatch_theirs on dispatch (to_desk, (case when state in ('filed', 'assigned', 'sent', 'stored', 'opened')
  then coalesce(due_at, 8640000000000000) else 8640000000000000 end), id desc)
  where direction = 'theirs';
create index dispatch_unassigned on dispatch (to_desk, (case when state in ('filed', 'assigned', 'sent', 'stored', 'opened')
  then coalesce(due_at, 8640000000000000) else 8640000000000000 end), id desc)
  where direction = 'theirs' and state in ('filed', 'quarantined') and assignee is null and asked_by is null;
create index dispatch_assigned on dispatch (to_desk, assignee, (case when state in ('filed', 'assigned', 'sent', 'stored', 'opened')
  then coalesce(due_at, 8640000000000000) else 8640000000000000 end), id desc)
  where direction = 'theirs' and state = 'assigned';
create index dispatch_asked on dispatch (to_desk, asked_by, (case when state in ('filed', 'assigned', 'sent', 'stored', 'opened')
  then coalesce(due_at, 8640000000000000) else 8640000000000000 end), id desc)
  where direction = 'theirs' and asked_by is not null;
create index dispatch_ours on dispatch (from_desk, (case when state in ('filed', 'assigned', 'sent', 'stored', 'opened')
  then coalesce(due_at, 8640000000000000) else 8640000000000000 end), id desc)
  where direction = 'ours' and state <> 'draft';
create index dispatch_waiting on dispatch (from_desk, kind, (case when state in ('filed', 'assigned', 'sent', 'stored', 'opened')
  then coalesce(due_at, 8640000000000000) else 8640000000000000 end), id desc)
  where direction = 'ours' and state in ('approved', 'queued', 'sent', 'stored', 'opened');
create index dispatch_written on dispatch (from_desk, author, state, id desc)
  where direction = 'ours' and state in ('draft', 'proposed', 'refused');
create index dispatch_to_release on dispatch (from_desk, state, (case when state in ('filed', 'assigned', 'sent', 'stored', 'opened')
  then coalesce(due_at, 8640000000000000) else 8640000000000000 end), id desc)
  where direction = 'ours' and state = 'proposed';
create index dispatch_arrived on dispatch (to_desk, created_at) where direction = 'theirs';
create index dispatch_changed on dispatch (changed_at, id);
drop index dispatch_thread;
create index dispatch_thread on dispatch (thread, created_at, id);
