-- Officers as records that change: orders of two persons, revocations, programs' tokens, what one author may propose.
alter table officer add column version {int} not null default 1;
alter table officer add column closed_at {int};
alter table officer add column seen_at {int};
alter table officer add column suspect_since {int};
alter table officer add column swept_at {int};
create index officer_gone on officer (swept_at) where revoked_at is not null or closed_at is not null;
create index device_officer on device (officer);
create index session_officer on session (officer);
create table people_order (id text not null primary key, act text not null, officer text not null, words text not null,
  before text not null, state text not null, by text not null, device text not null, signature {bytes} not null,
  at {int} not null, expires_at {int} not null, second text, second_device text, second_signature {bytes},
  ended_at {int}, row_seal {bytes});
create index people_order_state on people_order (state, id desc);
create index people_order_officer on people_order (officer, id desc);
create table api_token (id text not null primary key, officer text not null references officer (id), name text not null,
  digest {bytes} not null unique, rights text not null, made_at {int} not null, expires_at {int} not null,
  ended_at {int}, row_seal {bytes});
create index api_token_officer on api_token (officer, id desc);
create table prompt (id text not null primary key, author text not null, desk text not null, dispatch text not null,
  at {int} not null, row_seal {bytes});
create index prompt_author on prompt (author, desk, at);
create table author_block (author text not null, desk text not null, by text not null, at {int} not null,
  row_seal {bytes}, primary key (author, desk));
