-- What people say in their own words lies sealed: why something was taken back, declined, erased, sampled or ordered, and
-- what a program is called. The plain columns beside hold words of closed lists, or nothing.
alter table act_mark add column sealed_word {bytes};
alter table dispatch add column sealed_ground {bytes};
alter table people_order add column sealed_words {bytes};
alter table people_order add column sealed_before {bytes};
alter table api_token add column sealed_name {bytes};
