-- A node's own keys after the first: one row a use and serial. sealed_seeds lie under a key of their own, which goes
-- with them. The first keys (serial 0) are named secrets; a row says only what became of them.
create table own_key (use text not null, serial {int} not null, state text not null, since {int} not null,
  sealed_seeds {bytes}, row_seal {bytes}, primary key (use, serial));
create table key_request (one {int} not null primary key, serial {int} not null, uses text not null,
  payload {bytes} not null, officer text not null, at {int} not null, first_officer text, first_device text,
  first_expires text, first_signature text, row_seal {bytes});
