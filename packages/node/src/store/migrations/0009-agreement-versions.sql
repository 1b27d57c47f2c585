-- The versions of the agreement after the first, signed by both roots. leaf: where it stands on our exchange log; null =
-- it waits for our two operators. theirs_at: since when we know that it stands on the partner's. in_force_at: both.
create table agreement_version (digest {bytes} not null primary key, version {int} not null, document {bytes} not null,
  at {int} not null, leaf {int}, theirs_at {int}, in_force_at {int}, first_officer text, first_device text,
  first_expires text, first_signature text, row_seal {bytes});
create unique index agreement_version_logged on agreement_version (version) where leaf is not null;
