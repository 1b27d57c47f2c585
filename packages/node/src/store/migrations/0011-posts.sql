-- Posts of officers abroad and of guests here, who is on duty, leave, hand-over, and what the partner is told of an end.
-- away_at: out of service because no post of his stands; null = he may work.
alter table officer add column away_at {int};
create index officer_away on officer (swept_at) where away_at is not null;
create table post (id text not null primary key, sending text not null, host text not null, officer text,
  agency text not null, desks text not null, from_at {int} not null, to_at {int} not null, reference text not null,
  accredited_on text not null, languages text not null, hours text not null, deputies text not null,
  version {int} not null, ended_at {int}, end_word text, row_seal {bytes});
create index post_officer on post (officer, id);
create index post_running on post (to_at) where ended_at is null;
create table post_thread (post text not null references post (id), thread text not null, by text not null, at {int} not null,
  row_seal {bytes}, primary key (post, thread));
create table rota_shift (id text not null primary key, desk text not null, officer text not null, from_at {int} not null,
  to_at {int} not null, deputies text not null, set_by text not null, at {int} not null, row_seal {bytes});
create index rota_shift_desk on rota_shift (desk, to_at);
create table leave (id text not null primary key, officer text not null, deputy text not null, from_at {int} not null,
  to_at {int} not null, ended_at {int}, row_seal {bytes});
create index leave_open on leave (from_at) where ended_at is null;
create table handover_note (id text not null primary key, desk text not null, shift text not null, author text not null,
  sealed_text {bytes} not null, at {int} not null, row_seal {bytes});
create index handover_desk on handover_note (desk, id desc);
create table handover_read (note text not null, officer text not null, at {int} not null, row_seal {bytes},
  primary key (note, officer));
-- What runs for one urgent arrival: step 0 the officer on duty, 1 the deputy, 2 everybody. due_at: when the next step is.
create table escalation (dispatch text not null primary key, desk text not null, step {int} not null, shown_to text not null,
  at {int} not null, due_at {int} not null, ended_at {int}, ended_by text, row_seal {bytes});
create index escalation_open on escalation (due_at) where ended_at is null;
create table delegation (dispatch text not null primary key, leave text not null, officer text not null,
  deputy text not null, at {int} not null, ended_at {int}, row_seal {bytes});
-- An end that a partner must know of: ours until he has acknowledged it, his for as long as the agreement lasts.
create table ending (id text not null primary key, word text not null, words text not null, at {int} not null,
  row_seal {bytes});
create table ending_told (id text not null primary key, words text not null, salt {bytes} not null, leaf {int} not null,
  at {int} not null, told_at {int}, row_seal {bytes});
create index ending_untold on ending_told (leaf) where told_at is null;
create table ending_heard (digest {bytes} not null primary key, post text not null, words text not null,
  proof {bytes} not null, leaf {int} not null, since_at {int} not null, at {int} not null, row_seal {bytes});
create index ending_heard_post on ending_heard (post);
create index dispatch_life_threat on dispatch (state, id) where direction = 'theirs' and urgency = 'life_threat';
