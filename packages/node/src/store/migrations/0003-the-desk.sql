-- The desk in a browser: sessions, passkeys, and what an officer keeps to himself.
create table session (digest {bytes} not null primary key, officer text not null references officer (id),
  opened_at {int} not null, seen_at {int} not null, ended_at {int}, row_seal {bytes});
create table passkey (id text not null primary key, credential text not null unique, officer text not null references officer (id),
  public_key {bytes} not null, counter {int} not null, origin text not null, enrolled_at {int} not null,
  revoked_at {int}, voucher_device text, voucher {bytes}, row_seal {bytes});
create index passkey_officer on passkey (officer);
create table desk_mark (officer text not null, dispatch text not null, seen_at {int}, accepted_at {int}, done_at {int},
  snoozed_until {int}, row_seal {bytes}, primary key (officer, dispatch));
create table working_copy (id text not null primary key, officer text not null, version {int} not null,
  sealed_form {bytes} not null, changed_at {int} not null, row_seal {bytes});
create index working_copy_officer on working_copy (officer, changed_at);
create index dispatch_changed on dispatch (changed_at, id);
